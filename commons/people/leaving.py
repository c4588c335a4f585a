"""What the rooms do when somebody leaves. People stand below the rooms; each registers what becomes of its part."""

from collections.abc import Callable

from commons.people.models import Person

_rooms: list[Callable[[Person, bool], None]] = []


def register(leave: Callable[[Person, bool], None]) -> None:
    """`leave(person, erase)` is called while the person may still act; `erase` asks that their words go too."""
    if leave not in _rooms:
        _rooms.append(leave)


def leave_rooms(person: Person, *, erase: bool) -> None:
    for leave in _rooms:
        leave(person, erase)


_farewells: list[Callable[[Person], str]] = []


def say_farewell_at(address: Callable[[Person], str]) -> None:
    """`address(person)` is where somebody goes who has just left, to see what becomes of it."""
    _farewells[:] = [address]


def farewell(person: Person) -> str:
    return _farewells[0](person) if _farewells else "/"
