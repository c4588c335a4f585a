"""Records of differences as templates/parts/_diff.html prints them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from commons.base.templatetags.calade import said_words
from wiki.differences import Hunk, Line
from wiki.models import Revision


def rows(hunks: Iterable[Hunk]) -> list[dict[str, Any]]:
    return [row for hunk in hunks for row in _rows(hunk)]


def _rows(hunk: Hunk) -> Iterator[dict[str, Any]]:
    if hunk.kind == "folded":
        filled = sum(bool(part.text.strip()) for line in hunk.lines for part in line.new_parts)
        yield {"kind": "gap", "count": filled or 1}
        return
    for line in hunk.lines:
        parts = [{"mark": part.kind, "text": part.text} for part in line.woven]
        # An empty line that stayed says nothing and would be a row.
        if line.kind != "same" or any(part["text"].strip() for part in parts):
            yield {"kind": _kind(line), "parts": parts}


def _kind(line: Line) -> str:
    """A moved line stands twice: it left one place and arrived in another."""
    if line.kind != "moved":
        return line.kind
    return "removed" if line.new_number is None else "added"


def named(revision: Revision) -> str:
    """ "Version 3, 22 November, Alice"."""
    who = revision.author.name if revision.author else _("somebody")
    words = {"number": revision.number, "moment": said_words(revision.created), "name": who}
    return _("Version %(number)s, %(moment)s, by %(name)s") % words
