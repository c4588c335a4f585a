"""Who was asked to forget somebody, and what they answered. The roof knows; it registers here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from commons.people.models import Person


@dataclass(frozen=True)
class Asked:
    """`state` is one of `Acknowledgement.State`; `at` when the server answered, or was given up."""

    host: str
    state: str
    at: datetime | None


_readers: list[Callable[[Person], Iterable[Asked]]] = []
_ends: list[Callable[[Person], None]] = []


def register(read: Callable[[Person], Iterable[Asked]], end: Callable[[Person], None]) -> None:
    """`end(person)` is called when all have answered or are given up: keys that signed the news may go."""
    if read not in _readers:
        _readers.append(read)
        _ends.append(end)


def asked_of(person: Person) -> list[Asked]:
    return [asked for read in _readers for asked in read(person)]


def end(person: Person) -> None:
    for finish in _ends:
        finish(person)
