"""Asking somebody whether they could help: politely, twice a week at most, and no is one press."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import NotHere, Refused, TooMany, WrongMoment
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.actions.desk import kept_by
from mutual_aid.models import HelperProfile, Listing, Nudge
from mutual_aid.models.desk import A_WEEK, NUDGES_A_WEEK, week_of
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb

PAUSE = timedelta(days=30)


@transaction.atomic
def nudge(listing: Listing, person: Person, *, by: Person) -> Nudge:
    """Somebody who said that they do such things. Said again, it is the nudge that is there."""
    kept_by(listing, by=by)
    if known := Nudge.objects.filter(listing=listing, person=person).first():
        return known
    _check_asked_for(listing, person)
    asked = Nudge.objects.create(
        listing=listing, person=person, by=by, week=week_of(timezone.localdate()), slot=_free_slot(person)
    )
    record(Verb.HELPER_NUDGED, by=by, about=asked, public=False)
    return asked


@transaction.atomic
def answer_nudge(asked: Nudge, *, by: Person, answer: str) -> Nudge:
    """Not now; or nothing more for a month. Neither needs a reason, and nobody is told."""
    if asked.person_id != by.pk:
        raise NotHere
    if answer not in Nudge.Answer.values:
        raise Refused
    if asked.answer != answer:
        asked.answer, asked.answered_at = answer, timezone.now()
        asked.save(update_fields=["answer", "answered_at"])
        if answer == Nudge.Answer.PAUSE:
            _rest(by, timezone.localdate() + PAUSE)
        record(Verb.NUDGE_ANSWERED, by=by, about=asked, public=False)
    return asked


def _rest(person: Person, until: date) -> None:
    HelperProfile.objects.filter(person=person).update(paused_until=until)


def _check_asked_for(listing: Listing, person: Person) -> None:
    readable = Listing.objects.readable_by(person).filter(pk=listing.pk, state=ListingState.OPEN, home="")
    if not readable.exists() or not HelperProfile.objects.for_listing(listing).filter(person=person).exists():
        raise WrongMoment(_("This person cannot be asked about it."))


def _free_slot(person: Person) -> int:
    """The first free slot of this week, nobody else looking for one of this person until commit.

    The lock keeps two in any seven days; the constraint on slots keeps two a week whoever forgets the lock.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    lately = Nudge.objects.filter(person=person, at__gt=timezone.now() - A_WEEK)
    week = week_of(timezone.localdate())
    taken = set(Nudge.objects.filter(person=person, week=week).values_list("slot", flat=True))
    free = [slot for slot in range(1, NUDGES_A_WEEK + 1) if slot not in taken]
    if not free or lately.count() >= NUDGES_A_WEEK:
        raise TooMany(_("This person has been asked twice this week already."))
    return free[0]
