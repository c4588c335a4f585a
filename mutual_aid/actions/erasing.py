"""What `retention.py` promises, where a column made empty is not enough: a step of a life, a thread, a whole draft."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commons.conversations.models import Topic
from commons.people.models import Person
from mutual_aid.actions.elsewhere import remove_mirrored_listing
from mutual_aid.actions.moves import announce, locked, locked_response, step_listing
from mutual_aid.models import Listing, ListingWord, MeetingPlace, Response, Thanks
from mutual_aid.states import ACTIVE, CLOSED, ListingState
from mutual_aid.verbs import Verb

BATCH = 50
WORDS = (
    "title",
    "body",
    "html",
    "on_behalf_of_alias",
    "closed_reason",
    "place_name",
    "url",
)


def erase_words(rows: QuerySet[Any], _fields: Sequence[str]) -> int:
    """L14: category, cell and dates stay for statistics; what was written, and the threads, do not."""
    return _each(rows.filter(state__in=CLOSED), _erase_words)


def erase_threads(rows: QuerySet[Any], _fields: Sequence[str]) -> int:
    return _each(rows.exclude(sealed_message="", thread=None), _erase_thread)


def erase_drafts(rows: QuerySet[Any], _fields: Sequence[str]) -> int:
    return _each(rows, _erase_draft)


@transaction.atomic
def erase_everything_of(person: Person) -> None:
    """Somebody leaves and wants their words to go too: at once, not in ninety days."""
    own = Listing.objects.local().filter(author=person)
    for key in own.filter(state__in=CLOSED).values_list("pk", flat=True):
        _erase_words(key)
    for key in own.filter(state__in=[ListingState.DRAFT, ListingState.PENDING]).values_list("pk", flat=True):
        _erase_draft(key)
    own.update(**dict.fromkeys(WORDS, ""))
    ListingWord.objects.filter(listing__in=own).delete()
    Response.objects.filter(helper=person).update(sealed_message="")
    Thanks.objects.filter(by=person).delete()


def _each(rows: QuerySet[Any], do: Callable[[int], bool]) -> int:
    return sum(do(key) for key in list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _erase_words(key: int) -> bool:
    listing = locked(Listing(pk=key))
    if listing.state not in CLOSED:
        return False  # its author has opened it again
    if not listing.is_local:
        remove_mirrored_listing(listing)
        return True
    step_listing(listing, "anonymise", by=None, **dict.fromkeys(WORDS, ""))
    MeetingPlace.objects.filter(listing=listing).delete()
    listing.words.all().delete()
    _forget_words_of(listing.responses.all())
    return True


@transaction.atomic
def _erase_thread(key: int) -> bool:
    response = locked_response(Response.objects.get(pk=key))
    over = response.state not in ACTIVE or response.listing.state == ListingState.HIDDEN
    if over:
        _forget_words_of(Response.objects.filter(pk=key))
    return over


@transaction.atomic
def _erase_draft(key: int) -> bool:
    """Nobody but its author has ever read it: the row goes, and the journal says only that something went."""
    listing = locked(Listing(pk=key))
    if listing.state not in (ListingState.DRAFT, ListingState.PENDING):
        return False
    announce(Verb.LISTING_ERASED, by=None, listing=listing, public=False)
    listing.delete()
    return True


def _forget_words_of(responses: QuerySet[Response]) -> None:
    """The ground has no verb for forgetting a thread; its rows are this room's own doing, so this room removes them."""
    keys = list(responses.values_list("pk", flat=True))
    Topic.objects.filter(kind=Topic.Kind.PRIVATE, help_response__in=keys).delete()
    Response.objects.filter(pk__in=keys).update(sealed_message="")
