"""What the worker does in turn: errands, jobs, deliveries, timers. Apps register theirs when they load."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone


@dataclass(frozen=True)
class Chore:
    """`do` works through what is due and says how many things it did; 0 lets the worker rest `every` seconds.

    `at_end` is called in the chore's thread when the worker stops.
    """

    name: str
    do: Callable[[], int]
    every: float
    threads: int
    at_end: Callable[[], None] | None = None


@dataclass
class Turns:
    """When this process did a chore last, and how often it failed since it began."""

    last: datetime
    failed: int = 0


_chores: dict[str, Chore] = {}
_turns: dict[str, Turns] = {}


def register(
    name: str,
    do: Callable[[], int],
    *,
    every: float = 1.0,
    threads: int = 1,
    at_end: Callable[[], None] | None = None,
) -> None:
    if name in _chores:
        raise ImproperlyConfigured(f"Two chores are named {name}.")
    _chores[name] = Chore(name, do, every, threads, at_end)


def all_chores() -> list[Chore]:
    return list(_chores.values())


def note_turn(name: str, *, failed: bool = False) -> None:
    """For those who watch over the machine."""
    said = _turns.setdefault(name, Turns(timezone.now()))
    said.last = timezone.now()
    said.failed += failed


def turns() -> dict[str, Turns]:
    return dict(_turns)
