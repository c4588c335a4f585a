"""What the home page shows. It imports no room: rooms register their sections and their first verbs here.

A visitor sees NOW (what the town does today). A member sees WAITING (what waits for them), NEAR, FOLLOWED.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commons.base import sections
from commons.people.permissions import is_administrator

NOW, WAITING, NEAR, FOLLOWED = "home.now", "home.waiting", "home.near", "home.followed"


def register(name: str, order: int, builder: sections.Builder, template: str, *, place: str = NOW) -> None:
    """`builder(person or None, None)` gives what `template` finds as `here`, or None to show nothing.

    Builders of NOW serve stored pages: the same for everybody, at most two queries each.
    """
    sections.register(place, name, order, builder, template)


@dataclass(frozen=True)
class Doing:
    """A first verb, as a button: "Ask for help"."""

    order: int
    word: Any
    address: Callable[[], str]
    icon: str = ""


_doings: list[Doing] = []


def register_verb(order: int, word: Any, address: Callable[[], str], *, icon: str = "") -> None:
    """`word` is a lazy translation, `address` is asked when the page is drawn."""
    _doings.append(Doing(order, word, address, icon))


def way_to_the_town(person: Any, about: Any) -> dict[str, Any] | None:
    """On the page of an administrator."""
    return {} if is_administrator(person) else None


def first_verbs() -> list[Doing]:
    return sorted(_doings, key=lambda doing: doing.order)
