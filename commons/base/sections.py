"""Sections that rooms add to pages of the ground: the home page, a neighbourhood, a person.

A page knows only the name of its place; the rooms register what they show there.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

Builder = Callable[[Any, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """`build(person or None, about or None)` gives the template's `here`, or None when there is nothing to show."""

    name: str
    order: int
    build: Builder
    template: str


@dataclass(frozen=True)
class Built:
    name: str
    template: str
    here: dict[str, Any]


_sections: dict[str, dict[str, Section]] = defaultdict(dict)


def register(place: str, name: str, order: int, build: Builder, template: str) -> None:
    if name in _sections[place]:
        raise ImproperlyConfigured(f"Two sections of {place} are named {name}.")
    _sections[place][name] = Section(name, order, build, template)


def built(place: str, person: Any, about: Any = None) -> list[Built]:
    """What is to be shown at `place`, in order; sections with nothing to say are left out."""
    found = []
    for section in sorted(_sections[place].values(), key=lambda section: section.order):
        here = section.build(person, about)
        if here is not None:
            found.append(Built(section.name, section.template, here))
    return found
