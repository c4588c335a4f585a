"""Who is told of what happens on the board: those concerned, with a title and a link."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.notices.registry import Button, Telling, offers, tells
from commons.people.models import Person, Role
from commons.people.permissions import are_blocked
from mutual_aid.alerting import tellings_of
from mutual_aid.models import Listing, Neighbour, Nudge, Response
from mutual_aid.renewal import address_of_renewal
from mutual_aid.verbs import Verb


def _title(listing: Listing) -> str:
    """What only mediators see is named by its link only: a notice may be read over a shoulder, or as a mail."""
    return "" if listing.visibility == Listing.Visibility.MEDIATORS else listing.title


def _telling(
    person: Person | None, listing: Listing, href: str = "", *, by: Person | None = None
) -> Iterable[Telling]:
    if person is not None and not are_blocked(person, by):
        yield Telling(person, href or listing.get_absolute_url(), _title(listing), by_mail=True)


def _hosts(listing: Listing) -> list[Person]:
    return [person for person in (listing.author, listing.mediator) if person]


def _helper(response: Response) -> Person | None:
    """Who proposed; for a neighbour without an account, the mediator who tells them."""
    if response.helper_id is not None:
        return response.helper
    noted = Neighbour.objects.filter(response=response).select_related("by").first()
    return noted.by if noted else None


@tells(Verb.HELP_PROPOSED)
@tells(Verb.HELP_WITHDRAWN)
def hosts_are_told(entry: Entry) -> Iterable[Telling]:
    response: Response | None = entry.about
    if response is not None:
        for person in _hosts(response.listing):
            yield from _telling(person, response.listing, response.get_absolute_url(), by=entry.whose)


@tells(Verb.HELP_ACCEPTED)
@tells(Verb.HELP_DECLINED)
@tells(Verb.HELP_LAPSED)
@tells(Verb.ANSWER_FROM_ELSEWHERE)
def helper_is_told(entry: Entry) -> Iterable[Telling]:
    response: Response | None = entry.about
    if response is not None:
        yield from _telling(_helper(response), response.listing, response.get_absolute_url(), by=entry.whose)


@tells(Verb.HELP_RELEASED)
@tells(Verb.HELP_DONE)
@tells(Verb.HELP_CONFIRMED)
@tells(Verb.HELP_THANKED)
def both_sides_are_told(entry: Entry) -> Iterable[Telling]:
    """Whoever did it is left out by the ground. What did not take place is a private note: nobody is told of it."""
    response: Response | None = entry.about
    if response is not None:
        for person in [_helper(response), *_hosts(response.listing)]:
            yield from _telling(person, response.listing, response.get_absolute_url(), by=entry.whose)


@tells(Verb.INCIDENT_ASKED)
def person_concerned_is_asked(entry: Entry) -> Iterable[Telling]:
    response: Response | None = entry.about
    if response is not None:
        for note in response.incidents.filter(about__isnull=False).select_related("about"):
            yield Telling(note.about, response.get_absolute_url(), by_mail=True)


@tells(Verb.THANKS_SUGGESTED)
def once_somebody_may_thank(entry: Entry) -> Iterable[Telling]:
    """One line among the notices, gone when it is read; never a mail."""
    response: Response | None = entry.about
    person = Person.objects.active().filter(pk=entry.detail["person"]).first()
    if response is not None and person is not None:
        yield Telling(person, response.get_absolute_url(), _title(response.listing))


@tells(Verb.LISTING_APPROVED)
def author_and_neighbours_are_told(entry: Entry) -> Iterable[Telling]:
    yield from author_is_told(entry)
    if entry.about is not None:
        yield from tellings_of(entry.about)


@tells(Verb.LISTING_REFUSED)
@tells(Verb.LISTING_HIDDEN)
@tells(Verb.LISTING_UNHIDDEN)
@tells(Verb.LISTING_ENDING)
@tells(Verb.LISTING_EXPIRED)
@tells(Verb.LISTING_CANCELLED)
@tells(Verb.LISTING_COMPLETED)
def author_is_told(entry: Entry) -> Iterable[Telling]:
    listing: Listing | None = entry.about
    if listing is not None:
        for person in _hosts(listing):
            yield from _telling(person, listing)


@tells(Verb.LISTING_COVERED)
@tells(Verb.LISTING_UNCOVERED)
def those_who_wait_are_told(entry: Entry) -> Iterable[Telling]:
    """Once each: a listing that is full and free by turns does not call the same person every time."""
    listing: Listing | None = entry.about
    by_role = entry.verb == Verb.LISTING_UNCOVERED and listing is not None and listing.slots.exists()
    if listing is not None and not by_role:  # who waits for a role is told of that role
        waiting = listing.responses.waiting().select_related("helper")
        for response in waiting:
            href = response.get_absolute_url()
            told = Notice.objects.filter(person=response.helper, kind=entry.verb, href=href)
            if not told.exclude(entry=entry).exists():
                yield from _telling(response.helper, listing, href)


@tells(Verb.LISTING_SUBMITTED)
def moderators_are_told(entry: Entry) -> Iterable[Telling]:
    held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
    for person in Person.objects.local().active().filter(role__in=held).distinct():
        yield Telling(person, reverse("mutual_aid:review"), by_mail=True)


@tells(Verb.HELPER_NUDGED)
def helper_is_asked(entry: Entry) -> Iterable[Telling]:
    asked: Nudge | None = entry.about
    if asked is not None:
        yield from _telling(
            asked.person, asked.listing, reverse("mutual_aid:nudge", args=[asked.pk]), by=entry.by
        )


@tells(Verb.LISTING_POSTED)
def neighbours_or_mediators_are_told(entry: Entry) -> Iterable[Telling]:
    """What only mediators may read reaches them, or nobody would come; the rest, whoever asked to be told."""
    listing: Listing | None = entry.about
    if listing is not None:
        yield from tellings_of(listing)
    if listing is not None and listing.visibility == Listing.Visibility.MEDIATORS:
        held = Role.objects.current().filter(role=Role.Name.MEDIATOR)
        for person in Person.objects.local().active().filter(role__in=held).distinct():
            yield from _telling(person, listing, reverse("mutual_aid:desk_case", args=[listing.pk]))


def renewing(entry: Entry, person: Person) -> Button | None:
    """Its author keeps it on the board with one press, from the mail."""
    listing: Listing | None = entry.about
    if listing is None or listing.author_id != person.pk:
        return None
    return Button(_("Still useful? It stays on the board with one press:"), address_of_renewal(listing))


offers(Verb.LISTING_ENDING, renewing)
offers(Verb.LISTING_EXPIRED, renewing)
