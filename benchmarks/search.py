"""What a question to the search costs, in a small town and in a very large one; on PostgreSQL too where one answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Database, Town

from .federation import postgres
from .figures import Figure

FEW, MANY = 1_000, 100_000
GOAL = 100  # milliseconds, of 95 questions in a hundred


def figures(only: str, folder: Path) -> Iterator[Figure]:
    if not "search".startswith(only) and not only.startswith("search"):
        return
    for server in ("", postgres()):
        if server is not None:
            yield from _on(folder, server)


def _on(folder: Path, server: str) -> Iterator[Figure]:
    database = "postgresql" if server else "sqlite"
    town = Town("search", folder / database, demo="", settings={"CALADE_REDIS_URL": ""})
    town.database = Database(town.database.name, server)
    town.prepare()
    try:
        for count in (FEW, MANY):
            said = _ask(town, count)
            name = f"search.of_{count}" + (".postgresql" if server else "")
            how = f"{said['questions']} questions to {count} documents of {said['words']} words, {database}"
            yield Figure(f"{name}.p95_ms", said["p95_ms"], "ms", how, goal=GOAL)
            yield Figure(f"{name}.cpu_ms", said["cpu_ms"], "ms", f"{how}; of the asking process")
            yield Figure(f"{name}.slip_ms", said["slip_ms"], "ms", f"{how}; a word with a slip, p95")
            yield Figure(f"{name}.suggest_ms", said["suggest_ms"], "ms", f"{how}; titles while typing, p95")
    finally:
        town.remove()


def _ask(town: Town, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside_search", str(count)], cwd=ROOT, env=town.environment,
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
