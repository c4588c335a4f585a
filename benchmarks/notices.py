"""A digest for a town of 50,000 people, each with unread notices: computed and queued by one worker."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.towns import ROOT, Town

from .figures import Figure

MINUTES = 10


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    if not "notices".startswith(only) and not only.startswith("notices"):
        return
    town = Town("notices", folder / "notices", settings={"CALADE_REDIS_URL": ""}).prepare()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside_notices"], cwd=ROOT, env=town.environment,
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    finally:
        town.remove()
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    how = f"{said['people']:.0f} people with {said['each']:.0f} unread notices each, one worker, SQLite"
    yield Figure("notices.digest.queued_s", said["seconds"], "s", how, goal=MINUTES * 60)
    yield Figure("notices.digest.queued", said["queued"], "messages", how, goal=said["people"], at_least=True)
    yield Figure(
        "notices.digest.memory_mb",
        said["grown_mb"],
        "MB",
        "more memory from the first slice to the last",
        goal=20,
    )
    yield Figure(
        "notices.digest.message_ms",
        said["message_ms"],
        "ms",
        "processor time to write one message, text and HTML",
    )
