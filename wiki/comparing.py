"""The differences of two texts as a page shows them."""

from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commons.base.text import clean_own
from wiki import seen_differences
from wiki.differences import Hunk, Line, collapse, compare


def shown(old: str, new: str) -> list[Hunk]:
    """Changes with their surroundings; blank lines that stayed would only be empty rows."""
    hunks = (replace(hunk, lines=tuple(filter(_says_something, hunk.lines))) for hunk in compare(old, new))
    return collapse([hunk for hunk in hunks if hunk.lines])


def as_read(old: str, new: str) -> SafeString:
    """The finished HTML of two versions as one page, with what went and what came marked for eye and ear."""
    said = {
        "added": gettext("[added]"),
        "removed": gettext("[removed]"),
        "moved_here": gettext("[moved here]"),
        "moved_away": gettext("[moved from here]"),
    }
    return clean_own(seen_differences.marked(old, new, said.__getitem__))


def _says_something(line: Line) -> bool:
    return line.kind != "same" or any(part.text.strip() for part in line.new_parts)
