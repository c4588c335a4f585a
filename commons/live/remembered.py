"""What every page asks and what hardly ever changes: read once per process, and again when it may have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

FRESH_SECONDS = 60.0  # for a process that hears of nothing

T = TypeVar("T")
_every: list[Remembered[object]] = []


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    number: int
    until: float


class Remembered(Generic[T]):
    """The answer of `read`, the same for everybody, kept until anything happens in the town.

    What was being read while it was forgotten is given to who asked, but not kept.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self.read = read
        self._kept: _Kept[T] | None = None
        self._number = 0
        _every.append(self)  # type: ignore[arg-type]  # whatever it holds, it can be forgotten

    def __call__(self) -> T:
        kept, number, now = self._kept, self._number, monotonic()
        if kept and kept.number == number and now < kept.until:
            return kept.value
        value = self.read()
        self._kept = _Kept(value, number, now + FRESH_SECONDS)
        return value

    def forget(self) -> None:
        self._number += 1

    def forget_now_and_on_commit(self) -> None:
        """For the action that changes it: neither it nor those who come after read what was before."""
        self.forget()
        transaction.on_commit(self.forget)


def forget_all() -> None:
    """Something happened in the town, or a test is over."""
    for one in _every:
        one.forget()
