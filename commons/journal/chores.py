"""What the worker does in turn: errands, jobs, deliveries, timers. Apps register theirs when they load."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


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


_chores: dict[str, Chore] = {}


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
