"""Thanks between two people: said once, shown by whoever received them, taken back by them too. R10."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.people.models import Person
from commons.people.permissions import is_moderator
from mutual_aid.actions.moves import announce, locked_response
from mutual_aid.models import Response, Thanks, ThanksReminder
from mutual_aid.permissions import actors_on_response
from mutual_aid.states import Actor, ResponseState
from mutual_aid.verbs import Verb

LONGEST = 500
REMIND_AFTER, FORGET_AFTER = timedelta(days=3), timedelta(days=30)
BATCH = 50


@transaction.atomic
def thank(response: Response, *, by: Person, text: str, signed: bool = False) -> Thanks:
    """Say thank you, in 500 signs. Said again, the words are replaced, and are private again."""
    response = locked_response(response)
    actors = actors_on_response(by, response)
    if not actors & {Actor.HELPER, Actor.AUTHOR, Actor.MEDIATOR}:
        raise MayNot
    if response.state not in (ResponseState.ACCEPTED, ResponseState.DONE):
        raise WrongMoment
    if not text.strip():
        raise Refused(_("Please write a few words."))
    to = response.listing.author if Actor.HELPER in actors else response.helper
    said = {"to": to, "text": text.strip()[:LONGEST], "signed": signed, "public": False}
    thanks, made = Thanks.objects.update_or_create(response=response, by=by, defaults=said)
    if made:
        announce(Verb.HELP_THANKED, by=by, listing=response.listing, about=response, public=False)
    return thanks


@transaction.atomic
def show_thanks(thanks: Thanks, *, by: Person) -> None:
    """Whoever was thanked lets the members read it, on the listing and on their own page."""
    _set(thanks, Q(to=by, withheld=False), by, Verb.THANKS_SHOWN, public=True)


@transaction.atomic
def take_back_thanks(thanks: Thanks, *, by: Person) -> None:
    """Whoever received them, or who wrote them: the words are between the two again."""
    _set(thanks, Q(to=by) | Q(by=by), by, Verb.THANKS_TAKEN_BACK, public=False)


@transaction.atomic
def withhold_thanks(thanks: Thanks, *, by: Person) -> None:
    """A moderator takes public words out of sight; only another look at that decision shows them again."""
    if not is_moderator(by):
        raise MayNot
    _set(thanks, Q(public=True), by, Verb.THANKS_WITHHELD, public=False, withheld=True)


@transaction.atomic
def bring_thanks_back(thanks: Thanks, *, by: Person | None) -> None:
    """After another look; `by` None is the word of a jury."""
    if by is not None and not is_moderator(by):
        raise MayNot
    _set(thanks, Q(withheld=True), by, Verb.THANKS_SHOWN, public=True, withheld=False)


def _set(thanks: Thanks, allowed: Q, by: Person | None, verb: Verb, **changes: bool) -> None:
    response = locked_response(Response(pk=thanks.response_id, listing_id=thanks.response.listing_id))
    if not Thanks.objects.filter(allowed, pk=thanks.pk).exists():
        raise MayNot
    if Thanks.objects.filter(pk=thanks.pk).exclude(**changes).update(**changes):
        announce(verb, by=by, listing=response.listing, about=response, public=False, thanks=thanks.pk)


def remind_of_thanks_due() -> int:
    """Once per person and help, three days after it was given, if they have said nothing. Returns how many."""
    now = timezone.now()
    done = Response.objects.filter(
        state=ResponseState.DONE, changed__lte=now - REMIND_AFTER, changed__gte=now - FORGET_AFTER
    )
    asked = ThanksReminder.objects.values("response")
    due = done.exclude(pk__in=asked).select_related("listing__author", "listing__board", "helper")[:BATCH]
    return sum(_remind(response) for response in due)


@transaction.atomic
def _remind(response: Response) -> int:
    """Who was helped is asked; who helped did not wait for anything."""
    person = response.helper if response.listing.kind in ("offer", "loan") else response.listing.author
    _row, made = ThanksReminder.objects.get_or_create(response=response)
    thanked = person is None or Thanks.objects.filter(response=response, by=person).exists()
    if not made or thanked or person is None or not person.is_local or not person.is_active:
        return 0
    announce(
        Verb.THANKS_SUGGESTED,
        by=None,
        listing=response.listing,
        about=response,
        public=False,
        person=person.pk,
    )
    return 1
