"""Open pages of a listing and of the board are told that something changed; what changed, they ask by HTTP."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from commons.base.numbers import natural
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.live import things
from commons.live.things import Frame
from mutual_aid.models import Listing, Reservation
from mutual_aid.verbs import Verb


def _may_listen_to_listing(person: Any, key: str) -> str | None:
    readable = Listing.objects.readable_by(person).filter(pk=natural(key) or 0).exists()
    return "" if readable else None


def _may_listen_to_board(person: Any, key: str) -> str | None:
    known = Community.objects.filter(pk=natural(key) or 0, kind=Community.Kind.BOARD).exists()
    return "" if known else None


def _last_of_listings(keys: list[str]) -> dict[str, int]:
    return {str(pk): seq for pk, seq in Listing.objects.filter(pk__in=keys).values_list("pk", "last_seq")}


def _last_of_boards(keys: list[str]) -> dict[str, int]:
    rows = (
        Listing.objects.filter(board__in=[int(key) for key in keys])
        .values("board")
        .annotate(last=Max("last_seq"))
    )
    return {str(row["board"]): row["last"] for row in rows}


def _news(last: int, after: int) -> dict[str, Any]:
    """One piece of news stands for all: the page asks for itself anew."""
    events = [{"seq": last, "kind": "changed", "ref": "", "html": ""}] if last > after else []
    return {"events": events, "last": last}


def _listing_after(person: Any, key: str, after: int) -> dict[str, Any]:
    return _news(_last_of_listings([key]).get(key, 0), after)


def _board_after(person: Any, key: str, after: int) -> dict[str, Any]:
    return _news(_last_of_boards([key]).get(key, 0), after)


def _may_listen_to_loan(person: Any, key: str) -> str | None:
    readable = Reservation.objects.readable_by(person).filter(pk=natural(key) or 0).exists()
    return "" if readable else None


def _last_of_loans(keys: list[str]) -> dict[str, int]:
    return {str(pk): seq for pk, seq in Reservation.objects.filter(pk__in=keys).values_list("pk", "last_seq")}


def _loan_after(person: Any, key: str, after: int) -> dict[str, Any]:
    return _news(_last_of_loans([key]).get(key, 0), after)


@things.speaks_to_pages
def frames(entry: Entry) -> Iterable[Frame]:
    if entry.verb in Verb.values and "loan" in entry.detail:
        yield Frame(thing=f"loan:{entry.detail['loan']}", seq=entry.pk, kind="changed")
    if entry.verb not in Verb.values or "listing" not in entry.detail:
        return
    yield Frame(thing=f"listing:{entry.detail['listing']}", seq=entry.pk, kind="changed")
    if entry.is_public:
        yield Frame(thing=f"board:{entry.detail['board']}", seq=entry.pk, kind="changed")


things.register(things.Kind("listing", _may_listen_to_listing, _last_of_listings, _listing_after))
things.register(things.Kind("board", _may_listen_to_board, _last_of_boards, _board_after))
things.register(things.Kind("loan", _may_listen_to_loan, _last_of_loans, _loan_after))
