"""What somebody brings: our own archive, Mastodon's, or one of its CSV files. Read, never unpacked.

Formats: Mastodon 4.3, "Import and export", and its archive of a person; `writing.py` for ours.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from commons.base.archives import BROKEN, BadArchive, checked_entries, open_archive, read_entry

MOST_FILES = 10_000
MOST_BYTES = 1_000_000_000  # unpacked
LARGEST_LIST = 8_000_000  # bytes of one list
MOST_LINES = 10_000
FILES = {
    "following_accounts.csv": "follows",
    "blocked_accounts.csv": "blocks",
    "muted_accounts.csv": "mutes",
    "bookmarks.csv": "bookmarks",
}
KINDS = ("follows", "blocks", "mutes", "bookmarks")


class Unreadable(Exception):
    """`fault` is a reason of BadArchive, or unknown."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass
class Brought:
    """Names (`lea@ville.fr`) and addresses, each once, in their order; and a word about oneself."""

    follows: dict[str, None] = field(default_factory=dict)
    blocks: dict[str, None] = field(default_factory=dict)
    mutes: dict[str, None] = field(default_factory=dict)
    bookmarks: dict[str, None] = field(default_factory=dict)
    summary: str = ""

    def add(self, kind: str, names: Iterable[str]) -> None:
        known = getattr(self, kind)
        for name in names:
            if name and len(known) < MOST_LINES:
                known[name] = None


def read(file: IO[bytes], kind: str) -> Brought:
    """`kind` is "archive", or which list a CSV file is. Raises Unreadable."""
    brought = Brought()
    if kind != "archive":
        data = file.read(LARGEST_LIST + 1)
        if len(data) > LARGEST_LIST:
            raise Unreadable("too_large")
        brought.add(kind, names_in(data))
        return brought
    try:
        with open_archive(file) as archive:
            known = 0
            for entry in checked_entries(archive, most_files=MOST_FILES, most_bytes=MOST_BYTES):
                if _is_wanted(entry.filename):
                    known += 1
                    _take(brought, entry.filename, read_entry(archive, entry, most_bytes=LARGEST_LIST))
    except BadArchive as bad:
        raise Unreadable(bad.reason) from bad
    except BROKEN as broken:
        raise Unreadable("broken") from broken
    if not known:
        raise Unreadable("unknown")
    return brought


def _is_wanted(name: str) -> bool:
    return PurePosixPath(name).name in {*FILES, "bookmarks.json", "people.person.json"}


def _take(brought: Brought, name: str, data: bytes) -> None:
    last = PurePosixPath(name).name
    if last in FILES:
        brought.add(FILES[last], names_in(data))
    elif last == "bookmarks.json":
        said = _json(data)
        items = said.get("orderedItems", []) if isinstance(said, dict) else []
        brought.add("bookmarks", (item for item in items if isinstance(item, str)))
    else:
        said = _json(data)
        rows = [row for row in said if isinstance(row, dict)] if isinstance(said, list) else []
        brought.summary = str(rows[0].get("summary") or "")[:2_000] if rows else ""


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as broken:
        raise Unreadable("broken") from broken


def names_in(data: bytes) -> Iterator[str]:
    """The first cell of each line, without the head, a formula's quote, or the @ before a name."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise Unreadable("broken") from broken
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""))):
            first = line[0].strip().removeprefix("'").removeprefix("@") if line else ""
            if first and not (number == 0 and first.lower() == "account address"):
                yield first[:2_048]
    except csv.Error as broken:
        raise Unreadable("broken") from broken
