"""A busy evening for ten minutes: people read, write and listen, other servers send letters.

One worker, and one web process on SQLite, two on PostgreSQL and Redis, as a town that grows would run them. Asked for
by its name alone: `make bench ONLY=load`, with FOR=seconds for a shorter or longer one, and SHARE=0.25 for a quarter of
the requests on a machine that is no better. `ONLY=load.costs` lets each kind of request come alone, half as often, and
tells what share of a core it takes in all.

Requests begin when their time has come, however slow the answers to others are: what waits is counted as late.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.journeys.towns import Database, Town, free_port, until

from .driver import Answer, Connection, cpu_seconds, memory_mb, request_for
from .federation import Sender, new_senders, postgres, waiting
from .figures import Figure
from .jepsen import inside
from .jepsen_clients import Clients
from .live import listening, server_of, start_redis, tell

# A second each. One reader in five is signed in; 16 and 4 are the 20 writes.
RATES = {"visit": 80, "read": 20, "post": 16, "edit": 4, "letter": 50}
SOCKETS = 500
ALONE, CALMER = 20, 2  # seconds for each kind alone, and how much less often it comes
SLOWEST, MOST_GROWTH = 300, 5  # ms, %
WARM_UP, EVERY = 0.2, 1.0  # part of the time before memory is compared; seconds between two looks at it
PATIENCE = 30
OFTEN_READ = ["/", "/entraide/", "/wikis/compost/commencer-un-compost/", "/quartiers/", "/discussions/"]
SETTINGS = {"CALADE_MODE": "test", "CALADE_FEDERATION": "open", "CALADE_REDIS_URL": ""}


def figures(only: str, folder: Path) -> Iterator[Figure]:
    if not only.startswith("load"):
        return
    seconds, share = float(os.environ.get("FOR", "600")), float(os.environ.get("SHARE", "1"))
    for server in ("", postgres()):
        name = "postgresql" if server else "sqlite"
        if server is None:
            continue
        if f"load.{name}".startswith(only) or only.startswith(f"load.{name}"):
            yield from busy(folder / name, server, seconds, share, f"load.{name}")
        if f"load.costs.{name}".startswith(only) and only != "load":
            yield from costs(folder / name, server, f"load.costs.{name}")


@dataclass
class Evening:
    """Seconds that each kind of request took, and what was answered else than it should be."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)

    def percentile_ms(self, kind: str, percent: int) -> float:
        times = sorted(self.took[kind])
        return 1000 * times[min(len(times) - 1, len(times) * percent // 100)]

    @property
    def growth(self) -> float:
        """In percent, from the end of the warm-up to the end; the middle of several looks each time."""
        after = self.memory[int(len(self.memory) * WARM_UP) :]
        few = max(1, len(after) // 8)
        begin, end = sorted(after[:few])[few // 2], sorted(after[-few:])[few // 2]
        return 100 * (end - begin) / begin


@dataclass
class Stage:
    """A town that runs, what stands in it, who writes to it from elsewhere, and where its web processes answer."""

    town: Town
    about: dict[str, Any]
    senders: Sequence[Sender]
    ports: Sequence[int]
    webs: Sequence[int]  # process ids

    @property
    def worker(self) -> int:
        return self.town.processes["worker"].pid

    @property
    def pids(self) -> list[int]:
        return [*self.webs, self.worker]

    @contextmanager
    def listened_to(self) -> Iterator[Sequence[Any]]:
        each = SOCKETS // len(self.ports)
        with ExitStack() as open_pages:
            yield [
                open_pages.enter_context(listening(port, self.about["thing"], each, town_port=self.town.port))
                for port in self.ports
            ]


class Crowd:
    """`idle` are connections that are open and that nobody uses."""

    def __init__(self, stage: Stage, seconds: float, share: float = 1) -> None:
        self.stage, self.seconds, self.share = stage, seconds, share
        self.town, self.about, self.senders = stage.town, stage.about, stage.senders
        self.clients = Clients(self.town, self.about, list(self.senders), 0)
        self.evening, self.idle, self.numbers = Evening(), list[Connection](), count()
        self.ports = cycle(stage.ports)

    async def live(self) -> Evening:
        async with asyncio.TaskGroup() as group:
            for kind in RATES:
                group.create_task(self.come(kind, self.share))
            group.create_task(self._look())
        return self.evening

    async def come(self, kind: str, share: float) -> None:
        """Those of one kind, so many of their usual number."""
        do: Callable[[int], Awaitable[None]] = getattr(self, f"_{kind}")
        begun, each_second = time.perf_counter(), RATES[kind] * share
        async with asyncio.TaskGroup() as group:
            for number in range(int(each_second * self.seconds)):
                await asyncio.sleep(max(0.0, begun + number / each_second - time.perf_counter()))
                group.create_task(do(number))

    async def _look(self) -> None:
        begun = time.perf_counter()
        while time.perf_counter() < begun + self.seconds:
            self.evening.memory.append(memory_mb(self.stage.pids))
            await asyncio.sleep(EVERY)

    async def _visit(self, number: int, *, headers: Mapping[str, str] | None = None) -> None:
        paths = [*OFTEN_READ, *(f"/discussions/{pk}/" for pk in self.about["topics"])]
        await self._ask("read", request_for(paths[number % len(paths)], self.town.port, headers or {}), 200)

    async def _read(self, number: int) -> None:
        writers = self.about["writers"]
        await self._visit(number, headers={"Cookie": writers[number % len(writers)]})

    async def _post(self, number: int) -> None:
        topics, writers = self.about["topics"], self.about["writers"]
        said = {
            "body": f"Je peux venir samedi, numéro {number}.",
            "client_id": str(uuid4()),
            "confirmed": "on",
        }
        path = f"/discussions/{topics[number % len(topics)]}/ecrire/"
        await self._ask("write", self.clients.form(path, writers[number % len(writers)], said)(), 303)

    async def _edit(self, number: int) -> None:
        """Each page is edited by one person, once a second."""
        who = number % RATES["edit"]
        request = self.clients.revision(
            await self._ask("read", self.clients.editing(who), 200), who, f"jepsen-{next(self.numbers)}"
        )
        if request:
            await self._ask("write", request(), 302)

    async def _letter(self, number: int) -> None:
        sender = self.senders[number % len(self.senders)]
        letter = sender.letter(
            self.town, next(self.numbers), self.about["posts"][number % len(self.about["posts"])]
        )
        await self._ask("letter", letter, 202)

    async def _ask(self, kind: str, request: bytes, expected: int) -> Answer | None:
        asked = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                connection = self.idle.pop() if self.idle else await Connection.open(next(self.ports))
                answer = await connection.ask(request)
            self.idle.append(connection)
        except (OSError, EOFError, TimeoutError) as lost:
            return self._wrong(f"{kind} {type(lost).__name__}")
        self.evening.took.setdefault(kind, []).append(time.perf_counter() - asked)
        return answer if answer.status == expected else self._wrong(f"{kind} {answer.status}")

    def _wrong(self, what: str) -> None:
        self.evening.errors[what] = self.evening.errors.get(what, 0) + 1


def busy(folder: Path, server: str, seconds: float, share: float, name: str) -> Iterator[Figure]:
    with ready(folder, server) as stage:
        with stage.listened_to() as pages:
            cpu, begun = cpu_seconds(stage.pids), time.perf_counter()
            evening = asyncio.run(Crowd(stage, seconds, share).live())
            cpu = (cpu_seconds(stage.pids) - cpu) / (time.perf_counter() - begun)
            heard = [tell(page) for page in pages]
        how = (
            f"{seconds:g} s, {len(stage.webs)} web, one worker{f'; {share:.0%} of this' if share < 1 else ''}"
        )
        yield from _figures(name, evening, heard, cpu, how)
        until(lambda: waiting(stage.town, "to_read") == 0, "all letters are read", seconds=300)


def costs(folder: Path, server: str, name: str) -> Iterator[Figure]:
    """Everything that a request sets off counts for it, in the worker too, and what the crowd hears of it."""
    needed = 0.0
    with ready(folder, server) as stage, stage.listened_to():
        crowd = Crowd(stage, ALONE)
        for kind, each_second in RATES.items():
            _spent(stage, crowd, kind)  # once for what is only so the first time
            errors = sum(crowd.evening.errors.values())
            each = [1000 * part / (ALONE * each_second / CALMER) for part in _spent(stage, crowd, kind)]
            share = sum(each) * each_second / 1000
            needed += share
            wrong = sum(crowd.evening.errors.values()) - errors
            how = f"{each_second / CALMER:g} a second, {each[0]:.1f} ms in web, {each[1]:.1f} in the worker"
            yield Figure(f"{name}.{kind}.cpu_ms", sum(each), "ms", f"{how}; {wrong} answered otherwise")
            yield Figure(f"{name}.{kind}.share", share, "cores", f"at {each_second} a second")
    yield Figure(f"{name}.needed", needed, "cores", f"for {RATES} a second, with {SOCKETS} sockets")


def _spent(stage: Stage, crowd: Crowd, kind: str) -> tuple[float, float]:
    """Seconds of processor time, in the web processes and in the worker."""
    before = cpu_seconds(stage.webs), cpu_seconds([stage.worker])
    asyncio.run(crowd.come(kind, 1 / CALMER))
    crowd.idle.clear()
    until(lambda: not any(inside(stage.town, "waiting").values()), "nothing waits", seconds=300)
    return cpu_seconds(stage.webs) - before[0], cpu_seconds([stage.worker]) - before[1]


@contextmanager
def ready(folder: Path, server: str) -> Iterator[Stage]:
    redis_port, second = free_port(), free_port() if server else 0
    redis = start_redis(redis_port) if server else None
    settings = {**SETTINGS, **({"CALADE_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"} if server else {})}
    town = Town("load", folder, settings=settings)
    town.database = Database(town.database.name, server)
    try:
        town.prepare()
        about = inside(town, "begin", {"helpers": 0, "topics": 10, "pages": RATES["edit"], "writers": 10})
        senders = new_senders(town, 8)
        town.start()
        beside = {**town.environment, "PORT": str(second)}
        with server_of("daphne", "commons.asgi", beside, second) as other:
            webs = [town.processes["web"].pid, *([other] if other else [])]
            yield Stage(town, about, senders, [port for port in (town.port, second) if port], webs)
    finally:
        town.remove()
        if redis:
            redis.kill()
            redis.wait()


def _figures(
    name: str, evening: Evening, heard: Sequence[dict[str, Any]], cpu: float, how: str
) -> Iterator[Figure]:
    crowd = (
        f"{RATES['visit'] + RATES['read']} reads, {RATES['post'] + RATES['edit']} writes and {RATES['letter']}"
        f" letters a second, {SOCKETS} sockets, for {how}"
    )
    wrong = f"{crowd}; {evening.errors or 'none'}"
    yield Figure(f"{name}.errors", sum(evening.errors.values()), "requests", wrong, 0)
    for kind, times in sorted(evening.took.items()):
        yield Figure(
            f"{name}.{kind}.p95_ms", evening.percentile_ms(kind, 95), "ms", f"{crowd}; {len(times)}", SLOWEST
        )
        yield Figure(f"{name}.{kind}.p50_ms", evening.percentile_ms(kind, 50), "ms", crowd)
    yield Figure(
        f"{name}.memory_growth", evening.growth, "%", f"{crowd}; after {WARM_UP:.0%} of it", MOST_GROWTH
    )
    yield Figure(f"{name}.memory", evening.memory[-1], "MB", crowd)
    lost = sum(missed for page in heard for missed, knows in page["missed"] if not knows)
    closed = sum(len(page["closed"]) for page in heard)
    yield Figure(f"{name}.sockets_closed", closed, "sockets", crowd, 0)
    yield Figure(f"{name}.lost", lost, "numbers", f"{crowd}; that no page was told of", 0)
    yield Figure(f"{name}.processors", cpu, "cores", f"{crowd}; web and worker")
