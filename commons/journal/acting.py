"""Somebody acts in the name of another, for the time of one request: what happens is theirs, for the other.

Who may, and what for, is decided higher in the house. Here only the journal learns of it.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commons.journal.actions import News
    from commons.journal.models import Entry
    from commons.people.models import Person


@dataclass(frozen=True)
class Hand:
    """`by` acts for `whose`. `check(news)` raises what may never be done so; `keep(entries)` writes it down too."""

    by: "Person"
    whose: "Person"
    check: "Callable[[Sequence[News]], None]"
    keep: "Callable[[Sequence[Entry]], None]"


_hand: ContextVar[Hand | None] = ContextVar("hand", default=None)


def take_up(hand: Hand) -> None:
    _hand.set(hand)


def lay_down() -> None:
    _hand.set(None)


def hand() -> Hand | None:
    return _hand.get()


def as_done(news: "Sequence[News]", lent: Hand) -> "list[News]":
    """What the other person did was done by the hand that is lent to them."""
    return [
        replace(said, by=lent.by, on_behalf_of=lent.whose) if said.by == lent.whose else said for said in news
    ]
