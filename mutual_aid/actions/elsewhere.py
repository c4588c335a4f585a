"""What other towns tell: copies of their listings, and their answers to our proposals. Called by federation."""

from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commons.base.text import clean_remote, plain
from commons.communities.models import Community
from commons.people.models import Person
from mutual_aid.actions.capacity import wind_up
from mutual_aid.actions.moves import announce, locked, locked_response, step_response
from mutual_aid.categories import category_named
from mutual_aid.deadlines import AFTER_NEEDED, GRACE, as_day
from mutual_aid.models import Listing, ListingQuerySet, ListingWord, Response, Transition
from mutual_aid.states import CLOSED, Actor, ListingState, ResponseState
from mutual_aid.verbs import Verb

BATCH = 50
TOLD = {
    ListingState.OPEN,
    ListingState.COVERED,
    ListingState.PAUSED,
    *CLOSED,
}  # what a home may say of its listing


@transaction.atomic
def mirror_listing(
    board: Community,
    *,
    uri: str,
    home: str,
    url: str,
    author: Person | None,
    kind: str,
    title: str,
    html: str,
    category: str,
    place_name: str,
    needs_by: date | datetime | None,
    state: str,
    helpers_needed: int,
) -> Listing:
    """Write or refresh the copy of a listing from elsewhere, as its home describes it. Twice is once."""
    listing = Listing.objects.select_for_update(of=("self",)).filter(uri=uri).first()
    made = listing is None
    listing = listing or Listing(
        uri=uri, home=home, board=board, visibility=Listing.Visibility.PUBLIC, share=True
    )
    before = listing.state
    listing.author, listing.url = author, url[:2048]
    listing.kind = Listing.Kind(kind) if kind in Listing.Kind.values else Listing.Kind.REQUEST
    listing.title, listing.html = title.strip()[:120], str(clean_remote(html))
    listing.body = plain(listing.html)
    listing.category, listing.place_name = category_named(category), place_name[:120]
    listing.needs_by, listing.helpers_needed = as_day(needs_by), max(1, min(99, helpers_needed))
    if not made and not _differs(listing, state):
        return listing
    _state_from_home(listing, state)
    listing.save()
    ListingWord.objects.write(listing)
    _write_down(listing, "mirror", "" if made else before)
    announce(Verb.LISTING_MIRRORED, by=author, listing=listing, public=listing.state != ListingState.HIDDEN)
    if listing.state in CLOSED and before not in CLOSED:
        wind_up(listing)
    return listing


def expire_copies_due() -> int:
    """Copies whose day is past, by the rule of their home (L9): it does not say so, and may not be there to."""
    due = list(_copies_past().values_list("pk", flat=True)[:BATCH])
    return sum(_expire_copy(key) for key in due)


def _copies_past() -> ListingQuerySet:
    last = timezone.localdate() - timedelta(days=AFTER_NEEDED)
    copies = Listing.objects.exclude(home="")
    open_ones = Q(state__in=[ListingState.OPEN, ListingState.PAUSED], needs_by__lt=last)
    return copies.filter(open_ones | Q(state=ListingState.COVERED, needs_by__lt=last - timedelta(days=GRACE)))


@transaction.atomic
def _expire_copy(key: int) -> bool:
    listing = locked(Listing(pk=key))
    if not _copies_past().filter(pk=key).exists():
        return False
    before = listing.state
    listing.state, listing.closed_at = ListingState.EXPIRED, timezone.now()
    listing.save(update_fields=["state", "closed_at"])
    _write_down(listing, "mirror", before)
    announce(Verb.LISTING_MIRRORED, by=None, listing=listing, public=False)
    wind_up(listing)
    return True


@transaction.atomic
def remove_mirrored_listing(listing: Listing) -> None:
    """Its home has taken it back: the copy's words go at once, what was proposed from here lapses."""
    listing = locked(listing)
    if listing.is_local or listing.state == ListingState.ARCHIVED:
        return
    before = listing.state
    wind_up(listing)
    listing.state, listing.title, listing.body, listing.html = ListingState.ARCHIVED, "", "", ""
    listing.place_name = listing.url = ""
    listing.closed_at = timezone.now()
    listing.save()
    listing.words.all().delete()
    _write_down(listing, "remove", before)
    announce(Verb.LISTING_ERASED, by=None, listing=listing, public=False)


@transaction.atomic
def response_accepted_elsewhere(response: Response, *, agreement_address: str) -> Response:
    """The town of the listing says yes to one of our people. Said again, only the address is refreshed."""
    response = locked_response(response)
    if response.agreement_address != agreement_address:
        Response.objects.filter(pk=response.pk).update(agreement_address=agreement_address[:2048])
        response.agreement_address = agreement_address[:2048]
    if response.state != ResponseState.ACCEPTED:
        _answered(response, "accept")
    return response


@transaction.atomic
def response_declined_elsewhere(response: Response, *, reason: str) -> Response:
    """The town of the listing says no; after a yes, that it lets the helper go. Said again, nothing changes."""
    response = locked_response(response)
    if response.state == ResponseState.ACCEPTED:
        _answered(response, "release_by_author", reason)
    elif response.state == ResponseState.PROPOSED:
        _answered(response, "decline", reason)
    return response


def _answered(response: Response, step: str, reason: str = "") -> None:
    step_response(
        response,
        step,
        by=response.listing.author,
        actor=Actor.HOME,
        reason=reason,
        verb=Verb.ANSWER_FROM_ELSEWHERE,
        decided_at=timezone.now(),
    )


def _differs(listing: Listing, state: str) -> bool:
    kept = Listing.objects.get(pk=listing.pk)
    names = [
        "author_id",
        "url",
        "kind",
        "title",
        "html",
        "category",
        "place_name",
        "needs_by",
        "helpers_needed",
    ]
    held = kept.previous_state if kept.state == ListingState.HIDDEN else kept.state
    return held != state or any(getattr(kept, name) != getattr(listing, name) for name in names)


def _state_from_home(listing: Listing, state: str) -> None:
    """A copy is in the state that its home says, unless a moderator of this town has hidden it here."""
    told = (
        ListingState(state)
        if state in ListingState.values and ListingState(state) in TOLD
        else ListingState.OPEN
    )
    if listing.pk and listing.state == ListingState.HIDDEN:
        listing.previous_state = told
        return
    listing.state = told
    listing.closed_at = (listing.closed_at or timezone.now()) if told in CLOSED else None


def _write_down(listing: Listing, name: str, before: str) -> None:
    Transition.objects.create(
        about_type=ContentType.objects.get_for_model(Listing),
        about_id=listing.pk,
        name=name,
        before=before,
        after=listing.state,
        by=None,
        actor=Actor.HOME,
    )
