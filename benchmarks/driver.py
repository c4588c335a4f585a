"""Load one address over kept-alive connections, and read what it cost the server's processes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

TICKS = os.sysconf("SC_CLK_TCK")
SLOWEST_ANSWER = 30  # seconds
ROUNDS = 12


@dataclass(frozen=True)
class Answer:
    """One HTTP answer as it came over the wire; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int


@dataclass(frozen=True)
class Load:
    """What a run measured, in seconds: `latencies` sorted; `cpu` per request of all processes watched.

    `cpu` is that of the cheapest round: what others do on a shared machine can only add to it (as `timeit` counts).
    `usual_cpu` is the mean of all rounds.
    """

    seconds: float
    latencies: list[float]
    cpu: float
    usual_cpu: float

    @property
    def requests_per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu

    def percentile_ms(self, percent: float) -> float:
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * percent / 100))]


class WrongAnswer(Exception):
    """The server answered something else than what is measured."""


class Connection:
    """One kept-alive HTTP/1.1 connection; as little work per request as possible on our side.

    A server that ends it after an answer is called again.
    """

    def __init__(self, port: int) -> None:
        self.port = port

    @classmethod
    async def open(cls, port: int) -> Connection:
        made = cls(port)
        await made._open()
        return made

    async def _open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)

    async def ask(self, request: bytes) -> Answer:
        self.writer.write(request)
        answer = await asyncio.wait_for(self._answer(), SLOWEST_ANSWER)
        if answer.headers.get("connection") == "close":
            await self.close()
            await self._open()
        return answer

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def _answer(self) -> Answer:
        head = await self.reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        if headers.get("transfer-encoding") == "chunked":
            body, size = await self._chunks()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
            size = len(body)
        return Answer(int(first.split(" ", 2)[1]), headers, body, len(head) + size)

    async def _chunks(self) -> tuple[bytes, int]:
        parts, size = [], 0
        while True:
            line = await self.reader.readuntil(b"\r\n")
            length = int(line.split(b";")[0], 16)
            part = await self.reader.readexactly(length + 2)
            size += len(line) + len(part)
            if length == 0:
                return b"".join(parts), size
            parts.append(part[:-2])


def request_for(path: str, port: int, headers: Mapping[str, str]) -> bytes:
    """A GET as a browser in French sends it, as bytes."""
    lines = {"Host": f"localhost:{port}", "Accept": "text/html", "Accept-Language": "fr", **headers}
    sent = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {quote(path, safe='/?&=%')} HTTP/1.1\r\n{sent}\r\n".encode()


def fetch(path: str, port: int, headers: Mapping[str, str]) -> Answer:
    """One request on a connection of its own."""

    async def once() -> Answer:
        connection = await Connection.open(port)
        try:
            return await connection.ask(request_for(path, port, headers))
        finally:
            await connection.close()

    return asyncio.run(once())


def load(
    path: str,
    port: int,
    headers: Mapping[str, str],
    *,
    pids: Iterable[int],
    connections: int,
    seconds: float,
    expected: int = 200,
) -> Load:
    """Ask for `path` again and again, each connection as soon as it was answered, after a short warm-up."""
    request, watched = request_for(path, port, headers), list(pids)

    async def one(until: float) -> list[float]:
        connection, latencies = await Connection.open(port), []
        try:
            while (asked := time.perf_counter()) < until:
                answer = await connection.ask(request)
                latencies.append(time.perf_counter() - asked)
                if answer.status != expected:
                    raise WrongAnswer(f"{path}: {answer.status} {answer.body[:300]!r}")
        finally:
            await connection.close()
        return latencies

    async def all_of_them(duration: float) -> list[float]:
        until = time.perf_counter() + duration
        lists = await asyncio.gather(*(one(until) for _ in range(connections)))
        return [latency for latencies in lists for latency in latencies]

    asyncio.run(all_of_them(min(1.0, seconds)))
    began, found, costs = time.perf_counter(), [], []
    for _ in range(ROUNDS):
        cpu = cpu_seconds(watched)
        latencies = asyncio.run(all_of_them(seconds / ROUNDS))
        costs.append((cpu_seconds(watched) - cpu) / len(latencies))
        found += latencies
    return Load(time.perf_counter() - began, sorted(found), min(costs), sum(costs) / ROUNDS)


# -- What processes cost, from /proc ----------------------------------------------------------------------


def tree(pid: int) -> list[int]:
    """A process and all that it started, whichever of its threads did."""
    children: list[int] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            children += [int(child) for child in (thread / "children").read_text().split()]
        except FileNotFoundError:  # a thread that ended while we looked
            continue
    return [pid, *(member for child in children for member in tree(child))]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes and their descendants, also of those that have ended."""
    ticks = 0
    for pid in pids:
        for member in tree(pid):
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])  # utime, stime, cutime, cstime
    return ticks / TICKS


def memory_mb(pids: Iterable[int]) -> float:
    """Proportional set size: pages that processes share are counted once between them."""
    kilobytes = 0
    for pid in pids:
        for member in tree(pid):
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
    return kilobytes / 1024
