"""Lists of servers as Mastodon's administrators exchange them: CSV, one line per server.

`#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate`, in any order, with or without the
`#`; severity is `suspend`, `silence` or `noop`. Pure.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from commons.base.egress import BadAddress, clean_host

COLUMNS = ["#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate"]
MOST_LINES = 10_000
LARGEST = 1_000_000
SEVERITIES = {"suspend": "blocked", "silence": "limited", "limit": "limited", "noop": "", "": "blocked"}
WORDS = {"blocked": "suspend", "limited": "silence"}
TRUE = {"true", "1", "yes", "t"}


class BadList(ValueError):
    """Nothing that can be read as such a list; the message is one word."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a list says of one server; `standing` "" leaves it as it is."""

    host: str
    standing: str
    hides_media: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """`unread` are the numbers of the lines that name no server."""

    lines: list[Line]
    unread: list[int]


def read(text: str) -> Read:
    """Raises BadList. Of two lines about one server the first counts."""
    if len(text) > LARGEST:
        raise BadList("too-large")
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff").strip()))
    found: dict[str, Line] = {}
    unread: list[int] = []
    try:
        names = [name.strip().lstrip("#").lower() for name in next(rows, [])]
        if "domain" not in names:
            raise BadList("no-domain")
        for number, row in enumerate(rows, start=2):
            if number > MOST_LINES:
                raise BadList("too-many")
            line = _line(dict(zip(names, row, strict=False)))
            if line is None:
                unread += [number] if any(row) else []
            else:
                found.setdefault(line.host, line)
    except csv.Error as error:
        raise BadList("not-csv") from error
    return Read(list(found.values()), unread)


def _line(row: dict[str, str]) -> Line | None:
    severity = row.get("severity", "suspend").strip().lower()
    try:
        host = clean_host(row.get("domain", "").strip().lower().removeprefix("*."))
    except BadAddress:  # among them what was made unreadable on purpose: `ex*mple.org`
        return None
    if severity not in SEVERITIES or "." not in host:
        return None
    media = row.get("reject_media", "").strip().lower() in TRUE
    return Line(host, SEVERITIES[severity], media, " ".join(row.get("public_comment", "").split())[:300])


def write(lines: Iterable[Line]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for line in lines:
        media = "true" if line.hides_media else "false"
        rows.writerow(
            [line.host, WORDS.get(line.standing, "noop"), media, "false", _as_text(line.reason), "false"]
        )
    return out.getvalue()


def _as_text(reason: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{reason}" if reason[:1] in {"=", "+", "-", "@"} else reason
