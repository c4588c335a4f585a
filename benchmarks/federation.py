"""What a letter costs: in at the door, read by the worker, out to many hosts; and that one host that hangs is alone.

Also on PostgreSQL when CALADE_BENCH_POSTGRES names a server, or one answers on this machine; those figures end in
`.postgresql`. Other servers are ports of one process (`sink.py`), whose cost is not counted.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from federation.keys import generate_keys, load_private_key
from federation.signatures import sign_cavage
from tests.journeys.towns import ROOT, Database, Town, until

from .driver import Connection, Load, cpu_seconds, memory_mb
from .figures import Figure

SENDERS, LETTERS, CONNECTIONS = 8, 4_000, 16
READ = 1_000
HOSTS, FOLLOWERS_EACH = 500, 20
BURST, BURST_HOSTS, BURST_FOLLOWERS = 10_000, 10, 20
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
SETTINGS = {"CALADE_MODE": "development", "CALADE_FEDERATION": "open", "CALADE_REDIS_URL": ""}


def figures(only: str, folder: Path) -> Iterator[Figure]:
    if not "federation".startswith(only) and not only.startswith("federation"):
        return
    for server in ("", postgres()):
        name = "postgresql" if server else "sqlite"
        if server is None:
            continue
        for part in (inbox, delivery, burst):
            begins = f"federation.{part.__name__}"
            if begins.startswith(only) or only.startswith(begins):
                yield from _named(part(new_town(folder / f"{name}-{part.__name__}", server)), name)


def _named(found: Iterator[Figure], database: str) -> Iterator[Figure]:
    for figure in found:
        name = figure.name if database == "sqlite" else f"{figure.name}.{database}"
        yield Figure(
            name, figure.value, figure.unit, f"{figure.how}; {database}", figure.goal, figure.at_least
        )


def postgres() -> str | None:
    """The address of a server to make databases on; None when there is none."""
    if named := os.environ.get("CALADE_BENCH_POSTGRES", ""):
        return named
    with socket.socket() as probe:
        answers = probe.connect_ex(("127.0.0.1", 5432)) == 0
    return "postgres://postgres@127.0.0.1:5432/postgres" if answers else None


def new_town(folder: Path, server: str) -> Town:
    town = Town("bench", folder, demo="", settings=SETTINGS)
    town.database = Database(town.database.name, server)
    return town.prepare()


def ask(town: Town, question: str, said: Any = None) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside_federation", question], cwd=ROOT, env=town.environment,
        input=json.dumps(said) if said is not None else "", stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


READY = {
    "errands": "SELECT count(*) FROM journal_errand WHERE state = 'ready'",
    "to_read": "SELECT count(*) FROM federation_receivedactivity WHERE state = 'ready'",
    "to_send": "SELECT count(*) FROM federation_delivery WHERE state = 'ready'",
}


def waiting(town: Town, what: str) -> int:
    """How much waits, asked past Django: asking often must cost next to nothing."""
    if town.database.url:
        with psycopg.connect(town.database.url) as connection:
            row = connection.execute(READY[what].encode()).fetchone()
    else:
        with closing(sqlite3.connect(town.folder / "calade.sqlite3")) as file:
            row = file.execute(READY[what]).fetchone()
    assert row
    return int(row[0])


# -- Letters from elsewhere -----------------------------------------------------------------------------------


@dataclass
class Sender:
    """Somebody elsewhere, whose key this town knows already."""

    uri: str
    host: str

    def __post_init__(self) -> None:
        keys = generate_keys()
        self.public, self.private = keys.rsa_public_pem, load_private_key(keys.rsa_private_pem)

    def letter(self, town: Town, number: int, topic: str, *, key: Any = None) -> bytes:
        """A signed Create(Note), an answer to a topic, as the bytes of its request."""
        note = {
            "type": "Note", "id": f"{self.uri}/n/{number}", "attributedTo": self.uri, "to": [PUBLIC], "cc": [],
            "content": "<p>Je peux venir <strong>samedi matin</strong>, avec des vis et une perceuse.</p>",
            "inReplyTo": topic, "published": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        said = {
            "@context": "https://www.w3.org/ns/activitystreams", "type": "Create", "id": f"{note['id']}/said",
            "actor": self.uri, "object": note, "to": [PUBLIC], "cc": [],
        }  # fmt: skip
        body = json.dumps(said).encode()
        headers = sign_cavage(
            "POST", f"{town.origin}/ap/inbox", body, key_id=f"{self.uri}#main-key",
            private_key=key or self.private, now=datetime.now(UTC),
        )  # fmt: skip
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /ap/inbox HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


def new_senders(town: Town, count: int) -> list[Sender]:
    made = [Sender(f"https://ville-{n}.example/u/nina", f"ville-{n}.example") for n in range(count)]
    ask(town, "senders", [{"uri": one.uri, "host": one.host, "public": one.public} for one in made])
    return made


def letters(
    town: Town, senders: Sequence[Sender], topics: Sequence[str], count: int, *, first: int = 0
) -> list[bytes]:
    numbers = range(first, first + count)
    return [senders[n % len(senders)].letter(town, n, topics[n % len(topics)]) for n in numbers]


def pour(
    requests: Sequence[bytes], town: Town, *, watched: str, expected: int = 202, again: bool = False
) -> Load:
    """Hand all of them in, over connections that each go on as soon as they are answered.

    `again`: who is asked to come again (429, 503) does so after a second.
    """

    async def one(left: list[bytes], latencies: list[float]) -> None:
        connection = await Connection.open(town.port)
        while left:
            request, asked = left.pop(), time.perf_counter()
            answer = await connection.ask(request)
            if again and answer.status in (429, 503):
                left.append(request)
                await asyncio.sleep(1)
                continue
            latencies.append(time.perf_counter() - asked)
            assert answer.status == expected, (answer.status, answer.body)
        await connection.close()

    async def all_of_them() -> list[float]:
        left, latencies = list(reversed(requests)), list[float]()
        await asyncio.gather(*(one(left, latencies) for _ in range(CONNECTIONS)))
        return sorted(latencies)

    pid = town.processes[watched].pid
    cpu, began = cpu_seconds([pid]), time.perf_counter()
    latencies = asyncio.run(all_of_them())
    cost = (cpu_seconds([pid]) - cpu) / len(latencies)
    return Load(time.perf_counter() - began, latencies, cost, cost)


def inbox(town: Town) -> Iterator[Figure]:
    """One web process; the worker is away, then reads what came."""
    topics = ask(town, "begin")
    senders = new_senders(town, SENDERS)
    try:
        town.start()
        until(lambda: waiting(town, "errands") == 0, "the worker is idle", seconds=60)
        town.stop_worker()
        pour(letters(town, senders, topics, 200), town, watched="web")
        run = pour(letters(town, senders, topics, LETTERS, first=200), town, watched="web")
        how = f"{LETTERS} signed Create(Note) of known actors, {CONNECTIONS} connections, one web process"
        yield Figure("federation.inbox.cpu_ms", run.cpu_ms, "ms", f"{how}; web process", goal=1.5)
        yield Figure("federation.inbox.requests_per_second", run.requests_per_second, "1/s", how, 600, True)
        yield Figure("federation.inbox.p99_ms", run.percentile_ms(99), "ms", how, goal=150)
        other = generate_keys()
        key = load_private_key(other.rsa_private_pem)
        forged = [senders[n % SENDERS].letter(town, n, topics[0], key=key) for n in range(LETTERS // 2)]
        run = pour(forged, town, watched="web", expected=401)
        how = f"{len(forged)} letters whose signature does not hold"
        yield Figure("federation.inbox.bad_signature.cpu_ms", run.cpu_ms, "ms", how, goal=1)
        yield from read_by_the_worker(town)
    finally:
        town.remove()


def read_by_the_worker(town: Town) -> Iterator[Figure]:
    began, before = time.perf_counter(), waiting(town, "to_read")
    town.start()
    pid = town.processes["worker"].pid
    until(lambda: waiting(town, "to_read") < before, "the worker has begun", seconds=60)
    cpu, begun = cpu_seconds([pid]), waiting(town, "to_read")
    until(lambda: waiting(town, "to_read") < begun - READ, "it has read", seconds=100)
    left, cpu = waiting(town, "to_read"), cpu_seconds([pid]) - cpu
    how = f"of {begun - left} answers to topics: believed, written, their errands run; worker process"
    yield Figure("federation.inbox.process.cpu_ms", 1000 * cpu / (begun - left), "ms", how, goal=5)
    yield Figure(
        "federation.inbox.process.per_second", (before - left) / (time.perf_counter() - began), "1/s", how
    )


# -- Letters to many --------------------------------------------------------------------------------------------


@contextmanager
def sink(hosts: int, hanging: int = 0) -> Iterator[list[int]]:
    """Servers elsewhere; their ports."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink", str(hosts), str(hanging)], cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def heard(port: int, *, reset: bool = False) -> dict[str, float]:
    async def once() -> dict[str, float]:
        connection = await Connection.open(port)
        path = "/count?reset" if reset else "/count"
        answer = await connection.ask(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        await connection.close()
        found: dict[str, float] = json.loads(answer.body)
        return found

    return asyncio.run(once())


@dataclass(frozen=True)
class Round:
    """One activity, told to all."""

    count: int
    cpu_ms: float
    per_second: float
    grown_mb: float
    busy: float  # of all processors of the machine, while deliveries went out, from 0 to 1


def told(town: Town, port: int, expected: int, *, workers: Sequence[int]) -> Round:
    heard(port, reset=True)
    cpu, memory, most = cpu_seconds(workers), memory_mb(workers), 0.0
    ask(town, "say")
    deadline = time.monotonic() + 100
    used: list[tuple[int, int]] = []
    while (found := heard(port))["count"] < expected and time.monotonic() < deadline:
        most = max(most, memory_mb(workers))
        if found["count"]:
            used.append(processors_used())
        time.sleep(0.25)
    until(lambda: waiting(town, "to_send") == 0, "all is settled", seconds=20)
    count = int(heard(port)["count"])
    spent = cpu_seconds(workers) - cpu
    (idle, whole), (idle_then, whole_then) = (used or [(0, 0)])[0], (used or [(0, 0)])[-1]
    busy = 1 - (idle_then - idle) / max(whole_then - whole, 1)
    return Round(count, 1000 * spent / count, count / (found["last"] - found["first"]), most - memory, busy)


def processors_used() -> tuple[int, int]:
    """Ticks of all processors since the machine began: idle, and altogether."""
    ticks = [int(number) for number in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def delivery(town: Town) -> Iterator[Figure]:
    expected = HOSTS * FOLLOWERS_EACH
    ask(town, "begin")
    with sink(HOSTS) as ports:
        try:
            town.start_worker_only()
            until(lambda: waiting(town, "errands") == 0, "the worker is idle", seconds=60)
            ask(town, "followers", {"ports": ports, "each": FOLLOWERS_EACH})
            one = [town.processes["worker"].pid]
            told(town, ports[0], expected, workers=one)
            run = told(town, ports[0], expected, workers=one)
            how = f"one activity to {expected} inboxes on {HOSTS} hosts, told a second time; worker process"
            yield Figure("federation.delivery.cpu_ms", run.cpu_ms, "ms", how, goal=2)
            yield Figure("federation.delivery.per_second", run.per_second, "1/s", how, 450, True)
            yield Figure("federation.delivery.memory_growth", run.grown_mb, "MB", f"{how}; at its highest")
            yield Figure("federation.delivery.posts", run.count, "posts", how)
            if town.database.server:
                yield from two_workers(town, ports[0], expected)
            ask(town, "followers", {"ports": ports, "each": FOLLOWERS_EACH, "shared": True})
            run = told(town, ports[0], HOSTS, workers=one)
            how = f"the same {expected} people behind {HOSTS} shared inboxes"
            yield Figure("federation.delivery.shared.posts", run.count, "posts", how, goal=HOSTS)
            yield Figure("federation.delivery.shared.cpu_ms", run.cpu_ms, "ms", f"{how}; worker process")
        finally:
            town.remove()


def two_workers(town: Town, port: int, expected: int) -> Iterator[Figure]:
    """Each held to a processor of its own: a single one signs in threads, and takes more than one when it may.

    Who receives and the database need the same processors. So two other figures say whether workers are in each
    other's way: what a delivery costs when two share the work, and whether any processor had nothing to do.
    """
    first = town.processes.pop("worker")
    try:
        hold_to(first.pid, 0)
        alone = told(town, port, expected, workers=[first.pid])
        town.start_worker_only()
        time.sleep(5)
        second = town.processes["worker"]
        hold_to(second.pid, 1)
        both = told(town, port, expected, workers=[first.pid, second.pid])
    finally:
        hold_to(first.pid, *range(os.cpu_count() or 1))
        town.stop_worker()
        town.processes["worker"] = first
    how = (
        f"each on one of {os.cpu_count()} processors, which the receiving side and PostgreSQL also need: "
        f"{alone.per_second:.0f}/s alone, {both.per_second:.0f}/s both"
    )
    yield Figure("federation.delivery.two_workers", both.per_second / alone.per_second, "times", how)
    how = f"worker processes, two of them; {alone.cpu_ms:.2f} ms when one is alone"
    yield Figure("federation.delivery.two_workers.cpu_ms", both.cpu_ms, "ms", how, goal=2)
    how = f"of the machine's processors, two workers; {100 * alone.busy:.0f} % when one is alone"
    yield Figure("federation.delivery.two_workers.busy", 100 * both.busy, "%", how, 90, True)


def hold_to(pid: int, *processors: int) -> None:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), processors)


# -- One that hangs ----------------------------------------------------------------------------------------------


def burst(town: Town) -> Iterator[Figure]:
    """10,000 letters come in while the town speaks to hosts of which one never answers."""
    topics = ask(town, "begin")
    senders = new_senders(town, BURST_HOSTS)
    with sink(BURST_FOLLOWERS, hanging=1) as ports:
        try:
            ask(town, "followers", {"ports": ports, "each": 1})
            town.start()
            until(lambda: waiting(town, "errands") == 0, "the worker is idle", seconds=60)
            requests = letters(town, senders, topics[1:], BURST)
            speaking = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.inside_federation", "keep_saying"], cwd=ROOT,
                env=town.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            assert speaking.stdin
            speaking.stdin.write(json.dumps({"seconds": 200, "every": 1.0}))
            speaking.stdin.close()
            run = pour(requests, town, watched="web", again=True)
            lags = ask(town, "lags", {"hanging": f"localhost:{ports[-1]}"})
            speaking.terminate()
            speaking.wait()
            yield from burst_figures(town, run, lags)
        finally:
            town.remove()


def burst_figures(town: Town, run: Load, lags: list[float]) -> Iterator[Figure]:
    how = f"{BURST} letters at {run.requests_per_second:.0f}/s, one host of {BURST_FOLLOWERS} hangs"
    found = ask(town, "state")
    yield Figure("federation.burst.lost", BURST - found["received"], "letters", how, goal=0)
    yield Figure("federation.burst.p99_ms", run.percentile_ms(99), "ms", how)
    told = f"{how}; {len(lags)} deliveries to the others meanwhile"
    yield Figure("federation.burst.lag", lags[-1], "s", f"{told}, the slowest from act to arrival", goal=5)
    yield Figure(
        "federation.burst.waiting", found["to_read"], "letters", f"{how}; still to be read at the end of it"
    )
    read = f"{how}; of {BURST - found['to_read']} that were read by then"
    yield Figure("federation.burst.given_up", found["given_up"], "letters", read, goal=0)
