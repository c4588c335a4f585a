"""A theme with all its versions, one JSON object per line: what this town writes, it reads again without loss.

Line 1 is {"calade": "theme", "version": 1, ...}; then {"page": {...}} and its {"revision": {...}} lines.
"""

import json
from typing import IO, Any

from wiki.exchange.arriving import (
    LARGEST_PIECE,
    ArrivingPage,
    ArrivingRevision,
    Aside,
    Fault,
    Stream,
    Unreadable,
    moment_of,
)

FORMAT, VERSION = "theme", 1
PARTS = ("text", "summary", "author")


def line_of(thing: dict[str, Any]) -> bytes:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_lines(file: IO[bytes]) -> Stream:
    """Raises Unreadable for a first line that is not ours; a later line that cannot be read is told and left out."""
    first = _parsed(file.readline(LARGEST_PIECE + 1))
    if first is None or first.get("calade") != FORMAT:
        raise Unreadable(Fault.UNKNOWN)
    number = 1
    while data := file.readline(LARGEST_PIECE + 1):
        number += 1
        if len(data) > LARGEST_PIECE:
            raise Unreadable(Fault.TOO_LARGE)
        said = _parsed(data) or {}
        page, revision = said.get("page"), said.get("revision")
        if isinstance(page, dict):
            yield _page(page)
        elif isinstance(revision, dict):
            yield _revision(revision)
        else:
            yield Aside(f"{number}", "unreadable")


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _page(said: dict[str, Any]) -> ArrivingPage:
    protection = said.get("protection")
    guarded = protection if isinstance(protection, dict) else {}
    return ArrivingPage(
        _text(said, "title"),
        aliases=tuple(
            (_text(alias, "key")[:600], _text(alias, "slug")[:140]) for alias in _dicts(said, "aliases")
        ),
        merged_into=_text(said, "merged_into"),
        facts={
            "licence": _text(said, "licence")[:200],
            "derived_from": _text(said, "derived_from")[:2048],
            "contributors": [
                {"name": _text(one, "name")[:120], "address": _text(one, "address")[:2048]}
                for one in _dicts(said, "contributors")
            ],
            "protection": _text(guarded, "level"),
            "protection_reason": _text(guarded, "reason")[:300],
            "protection_until": moment_of(guarded.get("until")),
        },
    )


def _revision(said: dict[str, Any]) -> ArrivingRevision:
    hidden = said.get("hidden")
    return ArrivingRevision(
        text=_text(said, "text"),
        author=_text(said, "author"),
        at=moment_of(said.get("at")),
        summary=_text(said, "summary"),
        minor=said.get("minor") is True,
        kind=_text(said, "kind"),
        hidden=tuple(part for part in PARTS if isinstance(hidden, list) and part in hidden),
        reason=_text(said, "reason"),
        joined=_number(said, "joined"),
        undoes=_number(said, "undoes"),
        tags=_texts(said, "tags"),
    )


def _texts(said: dict[str, Any], name: str) -> tuple[str, ...]:
    values = said.get(name)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""


def _number(said: dict[str, Any], name: str) -> int | None:
    value = said.get(name)
    return value if isinstance(value, int) and 0 < value < 2**31 else None


def _dicts(said: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = said.get(name)
    return [one for one in value if isinstance(one, dict)][:1000] if isinstance(value, list) else []
