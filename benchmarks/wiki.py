"""What a page with 2,000 versions costs: saving, comparing, joining, storing, naming its authors."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Town

from .figures import Figure

SOMEBODY = "lea@example.org"
PAGE = "a page of 50 kB with 2,000 versions, in a process of its own, SQLite"
TEXTS = "two texts of 50 kB, twenty passages changed in each"
CHEAPEST = "processor time of the cheapest of several runs"
# name, unit, goal, how
FIGURES = [
    ("save.cpu_ms", "ms", 40.0, f"saving an edit of {PAGE}, less the rendering of its text; {CHEAPEST}"),
    ("save.few_versions_cpu_ms", "ms", None, "the same on a page with 50 versions"),
    (
        "save.slower",
        "times",
        1.5,
        "the first in times of the second: how many versions there are does not matter",
    ),
    ("diff.cpu_ms", "ms", 50.0, f"lines and words of {TEXTS}; {CHEAPEST}"),
    ("diff.rewritten_cpu_ms", "ms", 50.0, "the same of two texts that have nothing in common"),
    ("diff.as_read_cpu_ms", "ms", None, "the same as the page is read, without rendering"),
    ("merge.cpu_ms", "ms", 30.0, f"{TEXTS}, from a third; {CHEAPEST}"),
    (
        "storage.share",
        "%",
        6.0,
        f"bytes kept of {PAGE}, of the bytes of its texts, after the nightly packing",
    ),
    ("storage.packing_ms", "ms", None, "packing one old text, reading it back included"),
    ("storage.read_ms", "ms", None, "reading one old version from the database; the cheapest of 20"),
    ("authors.version_ms", "ms", None, f"following one version for who wrote what, of {PAGE}"),
    (
        "import.revision_ms",
        "ms",
        15.0,
        "bringing in one version of 10 kB of wikitext from an export file of MediaWiki: 20 pages of 20 versions",
    ),
    ("authors.kept_bytes", "bytes", None, "what is kept of it as JSON"),
]


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    wanted = [row for row in FIGURES if f"wiki.{row[0]}".startswith(only)]
    if not wanted:
        return
    town = Town("wiki", folder / "wiki").prepare()
    try:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside_wiki", SOMEBODY], cwd=ROOT, env=town.environment,
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout  # fmt: skip
        found = json.loads(said.splitlines()[-1])
        for name, unit, goal, how in wanted:
            yield Figure(f"wiki.{name}", found[name], unit, how, goal=goal)
    finally:
        town.remove()
