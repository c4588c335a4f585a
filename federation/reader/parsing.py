"""Bytes to one JSON object that means the same to every reader: no doubles, no depths, no odd characters."""

import json
import re
from typing import Any, Final

from federation.vocabulary import Json

BYTES: Final = 1024 * 1024
DEPTH: Final = 32
KEYS_PER_OBJECT: Final = 256
ITEMS_PER_ARRAY: Final = 1000
# These re-shape a graph, so that a signed document says something else (CVE-2026-42462, CVE-2026-46349).
RESHAPING: Final = frozenset({"@graph", "@included", "@reverse"})

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NOT_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_SQUARE: Final = bytes.maketrans(b"{}", b"[]")


class Refused(Exception):
    """A document that is not read; `reason` is a short word with hyphens, told to the sender and counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(raw: bytes) -> Json:
    """The JSON object in `raw`, or `Refused`.

    Reasons: too-large, too-deep, not-utf8, not-json, not-an-object, duplicate-key, bad-number, bad-text,
    too-many-keys, too-many-items, reshaping.
    """
    if len(raw) > BYTES:
        raise Refused("too-large")
    _check_depth(raw)
    try:
        document = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
        )
    except UnicodeDecodeError as error:
        raise Refused("not-utf8") from error
    except (ValueError, RecursionError) as error:
        raise Refused("not-json") from error
    if not isinstance(document, dict):
        raise Refused("not-an-object")
    _check_values(document)
    return document


def _check_depth(raw: bytes) -> None:
    """Refuse deep nesting before the parser sees it: its RecursionError comes late and costs much.

    What is left without strings is only brackets; each round takes the innermost pairs away.
    """
    brackets = _STRING.sub(b"", raw).translate(_SQUARE, delete=_NOT_BRACKETS)
    for _ in range(DEPTH):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise Refused("too-deep" if brackets.count(b"[") == brackets.count(b"]") else "not-json")


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("duplicate-key")
    if len(found) > KEYS_PER_OBJECT:
        raise Refused("too-many-keys")
    for key in found:
        _check_text(key)
        if key in RESHAPING:
            raise Refused("reshaping")
    if ("id" in found and "@id" in found) or ("type" in found and "@type" in found):
        raise Refused("duplicate-key")
    return found


def _constant(_name: str) -> None:
    raise Refused("bad-number")


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Refused("bad-number")
    return number


def _check_values(document: Json) -> None:
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            _check_text(value)
            # A context may give a reshaping keyword another name; the keyword then stands as a value.
            if value in RESHAPING:
                raise Refused("reshaping")
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            if len(value) > ITEMS_PER_ARRAY:
                raise Refused("too-many-items")
            waiting.extend(value)


def _check_text(text: str) -> None:
    """PostgreSQL refuses NUL, UTF-8 refuses half a surrogate pair: both would fail later, as an error of
    ours.
    """
    if "\x00" in text:
        raise Refused("bad-text")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused("bad-text") from error
