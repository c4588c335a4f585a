"""What others put into the file that somebody takes away: name in the archive → what it holds, piece by piece.

The roof puts in the person as other servers read them, so that their programs can take it over.
"""

from collections.abc import Callable, Iterable

from commons.people.models import Person

Part = tuple[str, Iterable[bytes]]

_makers: list[Callable[[Person], Iterable[Part]]] = []


def register(make: Callable[[Person], Iterable[Part]]) -> None:
    if make not in _makers:
        _makers.append(make)


def parts_for(person: Person) -> Iterable[Part]:
    for make in _makers:
        yield from make(person)
