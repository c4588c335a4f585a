"""Whom each permission around pictures lets, by name."""

from typing import Any

from django.utils import timezone

from commons.communities.models import Community, Membership
from commons.images import permissions as may
from commons.images.models import Image
from commons.people.models import Person
from tests.cast import CITIZENS, Cast


def test_who_may_do_what_with_a_picture(cast: Cast) -> None:
    theme = Community.objects.create(kind="theme", handle="ici", name="Ici")
    Membership.objects.create(community=theme, person=cast["tess"], role="steward")

    def picture(by: Person | None = cast["alice"], **facts: Any) -> Image:
        return Image(community=theme, by=by, **{"state": Image.State.READY} | facts)

    hidden = picture(hidden_at=timezone.now())
    assert cast.whom(may.may_add_image) == CITIZENS
    assert cast.whom(may.may_revise_image, picture()) == "alice tess mona ada"
    for by in (None, cast["zoe"], cast["rosa"]):
        assert cast.whom(may.may_revise_image, picture(by)) == "tess mona ada"
    assert cast.whom(may.may_revise_image, hidden) == ""
    assert cast.whom(may.may_hide_image, picture()) == "tess mona ada"
    assert cast.whom(may.may_hide_image, hidden) == ""
    assert cast.whom(may.may_show_image, picture()) == ""
    assert cast.whom(may.may_show_image, hidden) == "ada"
