"""Saying what one can do for others, and taking it back."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused
from commons.journal.actions import record
from commons.people.models import Person
from commons.people.permissions import is_citizen
from mutual_aid.availability import Moment, packed
from mutual_aid.categories import Category
from mutual_aid.models import HelperProfile, HelperSkill, Listing
from mutual_aid.nearness import Nearness
from mutual_aid.verbs import Verb

MOST_PUT_ASIDE = 100


@transaction.atomic
def say_what_one_can_do(
    *,
    by: Person,
    categories: Iterable[str],
    free: Iterable[Moment] = (),
    reach: str = Nearness.NEXT,
    paused_until: date | None = None,
) -> HelperProfile:
    """Write it down, or write it anew. Nothing of it is told to anybody; suggestions follow from it."""
    wanted = {Category(category) for category in categories}
    if not is_citizen(by):
        raise MayNot
    if not wanted:
        raise Refused(_("Please choose at least one thing that you can do."))
    said = {"free": packed(free), "reach": Nearness(reach), "paused_until": paused_until}
    profile, _made = HelperProfile.objects.update_or_create(person=by, defaults=said)
    profile.skills.exclude(category__in=wanted).delete()
    rows = [HelperSkill(profile=profile, category=category) for category in sorted(wanted)]
    HelperSkill.objects.bulk_create(rows, ignore_conflicts=True)
    record(Verb.HELPER_DESCRIBED, by=by, about=by, public=False)
    return profile


@transaction.atomic
def put_suggestion_aside(listing: Listing, *, by: Person) -> None:
    """It is not suggested to them any more; the last hundred are remembered."""
    profile = HelperProfile.objects.select_for_update().filter(person=by).first()
    if profile is None or listing.pk in profile.put_aside:
        return
    kept = [*profile.put_aside, listing.pk][-MOST_PUT_ASIDE:]
    HelperProfile.objects.filter(pk=profile.pk).update(put_aside=kept)
    record(Verb.SUGGESTION_PUT_ASIDE, by=by, about=by, public=False)


@transaction.atomic
def take_back_what_one_can_do(*, by: Person) -> bool:
    """As if nothing had been said. Twice is once."""
    found, _rows = HelperProfile.objects.filter(person=by).delete()
    if found:
        record(Verb.HELPER_FORGOTTEN, by=by, about=by, public=False)
    return bool(found)
