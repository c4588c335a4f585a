"""What every file that comes in is read as: pages, each followed by its versions, and remarks about the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 1_000_000_000  # bytes, unpacked
LARGEST_PIECE = 8_000_000  # bytes of one version, one line, one file of an archive
LONGEST_SOURCE = 400_000  # characters of wikitext that are worth converting


class Fault(TextChoices):
    """Why a file cannot be read at all."""

    UNKNOWN = "unknown", _("This file is none of those that can be read here.")
    BROKEN = "broken", _("This file is damaged, or was not written as it should be.")
    DOCTYPE = "doctype", _("This file defines words of its own (a document type). Such files are not read.")
    TOO_LARGE = "too_large", _("This file is too large once it is unpacked.")
    TOO_MANY = "too_many", _("This file holds too many files.")
    BAD_NAMES = "bad_names", _("This file holds names that lead out of its own folder.")
    TRIED = "tried", _("It went wrong several times and was given up. An administrator finds the reason.")
    GONE = "gone", _("The file is no longer there.")


class Unreadable(Exception):
    """Nothing of the file is taken, or nothing more."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Markup(StrEnum):
    MARKDOWN = "markdown"
    WIKITEXT = "wikitext"


@dataclass(frozen=True)
class ArrivingPage:
    """`aliases` are (title key, slug) of former names; `facts` are fields of Page; `merged_into` is a title."""

    title: str
    aliases: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    merged_into: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ArrivingRevision:
    """A version of the page before it in the file. `joined` and `undoes` are numbers of versions of that page."""

    text: str
    author: str = ""
    at: datetime | None = None
    summary: str = ""
    minor: bool = False
    kind: str = ""
    hidden: tuple[str, ...] = ()
    reason: str = ""
    joined: int | None = None
    undoes: int | None = None
    tags: tuple[str, ...] = ()
    markup: Markup = Markup.MARKDOWN


@dataclass(frozen=True)
class ArrivingAlias:
    """A name that only leads to another page."""

    title: str
    target: str


@dataclass(frozen=True)
class Aside:
    """Something of the file that is left out: `what` is one of Remark.What."""

    page: str
    what: str
    detail: str = ""


Arriving = ArrivingPage | ArrivingRevision | ArrivingAlias | Aside
Stream = Iterator[Arriving]


def moment_of(said: object) -> datetime | None:
    """A date of ISO 8601 with its zone (UTC when it has none); None for anything else."""
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
