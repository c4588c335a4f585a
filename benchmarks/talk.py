"""What a conversation of 100,000 messages costs to open, anywhere, and to write in; a short one just after an entry.

What the page of a short one costs over HTTP is measured with the other pages (`pages.py`, talk.page).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Town

from .figures import Figure

SOMEBODY = "lea@example.org"
POSTS = 100_000
INSIDE = "in a process of its own, SQLite, nothing remembered of any conversation; the cheapest of 15, processor time"
LONG = f"a conversation of {POSTS:,} messages, anonymous"
# name, unit, goal, how
FIGURES = [
    ("page.forgotten_cpu_ms", "ms", 12.0, f"a conversation of 20 messages, anonymous, {INSIDE}"),
    ("long.first_ms", "ms", 20.0, f"{LONG}: its first page, {INSIDE}"),
    ("long.middle_ms", "ms", 20.0, "the same, the page in the middle"),
    ("long.last_ms", "ms", 20.0, "the same, the last page"),
    ("long.message_ms", "ms", 20.0, "the same, by the address of one message"),
    ("long.day_ms", "ms", 20.0, "the same, by a day"),
    ("long.new_ms", "ms", 20.0, "the same, signed in, where there is something new"),
    ("post.empty_ms", "ms", None, "writing a message in a conversation that has just begun"),
    ("post.long_ms", "ms", None, f"writing one in a conversation of {POSTS:,}"),
    ("post.slower", "times", 1.2, "the second in times of the first"),
]


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    wanted = [row for row in FIGURES if f"talk.{row[0]}".startswith(only)]
    if not wanted:
        return
    settings = {"CALADE_REDIS_URL": "", "CALADE_PAGE_STORE": "0", "CALADE_MODE": "test"}
    town = Town("talk", folder / "talk", settings=settings).prepare()
    try:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside_talk", SOMEBODY, str(POSTS)], cwd=ROOT, env=town.environment,
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout  # fmt: skip
    finally:
        town.remove()
    found = json.loads(said.splitlines()[-1])
    for name, unit, goal, how in wanted:
        yield Figure(f"talk.{name}", found[name], unit, how, goal=goal)
