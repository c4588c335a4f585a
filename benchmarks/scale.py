"""What people do in a wiki of 100,000 pages and a million versions, beside the same in one of 1,000 pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Town

from .figures import Figure

SOMEBODY = "lea@example.org"
FEW, MANY = 1_000, 100_000
SLOWER_AT_MOST = 1.5  # times
DOINGS = {
    "view": "a page, anonymous",
    "view_signed_in": "a page, signed in",
    "history": "the history of a page",
    "theme": "the page of the theme, last changes first",
    "save": "saving an edit, rendering included",
    "search": "a name, a name with a word, or a common word in the search, with the words around 20 of the finds",
    "recent": "recent changes of the theme",
    "around": "what links to a page, and what is near",
    "around_popular": "the same of a page to which one page in twenty links",
    "recent_filtered": "recent changes of the theme, by newcomers, without small corrections",
}


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    if not "scale".startswith(only) and not only.startswith("scale"):
        return
    town = Town(
        "scale", folder / "scale", settings={"CALADE_REDIS_URL": "", "CALADE_PAGE_STORE": "0"}
    ).prepare()
    try:
        few, many = _ask(town, FEW), _ask(town, MANY)
    finally:
        town.remove()
    for name, doing in DOINGS.items():
        how = f"{doing}; processor time, the cheapest of four rounds, {{}}; page store off, SQLite"
        yield Figure(f"scale.{name}.of_{FEW}_ms", few[name], "ms", how.format(f"{FEW} pages"))
        yield Figure(f"scale.{name}.of_{MANY}_ms", many[name], "ms", how.format(f"{MANY} pages"))
        yield Figure(f"scale.{name}.slower", many[name] / few[name], "times", doing, goal=SLOWER_AT_MOST)
    yield Figure(
        f"scale.search.finds_of_{FEW}", few["found"], "pages", "found by a question on average, 300 at most"
    )
    yield Figure(
        f"scale.search.finds_of_{MANY}", many["found"], "pages", "the same questions, with names of that wiki"
    )


def _ask(town: Town, pages: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside_scale", SOMEBODY, str(pages)], cwd=ROOT, env=town.environment,
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said
