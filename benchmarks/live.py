"""What it costs to keep open pages fresh: a thousand sockets in one topic, beside the usual way and another server.

Messages are posted through the door, by people with sessions. Counted: all the time of the web processes, posting
included. Who listens is one process, whose cost is not counted.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from commons.base.processes import environment_of
from tests.journeys.towns import ROOT, Database, Town, free_port, until

from .driver import Answer, Connection, WrongAnswer, cpu_seconds, memory_mb
from .federation import postgres
from .figures import Figure

SOCKETS, EVERY, SECONDS = 1_000, 0.2, 60
ASSEMBLY, PACE = 500, 0.5  # people of an assembly, and seconds between two things that happen in it
BURST_SOCKETS, BURST, BURST_AT_ONCE = 200, 300, 8
BESIDE = 15  # seconds of each way that is only compared
TOKEN = "a" * 32  # of a form; a cookie says the same
ORDINARY = (
    "Le banc près de la fontaine a perdu deux lattes. Je peux fournir le bois, il me manque quelqu'un qui "
    "sache les fixer sans fendre le reste. **Samedi matin** m'irait bien, avant le marché. Numéro {}."
)


def figures(only: str, folder: Path) -> Iterator[Figure]:
    for part in (crowd, assembly, beside, two_processes):
        begins = f"live.{part.__name__}"
        if begins.startswith(only) or only.startswith(begins):
            yield from part(folder / part.__name__)


# -- The town, who writes in it, who listens -----------------------------------------------------------------------


@dataclass
class Run:
    """What came of it: seconds from the posting of a message to each arrival of it, and the cost of each arrival."""

    expected: int
    late: list[float] = field(default_factory=list)
    missed: list[tuple[int, bool]] = field(default_factory=list)  # per page: numbers, and does it know
    cpu: float = 0.0

    @property
    def us_each(self) -> float:
        return 1e6 * self.cpu / max(1, len(self.late))

    @property
    def p99_ms(self) -> float:
        return 1000 * sorted(self.late)[int(len(self.late) * 0.99)] if self.late else float("inf")

    @property
    def lost(self) -> int:
        """Numbers that a page missed without a way to notice."""
        return sum(count for count, knows in self.missed if not knows)


def new_town(folder: Path, server: str = "", **settings: str) -> Town:
    """In the mode of tests, which has no limits on how often a person writes."""
    town = Town("live", folder, settings={"CALADE_MODE": "test", "CALADE_REDIS_URL": "", **settings})
    town.database = Database(town.database.name, server)
    return town.prepare()


def begin(town: Town, *what: str) -> dict[str, Any]:
    """{"path", "thing", "last", "csrf": name of the cookie, "cookies": of five people}; "assembly" opens one."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside_live", *what], cwd=ROOT, env=town.environment,
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def listening(
    port: int, thing: str, count: int, path: str = "/ws/live/", *, town_port: int = 0
) -> Iterator[subprocess.Popen[str]]:
    """`town_port`: of the address that the town says is its own, where another process than that one listens."""
    origin = f"http://localhost:{town_port or port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.listeners", str(port), thing, str(count), path, origin], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        if process.stdout.readline().strip() != "listening":
            raise WrongAnswer("not all could listen")
        yield process
    finally:
        process.kill()
        process.wait()


def tell(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = process.communicate(timeout=60)
    found: dict[str, Any] = json.loads(said)
    return found


def post_of(about: dict[str, Any], number: int, port: int) -> bytes:
    said = {"body": ORDINARY.format(number), "client_id": str(uuid4()), "confirmed": "on"}
    return sent_of(about, number, port, "ecrire/", said)


def sent_of(about: dict[str, Any], who: int, port: int, path: str, said: dict[str, str]) -> bytes:
    body = urlencode({**said, "csrfmiddlewaretoken": TOKEN})
    cookie = f"{about['cookies'][who % len(about['cookies'])]}; {about['csrf']}={TOKEN}"
    return (
        f"POST {about['path']}{path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {about['origin']}\r\n"
        f"X-Requested-With: fetch\r\nCookie: {cookie}\r\nAccept-Language: fr\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def post_all(requests: Sequence[tuple[int, bytes]], *, every: float, at_once: int) -> list[float]:
    """Each to its port; when each was begun. `every` seconds one, or as fast as `at_once` go."""
    begun: list[float] = []
    door, start = asyncio.Semaphore(at_once), time.perf_counter()

    async def one(number: int, port: int, request: bytes) -> None:
        await asyncio.sleep(max(0.0, start + number * every - time.perf_counter()))
        async with door:
            begun.append(time.time())
            connection = await Connection.open(port)
            answer: Answer = await connection.ask(request)
            await connection.close()
        if answer.status not in (200, 201, 204):
            raise WrongAnswer(f"{answer.status} {answer.body[:300]!r}")

    await asyncio.gather(*(one(number, *asked) for number, asked in enumerate(requests)))
    return begun


def hear(
    pages: Sequence[subprocess.Popen[str]],
    requests: Sequence[tuple[int, bytes]],
    pids: Sequence[int],
    sockets: int,
    *,
    every: float = EVERY,
    at_once: int = 64,
) -> Run:
    """Numbers are given in the order of the posts where one writes at a time: late is from post to arrival."""
    cpu = cpu_seconds(pids)
    begun = sorted(asyncio.run(post_all(requests, every=every, at_once=at_once)))
    time.sleep(3)  # the last ones arrive
    run = Run(len(requests) * sockets, cpu=cpu_seconds(pids) - cpu)
    for page in pages:
        told = tell(page)
        first = min(map(int, told["arrived"]), default=0)
        for number, times in told["arrived"].items():
            run.late += [arrival - begun[int(number) - first] for arrival in times]
        run.missed += told["missed"]
    return run


# -- One process ---------------------------------------------------------------------------------------------------


def crowd(folder: Path) -> Iterator[Figure]:
    town = new_town(folder)
    try:
        town.start()
        about = begin(town)
        web = [town.processes["web"].pid]
        rest = memory_mb(web)
        with listening(town.port, about["thing"], SOCKETS) as pages:
            grown = memory_mb(web) - rest
            requests = [(town.port, post_of(about, n, town.port)) for n in range(int(SECONDS / EVERY))]
            run = hear([pages], requests, web, SOCKETS)
        how = f"{SOCKETS} sockets in one topic, {1 / EVERY:g} messages/s for {SECONDS} s, one daphne, SQLite"
        yield Figure("live.crowd.delivered", 100 * len(run.late) / run.expected, "%", how, 100, True)
        yield Figure("live.crowd.p99_ms", run.p99_ms, "ms", f"{how}; from posting to arrival", 300)
        yield Figure("live.crowd.cpu_us", run.us_each, "us", f"{how}; web process, posting included", 120)
        yield Figure("live.crowd.memory_kb", 1024 * grown / SOCKETS, "kB", f"{how}; per open socket", 80)
        with listening(town.port, about["thing"], BURST_SOCKETS) as pages:
            requests = [(town.port, post_of(about, n, town.port)) for n in range(BURST)]
            run = hear([pages], requests, web, BURST_SOCKETS, every=0, at_once=BURST_AT_ONCE)
        how = f"{BURST} messages at once to {BURST_SOCKETS} sockets"
        yield Figure(
            "live.crowd.burst.delivered", 100 * len(run.late) / run.expected, "%", f"{how}; by frames"
        )
        yield Figure(
            "live.crowd.burst.lost", run.lost, "numbers", f"{how}; nobody was told to ask for them", 0
        )
        yield Figure("live.crowd.burst.cpu_us", run.us_each, "us", f"{how}; web process, posting included")
    finally:
        town.remove()


def assembly(folder: Path) -> Iterator[Figure]:
    """Somebody types what is said, line by line, while hands go up and down and people write."""
    town = new_town(folder)
    try:
        town.start()
        about = begin(town, "assembly")
        web = [town.processes["web"].pid]
        with listening(town.port, about["thing"], ASSEMBLY) as pages:
            requests = [(town.port, act_of(about, n, town.port)) for n in range(int(SECONDS / PACE))]
            run = hear([pages], requests, web, ASSEMBLY, every=PACE)
        how = (
            f"{ASSEMBLY} sockets, {1 / PACE:g} lines, hands or messages/s for {SECONDS} s, one daphne, SQLite"
        )
        yield Figure("live.assembly.delivered", 100 * len(run.late) / run.expected, "%", how, 100, True)
        yield Figure("live.assembly.p99_ms", run.p99_ms, "ms", f"{how}; from sending to arrival", 300)
        yield Figure("live.assembly.cpu_us", run.us_each, "us", f"{how}; web process, posting included")
    finally:
        town.remove()


def act_of(about: dict[str, Any], number: int, port: int) -> bytes:
    """Of six acts three are lines, one is a message, one a hand that goes up, one the same that goes down."""
    kind, who = number % 6, 1 + number // 6 % 4
    if kind == 1:
        return post_of(about, number, port)
    if kind in (3, 5):
        return sent_of(about, who, port, "assemblee/main/", {"do": "raise" if kind == 3 else "lower"})
    line = {"text": f"{ORDINARY[:120]} {number}", "client_id": str(uuid4())}
    return sent_of(about, 0, port, "assemblee/paroles/", line)


# -- Beside others -------------------------------------------------------------------------------------------------


def beside(folder: Path) -> Iterator[Figure]:
    """The same crowd for a shorter time, each way in turn: ours on daphne and uvicorn, the usual one on both."""
    town = new_town(folder)
    count = int(BESIDE / EVERY)
    try:
        town.start()
        about = begin(town)
        for server in ("daphne", "uvicorn"):
            if server == "uvicorn":
                town.stop()
            with server_of(
                server, "commons.asgi", town.environment, town.port if server == "uvicorn" else 0
            ) as own:
                pid = own or town.processes["web"].pid
                with listening(town.port, about["thing"], SOCKETS) as pages:
                    requests = [(town.port, post_of(about, n, town.port)) for n in range(count)]
                    yield compared(f"ours.{server}", hear([pages], requests, [pid], SOCKETS))
            port = free_port()
            with (
                server_of(server, "benchmarks.stock", environment_of({}), port) as pid,
                listening(port, "topic:0", SOCKETS, "/ws/") as pages,
            ):
                requests = [(port, plain_of(n, port)) for n in range(count)]
                yield compared(f"stock.{server}", hear([pages], requests, [pid], SOCKETS))
    finally:
        town.remove()


def compared(name: str, run: Run) -> Figure:
    how = (
        f"{SOCKETS} sockets, {1 / EVERY:g} messages/s for {BESIDE} s; {100 * len(run.late) / run.expected:.1f} % "
        f"arrived, p99 {run.p99_ms:.0f} ms"
    )
    return Figure(f"live.beside.{name}.cpu_us", run.us_each, "us", how)


def plain_of(number: int, port: int) -> bytes:
    """The frame that ours would send, without the work that makes it."""
    body = json.dumps({"t": "e", "seq": number + 1, "html": ORDINARY.format(number) * 4}).encode()
    return (
        f"POST /say/ HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


@contextmanager
def server_of(server: str, module: str, environment: dict[str, str], port: int) -> Iterator[int]:
    """The process of a server; 0 without a port: what runs already is meant."""
    if not port:
        yield 0
        return
    wide = ["-b", "127.0.0.1", "-p", str(port), "--verbosity", "0"]
    given = (
        wide
        if server == "daphne"
        else ["--port", str(port), "--log-level", "error", "--ws-ping-timeout", "60"]
    )
    process = subprocess.Popen(
        [sys.executable, "-m", server, *given, f"{module}:application"], cwd=ROOT, env=environment
    )
    try:
        until(lambda: _answers(port), f"{server} answers", seconds=30)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# -- Two processes -------------------------------------------------------------------------------------------------


def two_processes(folder: Path) -> Iterator[Figure]:
    """Half of the crowd on each, PostgreSQL and a Redis of their own, which is stopped and started in the middle."""
    if (server := postgres()) is None:
        return
    redis_port = free_port()
    redis = start_redis(redis_port)
    town = new_town(folder, server, CALADE_REDIS_URL=f"redis://127.0.0.1:{redis_port}/0")
    second = free_port()
    try:
        town.start()
        about = begin(town)
        environment = {**town.environment, "PORT": str(second)}
        with server_of("daphne", "commons.asgi", environment, second) as other:
            pids, ports = [town.processes["web"].pid, other], (town.port, second)
            # The first page that a process shows costs it a second; of 75 messages one in a hundred is none.
            first = [(port, post_of(about, n, port)) for n in range(2) for port in ports]
            asyncio.run(post_all(first, every=1, at_once=1))
            for broken in (False, True):
                with (
                    listening(ports[0], about["thing"], SOCKETS // 2) as here,
                    listening(ports[1], about["thing"], SOCKETS // 2, town_port=ports[0]) as there,
                ):
                    count = int(BESIDE / EVERY)
                    requests = [(ports[n % 2], post_of(about, n, ports[n % 2])) for n in range(count)]
                    if broken:
                        redis.terminate()
                        redis.wait()
                        redis = start_redis(redis_port, after=3.0)
                    run = hear([here, there], requests, pids, SOCKETS)
                how = f"{SOCKETS} sockets on two daphne, PostgreSQL, Redis{' away for 3 s' * broken}"
                name = "live.two_processes" + ".redis_restarts" * broken
                yield Figure(
                    f"{name}.delivered", 100 * len(run.late) / run.expected, "%", f"{how}; by frames"
                )
                yield Figure(
                    f"{name}.lost", run.lost, "numbers", f"{how}; nobody was told to ask for them", 0
                )
                if not broken:
                    yield Figure(f"{name}.p99_ms", run.p99_ms, "ms", how, 300)
                    yield Figure(f"{name}.cpu_us", run.us_each, "us", f"{how}; both web processes", 120)
    finally:
        town.remove()
        redis.terminate()
        redis.wait()


def start_redis(port: int, *, after: float = 0.0) -> subprocess.Popen[bytes]:
    command = f"sleep {after}; exec redis-server --bind 127.0.0.1 --port {port} --save '' --appendonly no"
    process = subprocess.Popen(["sh", "-c", command], stdout=subprocess.DEVNULL)
    if not after:
        until(lambda: _answers(port), "Redis answers")
    return process
