"""What every page asks and what hardly ever changes: read once per process, and again when it may have changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.db import connection, transaction

FRESH_SECONDS = 60.0  # for a process that hears of nothing

T = TypeVar("T")
_every: list[Remembered[object]] = []


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    number: int
    until: float


def _transaction() -> object | None:
    """What stands for the transaction that this thread is in."""
    return connection.atomic_blocks[0] if connection.in_atomic_block else None


class Remembered(Generic[T]):
    """The answer of `read`, the same for everybody, kept until something happens that may change it.

    `until`: the verbs of such entries, all of them when None. A process that writes much itself, as the worker does,
    then keeps it meanwhile. What was being read while it was forgotten is given to who asked, but not kept; neither
    is what a transaction reads that has changed it: others must not see that before it is true, nor after a rollback.
    """

    def __init__(self, read: Callable[[], T], *, until: Collection[str] | None = None) -> None:
        self.read = read
        self.until = None if until is None else set(until)
        self._kept: _Kept[T] | None = None
        self._number = 0
        self._changed = threading.local()
        _every.append(self)  # type: ignore[arg-type]  # whatever it holds, it can be forgotten

    def __call__(self) -> T:
        if (transaction_now := _transaction()) and transaction_now is getattr(self._changed, "by", None):
            return self.read()
        kept, number, now = self._kept, self._number, monotonic()
        if kept and kept.number == number and now < kept.until:
            return kept.value
        value = self.read()
        self._kept = _Kept(value, number, now + FRESH_SECONDS)
        return value

    def hears(self, verbs: Iterable[str]) -> None:
        """These verbs too may change it; for memories of the ground that a package above decides of."""
        self.until = (self.until or set()) | set(verbs)

    def forget(self) -> None:
        self._number += 1
        self._changed.by = _transaction()

    def forget_now_and_on_commit(self) -> None:
        """For what is changed without an entry in the journal; an entry forgets by itself."""
        self.forget()
        transaction.on_commit(self.forget)


class RememberedEach(Generic[T]):
    """The same for many things: what was made of each, at most `most` of them, until anything happens.

    For what many people look at while nobody writes. A key says all that the answer depends on but the database.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: Remembered[dict[Hashable, T]] = Remembered(dict)

    def __bool__(self) -> bool:
        return bool(self._kept())

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        # Before reading: what is made now goes to these, also when they are forgotten meanwhile.
        kept = self._kept()
        found = kept.get(key)
        if found is None:
            found = make()
            if len(kept) >= self.most:
                kept.clear()
            kept[key] = found
        return found


def forget(verb: str = "") -> None:
    """An entry with this verb was written; "": nobody knows what has happened, or a test is over."""
    for one in _every:
        if not verb or one.until is None or verb in one.until:
            one.forget()
