"""Who may put pictures in, put right what is said of them, and hide them."""

from commons.communities.permissions import keeps_order
from commons.images.models import Image
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen


def may_add_image(person: Person | None) -> bool:
    return is_citizen(person)


def may_revise_image(person: Person | None, image: Image) -> bool:
    """Whoever put it in, and those who keep order where it was put."""
    if not is_citizen(person) or not image.is_shown:
        return False
    return image.by == person or keeps_order(person, image.community)


def may_hide_image(person: Person | None, image: Image) -> bool:
    return image.is_shown and keeps_order(person, image.community)


def may_show_image(person: Person | None, image: Image) -> bool:
    return is_administrator(person) and not image.is_shown
