"""Who decides of other servers, and who steers what is sent to them."""

from commons.people.models import Person
from commons.people.permissions import is_administrator, is_moderator


def may_decide(person: Person | None) -> bool:
    return is_moderator(person)


def may_steer_lanes(person: Person) -> bool:
    return is_administrator(person)
