"""Rooms say what can be found: for a thing, a document that anybody may read, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from commons.journal.models import Entry


@dataclass(frozen=True)
class Document:
    """What is indexed of one thing. `members_only` keeps it from visitors, `circle` (its id) from all but its members.

    `headings` and `tags` are in the body too; `group` is the id of the community it stands in; `at` its last change.
    """

    kind: str
    title: str
    body: str
    href: str
    home: str = ""
    members_only: bool = False
    headings: str = ""
    group: int | None = None
    at: datetime | None = None
    tags: Sequence[str] = ()
    circle: int | None = None


_makers: dict[type[Model], Callable[[Any], Document | None]] = {}


def register(model: type[Model], maker: Callable[[Any], Document | None]) -> None:
    """`maker(thing)` gives its document, or None when it must not be found (deleted, hidden, private)."""
    if model in _makers:
        raise ImproperlyConfigured(f"{model.__name__} is made searchable twice.")
    _makers[model] = maker


def maker_of(model: type[Model]) -> Callable[[Any], Document | None] | None:
    return _makers.get(model)


def searchable_models() -> list[type[Model]]:
    return list(_makers)


_idle: set[str] = set()


def changes_nothing_found(*verbs: str) -> None:
    """What happens often and leaves every document as it is: nothing is indexed again for it."""
    _idle.update(str(verb) for verb in verbs)


def is_searchable(entry: "Entry") -> bool:
    return entry.verb not in _idle and entry.about_type.model_class() in _makers


_kind_words: dict[str, Any] = {
    "topic": _("Conversations"),
    "page": _("Wiki pages"),
    "listing": _("Mutual aid"),
    "place": _("Neighbourhoods"),
    "group": _("Themes and spaces"),
    "person": _("People"),
}


def name_kind(kind: str, words: Any) -> None:
    """How the results call a kind of document that a later room brings; `words` is a lazy translation."""
    _kind_words[kind] = words


def kind_words() -> dict[str, str]:
    return {kind: str(words) for kind, words in _kind_words.items()}
