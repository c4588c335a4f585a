"""The mutual-aid board of a town of 50,000 residents with 20,000 live listings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Town

from .figures import Figure

SOMEBODY = "lea@example.org"
SIZE = "50,000 residents, 20,000 live listings, SQLite, page store off"
CPU = "processor time, mean of the cheaper half of twenty"
# name, unit, goal, how
FIGURES = [
    ("board.visitor.cpu_ms", "ms", 20.0, f"the board without a session; {SIZE}; {CPU}"),
    ("board.visitor.queries", "queries", 6.0, "the same, just after a listing was posted"),
    ("board.member.cpu_ms", "ms", 20.0, f"the board, signed in; {CPU}"),
    ("board.member.queries", "queries", 6.0, "the same, just after a listing was posted"),
    ("filters.visitor.cpu_ms", "ms", 20.0, f"the dearest of its filters without a session; {CPU}"),
    ("filters.visitor.queries", "queries", 6.0, "the one that asks most"),
    ("filters.member.cpu_ms", "ms", 20.0, f"the dearest of its filters, signed in; {CPU}"),
    ("filters.member.queries", "queries", 6.0, "the one that asks most"),
    ("cold.visitor.queries", "queries", None, "the same in a process that remembers nothing yet"),
    ("cold.member.queries", "queries", None, "the same in a process that remembers nothing yet"),
    (
        "new_listing.cpu_s",
        "s",
        1.0,
        "posting a listing, and all that the worker does because of it, 20,000 saved alerts looked at; processor time",
    ),
    ("new_listing.wall_s", "s", None, "the same by the clock on the wall, on a machine that others use too"),
    (
        "helpers.cpu_s",
        "s",
        1.0,
        "who could help with it, of 10,000 who have said what they can do; processor time",
    ),
    ("expiry.cpu_s", "s", 30.0, "10,000 listings whose time has come, processor time of the worker"),
    ("expiry.wall_s", "s", None, "the same by the clock on the wall, on a machine that others use too"),
    ("expiry.each_ms", "ms", None, "of one listing: its move, its line in the record, its entry and errands"),
]


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    wanted = [row for row in FIGURES if f"aid.{row[0]}".startswith(only)]
    if not wanted:
        return
    settings = {"CALADE_REDIS_URL": "", "CALADE_PAGE_STORE": "0"}
    town = Town("aid", folder / "aid", settings=settings).prepare()
    try:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside_aid", SOMEBODY], cwd=ROOT, env=town.environment,
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout  # fmt: skip
        found = json.loads(said.splitlines()[-1])
        for name, unit, goal, how in wanted:
            yield Figure(f"aid.{name}", found[name], unit, how, goal=goal)
    finally:
        town.remove()
