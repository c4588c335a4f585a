"""A small Jepsen: people and servers write to a real town, a nemesis breaks it, what was acknowledged is looked for.

python -m benchmarks.jepsen [seconds] [sqlite|postgresql]     (make jepsen FOR=600)

Prints what was lost, done twice or counted wrong, and ends with 1 if anything was.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.journeys.towns import ROOT, Database, Town, free_port, until

from .federation import Sender, new_senders, postgres
from .jepsen_clients import Clients, Deed, History
from .nemesis import LEASE, Nemesis, heal

SETTINGS = {
    "CALADE_MODE": "test",
    "CALADE_FEDERATION": "open",
    "CALADE_WORKER_LEASE": LEASE,
    "CALADE_REDIS_URL": "",
}
Prepare = Callable[[Town], Town]
SENDERS = 3
CALM, DRAINED = (1.0, 2.5), 90  # seconds between two strikes, and until nothing waits any more


# -- What is there at the end --------------------------------------------------------------------------------------


def faults(history: History, found: dict[str, Any]) -> list[str]:
    """Everything acknowledged that is not there exactly once, stands in the wrong order, or is counted wrong."""
    there = {
        "post": Counter(mark for _topic, _seq, mark in found["posts"]),
        "edit": Counter(found["revisions"]),
        "offer": Counter(found["offers"]),
        "letter": Counter(found["answers"]),
    }
    wrong = list(found["wrong"])
    for kind, counts in there.items():
        wrong += [f"lost: {deed.mark} ({deed.where})" for deed in history.kept(kind) if not counts[deed.mark]]
        wrong += [f"{times} times: {mark}" for mark, times in counts.items() if times > 1]
    read = Counter(found["heads"])
    wrong += [f"no longer read: {deed.mark}" for deed in history.kept("edit") if read[deed.mark] != 1]
    received = set(found["letters"])
    wrong += [
        f"letter lost: {deed.mark}" for deed in history.kept("letter") if f"{deed.mark}/said" not in received
    ]
    wrong += _out_of_order(history.kept("post"), {mark: seq for _topic, seq, mark in found["posts"]})
    return wrong + [f"{count} {what} still wait" for what, count in found["waiting"].items() if count]


def _out_of_order(posts: list[Deed], numbers: dict[str, int]) -> list[str]:
    """What was acknowledged before something else was asked for stands before it."""
    wrong = []
    for first in posts:
        for second in posts:
            after = first.where == second.where and first.answered < second.asked
            if after and numbers.get(first.mark, 0) > numbers.get(second.mark, 0):
                wrong.append(f"{second.mark} stands before {first.mark}")
    return wrong


# -- A run ---------------------------------------------------------------------------------------------------------


def inside(town: Town, question: str, said: Any = None) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside_jepsen", question], cwd=ROOT, env=town.environment,
        input=json.dumps(said) if said is not None else "", stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def run(
    folder: Path, seconds: float, server: str, *, seed: int = 1, prepare: Prepare = Town.prepare
) -> tuple[History, dict[str, Any], dict[str, int]]:
    """What clients know, what the town holds once it has calmed down, and how often each blow fell."""
    redis_port = free_port() if server else 0
    redis = {"CALADE_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"} if server else {}
    town = Town("jepsen", folder, demo="", settings={**SETTINGS, **redis})
    town.database = Database(town.database.name, server)
    nemesis = Nemesis(town, Random(seed), redis_port=redis_port)
    try:
        prepare(town)
        about = inside(town, "begin", {"helpers": int(seconds / 10) + 4})
        senders = new_senders(town, SENDERS)
        town.start()
        history = asyncio.run(_live(town, about, senders, nemesis, seconds))
        print(f"whole again after {heal(town):.1f} s", flush=True)
        until(lambda: not any(inside(town, "waiting").values()), "nothing waits any more", seconds=DRAINED)
        return history, inside(town, "found"), nemesis.done
    finally:
        town.remove()
        nemesis.end()


async def _live(
    town: Town, about: dict[str, Any], senders: list[Sender], nemesis: Nemesis, seconds: float
) -> History:
    clients = Clients(town, about, senders, time.monotonic() + seconds)
    life = asyncio.create_task(clients.all_of_them())
    await asyncio.sleep(2)
    while time.monotonic() < clients.until - 2:
        print(f"the nemesis {await asyncio.to_thread(nemesis.strike)}", flush=True)
        await asyncio.sleep(nemesis.drawn.uniform(*CALM))
    await asyncio.to_thread(heal, town)
    await life
    return clients.history


def main(seconds: str = "600", database: str = "") -> int:
    servers = {"sqlite": "", "postgresql": postgres()}
    wrong = []
    for name in [database] if database else list(servers):
        if (server := servers[name]) is None:
            print("no PostgreSQL server: only SQLite was tried")
            continue
        with tempfile.TemporaryDirectory(prefix="calade-jepsen-") as folder:
            history, found, blows = run(Path(folder) / "town", float(seconds), server, seed=int(time.time()))
        ends = Counter(f"{deed.kind} {deed.end}" for deed in history.deeds)
        print(f"{name}: {dict(sorted(ends.items()))}\n  answers {dict(history.statuses)}\n  blows {blows}")
        wrong += [f"{name}: {one}" for one in faults(history, found)]
    print("\n".join(wrong) or "Nothing was lost, nothing was done twice.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
