"""What the Markdown reader is never asked to do, because its time is not linear in these shapes.

The figures were measured on the reader itself; each cap keeps a page under one second on a small machine.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = {"wiki": 200_000, "post": 20_000}
LONGEST_LINE = 10_000
MOST_LINES = 10_000
MOST_SIGNS = 40_000
MOST_OPENINGS = 30_000  # lists and quotations that the lines of a text stand in, each line counting its own
DEEPEST = 20  # blocks inside blocks; the reader leaves out what is deeper
MOST_COLUMNS = 50
MOST_CELLS = 10_000
MOST_BRACKETS_IN_A_ROW = 500
MOST_BRACKETS_IN_A_BLOCK = 2_000
MOST_LINKS = 6_000
MOST_FOOTNOTES = 300
MOST_FOOTNOTE_MARKS = 1_000

# Each of these stops the reader, which then tries every rule; an honest page has fewer than one in twenty.
SIGN = re.compile(r"[]\[!&<*_`~\\«»]")
OPENINGS = re.compile(r"[ \t]*(?:(?:[>*+-]|[0-9]{1,9}[.)])[ \t]*)+")
OPENING = re.compile(r"[>*+.)-]")
MAIL_LINK = re.compile(r"<[^<>\s@]{1,100}@")
FOOTNOTE = re.compile(r"^[ >]{0,20}\[\^[^\]\s]{1,200}\]:", re.MULTILINE)


class TooHeavy(ValidationError):
    """The text asks for more work than one text may; forms show the message as it is."""


def check_weight(source: str, profile: str) -> None:
    """Raise `TooHeavy` for a text that would hold a worker. Linear in the length of the text."""
    most = LONGEST[profile]
    if len(source.encode("utf-8", "replace")) > most:
        raise TooHeavy(
            _("This text is too long. It may weigh %(most)s kilobytes at most."),
            code="too_long",
            params={"most": most // 1000},
        )
    _check_lines(source)
    _check_openings(source)
    _check_signs(source)
    _check_tables(source)
    links = source.count("[[") + source.count("](") + source.count("://") + len(MAIL_LINK.findall(source))
    if links > MOST_LINKS:
        raise TooHeavy(
            _("This text has too many links. It may have %(most)s at most."),
            code="too_many_links",
            params={"most": MOST_LINKS},
        )
    if len(FOOTNOTE.findall(source)) > MOST_FOOTNOTES or source.count("[^") > MOST_FOOTNOTE_MARKS:
        raise TooHeavy(
            _("This text has too many footnotes. It may have %(most)s at most."),
            code="too_many_footnotes",
            params={"most": MOST_FOOTNOTES},
        )


def _check_lines(source: str) -> None:
    lines = source.split("\n")
    if len(lines) > MOST_LINES:
        raise TooHeavy(
            _("This text has too many lines. It may have %(most)s at most."),
            code="too_many_lines",
            params={"most": MOST_LINES},
        )
    if any(len(line) > LONGEST_LINE for line in lines):
        raise TooHeavy(
            _("One line of this text is too long. Please cut it into paragraphs."), code="long_line"
        )


def _check_openings(source: str) -> None:
    """The reader asks every open list and quotation about every line, also about those that only follow in it."""
    count = depth = 0
    for line in source.split("\n"):
        found = OPENINGS.match(line)
        own = min(len(OPENING.findall(found[0])), DEEPEST) if found else 0
        depth = own or (depth if line.strip() else 0)
        count += depth
    if count > MOST_OPENINGS:
        raise TooHeavy(_("This text has too many signs of formatting."), code="too_many_signs")


def _check_signs(source: str) -> None:
    if len(SIGN.findall(source)) > MOST_SIGNS:
        raise TooHeavy(_("This text has too many signs of formatting."), code="too_many_signs")
    in_a_row = "[" * (MOST_BRACKETS_IN_A_ROW + 1) in source
    if in_a_row or any(block.count("[") > MOST_BRACKETS_IN_A_BLOCK for block in source.split("\n\n")):
        raise TooHeavy(_("This text has too many opening brackets in one place."), code="brackets")


def _check_tables(source: str) -> None:
    """Count cells the way the reader will make them: every row is filled up to the width of the rule."""
    columns = cells = 0
    for line in source.split("\n"):
        if not line.strip(" \t>"):
            columns = 0
        elif "|" in line and "-" in line and not line.strip(" \t>:|-"):
            columns = line.strip(" \t>").strip("|").count("|") + 1
        cells += columns
        if columns > MOST_COLUMNS or cells > MOST_CELLS:
            raise TooHeavy(
                _("One table of this text is too large. It may have %(most)s columns at most."),
                code="large_table",
                params={"most": MOST_COLUMNS},
            )
