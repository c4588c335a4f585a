"""Which pages show a picture. Images stand below the rooms; each registers how its own are found."""

from collections.abc import Callable
from dataclasses import dataclass

from commons.images.models import Image


@dataclass(frozen=True)
class Use:
    title: str
    href: str


_places: list[Callable[[Image], list[Use]]] = []
_names: list[Callable[[], set[str]]] = []


def register(places: Callable[[Image], list[Use]], names: Callable[[], set[str]]) -> None:
    """`places(image)` are the pages that show it now; `names()` those of all pictures that are shown or that somebody
    means to show (drafts, proposals): the others are removed after a while.
    """
    _places.append(places)
    _names.append(names)


def places_of(image: Image) -> list[Use]:
    return [use for places in _places for use in places(image)]


def names_in_use() -> set[str]:
    return set().union(*(names() for names in _names))
