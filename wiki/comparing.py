"""The differences of two texts as a page shows them."""

from dataclasses import replace

from wiki.differences import Hunk, Line, collapse, compare


def shown(old: str, new: str) -> list[Hunk]:
    """Changes with their surroundings; blank lines that stayed would only be empty rows."""
    hunks = (replace(hunk, lines=tuple(filter(_says_something, hunk.lines))) for hunk in compare(old, new))
    return collapse([hunk for hunk in hunks if hunk.lines])


def _says_something(line: Line) -> bool:
    return line.kind != "same" or any(part.text.strip() for part in line.new_parts)
