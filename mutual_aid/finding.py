"""The board as it is found: filters as queries, and pages by key, each from an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from commons.base.numbers import natural
from commons.places.models import Neighbourhood
from commons.search.reading import asked_stems
from mutual_aid.matching import Willing
from mutual_aid.models import Listing, ListingQuerySet
from mutual_aid.nearness import Nearness, Spot, around, is_within, nearness
from mutual_aid.states import ListingState

PER_PAGE = 12
MOST_COUNTED = 100
ORDER = [ListingState.OPEN, ListingState.COVERED]  # `Listing.board_order` counts it from its end
SHOWN_OF_CARDS = {
    *("id", "kind", "title", "category", "state", "needs_by", "part_of_day", "home", "on_behalf_of_alias"),
    *("neighbourhood", "place_name", "created", "last_seq"),
}
COLUMNS = [field.attname for field in Listing._meta.concrete_fields if field.name in SHOWN_OF_CARDS]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Key(NamedTuple):
    """Where a page ended. Open ones come first, then those with enough people; the newest first in both."""

    state: ListingState
    created: datetime
    pk: int

    def __str__(self) -> str:
        return f"{ORDER.index(self.state)}-{(self.created - EPOCH) // MICROSECOND}-{self.pk}"


def key_after(text: str) -> Key | None:
    """The key that an address carries; None for nonsense, which begins at the beginning."""
    parts = [natural(part) for part in text.split("-")]
    if len(parts) != 3 or None in parts:
        return None
    state, moment, pk = (part or 0 for part in parts)
    if state >= len(ORDER) or moment > 2**52:
        return None
    return Key(ORDER[state], EPOCH + moment * MICROSECOND, pk)


@dataclass(frozen=True)
class Page:
    """Some of what was found; the key of the next ones; how many there are in all, when that was asked."""

    rows: list[Listing]
    following: Key | None
    count: int | None


def page_of(found: ListingQuerySet, after: Key | None, *, counted: bool = False) -> Page:
    """One query, which walks an index. `counted`: a little more is read than anybody would read, and counted."""
    part = found.newest_open_first().values_list(*COLUMNS)
    if after:
        place = _place(after.state)
        behind = (
            Q(board_order__lt=place)
            | Q(created__lt=after.created)
            | Q(created=after.created, pk__lt=after.pk)
        )
        part = part.filter(behind, board_order__lte=place)
    rows = list(part[: (MOST_COUNTED if counted else PER_PAGE) + 1])
    page = [
        Listing.from_db(found.db, COLUMNS, row) for row in rows[:PER_PAGE]
    ]  # of the others only the number
    count = len(rows) if counted else None
    if len(rows) <= PER_PAGE:
        return Page(page, None, count)
    last = page[-1]
    return Page(page, Key(ListingState(last.state), last.created, last.pk), count)


def _place(state: ListingState) -> int:
    return len(ORDER) - ORDER.index(state)


def filtered(
    found: ListingQuerySet,
    wanted: dict[str, Any],
    places: Sequence[Neighbourhood],
    *,
    body_too: bool,
    willing: Willing | None = None,
) -> ListingQuerySet:
    simple = {"kind": "kind", "category": "category", "by": "needs_by__lte"}
    found = found.filter(**{simple[name]: value for name, value in wanted.items() if name in simple})
    if "where" in wanted:
        found = found.filter(neighbourhood__in=[place.pk for place in places_of(wanted, places)])
    if "free" in wanted:
        found = found.filter(board_order__gte=_place(ListingState.OPEN))
    if "mine" in wanted and willing:
        found = could_be_done_by(found, willing, places)
    asked = asked_stems(wanted.get("q", ""))
    return found.saying(asked, body_too=body_too) if asked else found


def places_of(wanted: dict[str, Any], places: Sequence[Neighbourhood]) -> list[Neighbourhood]:
    """The neighbourhoods that the filters name: a distance is a set of them, so that it tells nothing finer."""
    middle = [place for place in places if place.slug == wanted.get("where")]
    if not middle or "around" not in wanted:
        return middle
    return around(middle[0], places, Nearness(wanted["around"]))


def could_be_done_by(
    found: ListingQuerySet, willing: Willing, places: Sequence[Neighbourhood]
) -> ListingQuerySet:
    """What is asked of that kind, near enough, with a place left. Hours are looked at by `matching`."""
    found = found.filter(
        board_order__gte=_place(ListingState.OPEN),
        kind__in=[Listing.Kind.REQUEST, Listing.Kind.TASK],
        category__in=sorted(willing.categories),
    ).exclude(author=willing.person)
    if willing.reach == Nearness.ANYWHERE:
        return found
    near = [p.pk for p in places if is_within(nearness(willing.spot, Spot(p.pk, p.cell)), willing.reach)]
    return found.filter(neighbourhood__in=near)
