"""POST to inboxes, many at once: HTTP/1.1 over asyncio streams, with kept connections.

Only what a delivery needs, since a general client costs more than the signature. The rules are those of
`fetch.py`: an address judged before any socket opens, the checked IP connected to, one deadline for everything,
little read of the answer, no decompression, redirects only to the same origin and signed afresh.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Final
from urllib.parse import urljoin

from django.conf import settings

from commons.base import egress, outgoing
from commons.base.egress import Address, BadAddress, Origin
from commons.base.numbers import natural
from commons.base.outgoing import CONNECT_SECONDS, ERROR_BYTES, READ_SECONDS, CannotFetch
from federation.fetch import REDIRECTS, TOTAL_SECONDS

HEAD_BYTES: Final = 32 * 1024
IDLE_SECONDS: Final = 10.0
MOST_IDLE: Final = 100
RESOLVERS: Final = 32

Signer = Callable[[str, str, bytes], Mapping[str, str]]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer: its status, and its headers under lower-case names. What it says in its body is not kept."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Stale(Exception):
    """A kept connection was closed by the other side before it answered anything."""


async def connect(ip: str, origin: Origin) -> Streams:
    """Open a connection to an address that has been checked. TLS asks for the name."""
    tls = outgoing.tls_context() if origin.scheme == "https" else None
    name = origin.host if tls else None
    return await asyncio.open_connection(ip, origin.port, ssl=tls, server_hostname=name, limit=HEAD_BYTES)


class Postbox:
    """Kept connections of one event loop, one per origin at most."""

    def __init__(self) -> None:
        self.idle: dict[Origin, tuple[Streams, float]] = {}
        self.resolvers = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, sign: Signer) -> Posted:
        """POST a signed activity; whatever the answer is. Raises CannotFetch.

        Only 307 and 308 on the same origin are followed, each hop signed afresh.
        """
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                return await self._post(url, body, headers, sign)
        except TimeoutError as error:
            raise CannotFetch("timeout") from error
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise CannotFetch("unreachable") from error

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str], sign: Signer) -> Posted:
        at, seen = _allowed(url), set[str]()
        while True:
            seen.add(at.url)
            answer = await self._exchange(at, body, {**headers, **sign("POST", at.url, body)})
            if answer.status not in (307, 308):
                return answer
            following = _allowed(urljoin(at.url, answer.headers.get("location", "")))
            if following.origin != at.origin:
                return answer
            if following.url in seen or len(seen) > REDIRECTS:
                raise CannotFetch("redirect-loop", answer.status)
            at = following

    async def _exchange(self, at: Address, body: bytes, headers: Mapping[str, str]) -> Posted:
        """On a kept connection if there is one; if that was closed meanwhile, on a new one."""
        request = _request(at, body, headers)
        kept, until = self.idle.pop(at.origin, (None, 0.0))
        if kept:
            if until > monotonic() and not kept[0].at_eof():
                with suppress(Stale):
                    return await self._on(kept, at.origin, request, is_kept=True)
            else:
                kept[1].close()
        return await self._on(await self._open(at.origin), at.origin, request)

    async def _open(self, origin: Origin) -> Streams:
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.run_in_executor(
                self.resolvers, egress.checked_answers, origin.host, origin.port
            )
        except BadAddress as error:
            raise CannotFetch(error.reason) from error
        failure: Exception = CannotFetch("unreachable")
        for ip in answers:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await connect(ip, origin)
            except OSError as error:  # among them those of TLS and of time
                failure = error
        raise failure

    async def _on(self, streams: Streams, origin: Origin, request: bytes, *, is_kept: bool = False) -> Posted:
        reader, writer = streams
        keep = False
        try:
            async with asyncio.timeout(READ_SECONDS):
                try:
                    writer.write(request)
                    await writer.drain()
                    first = await reader.readuntil(b"\r\n")
                except (ConnectionError, asyncio.IncompleteReadError) as error:
                    if is_kept and not getattr(error, "partial", b""):
                        raise Stale from error
                    raise
                try:
                    answer = await _head(reader, first)
                    keep = await _skip_body(reader, answer)
                except ValueError as error:
                    raise CannotFetch("bad-answer") from error
            return answer
        finally:
            if keep:
                self._keep(origin, streams)
            else:
                writer.close()

    def _keep(self, origin: Origin, streams: Streams) -> None:
        """The oldest make room, and nobody's connection is kept for long."""
        self.close(until=monotonic())
        if len(self.idle) >= MOST_IDLE:
            self.idle.pop(next(iter(self.idle)))[0][1].close()
        if origin in self.idle:
            streams[1].close()
        else:
            self.idle[origin] = streams, monotonic() + IDLE_SECONDS

    def close(self, *, until: float = inf) -> None:
        """Close what has been idle for too long; all of it when nothing is said."""
        for origin, (streams, end) in list(self.idle.items()):
            if end > until:
                break  # they are in the order of their ends
            del self.idle[origin]
            streams[1].close()


def _allowed(url: str) -> Address:
    try:
        return egress.may_connect(url)
    except BadAddress as error:
        raise CannotFetch(error.reason) from error


def _request(at: Address, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The target byte for byte as it was signed."""
    lines = {
        "Host": at.authority,
        "User-Agent": str(settings.CALADE_USER_AGENT),
        "Accept-Encoding": "identity",
        "Content-Length": str(len(body)),
    } | dict(headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {at.target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


async def _head(reader: asyncio.StreamReader, first: bytes) -> Posted:
    """Status and headers, after at most one interim answer (1xx). Raises ValueError for what is no HTTP."""
    for _ in range(2):
        version, status, *_reason = first.decode("latin-1").split(" ", 2)
        if not version.startswith("HTTP/1.") or len(status.strip()) != 3:
            raise ValueError("no status line")
        headers: dict[str, str] = {}
        room = HEAD_BYTES
        while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
            room -= len(line)
            if room < 0:
                raise ValueError("too many headers")
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if int(status) >= 200:
            if version == "HTTP/1.0":
                headers["connection"] = "close"
            return Posted(int(status), headers)
        first = await reader.readuntil(b"\r\n")
    raise ValueError("only interim answers")


async def _skip_body(reader: asyncio.StreamReader, answer: Posted) -> bool:
    """Read past a short body; whether the connection may serve once more. A long or unending one is left."""
    if "close" in answer.headers.get("connection", "").lower():
        return False
    if answer.status == 204 or answer.headers.get("content-length") == "0":
        return True
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        return await _skip_chunks(reader)
    length = natural(answer.headers.get("content-length"), most=ERROR_BYTES)
    if length is None:
        return False
    await reader.readexactly(length)
    return True


async def _skip_chunks(reader: asyncio.StreamReader) -> bool:
    room = ERROR_BYTES
    while True:
        length = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        room -= length
        if length < 0 or room < 0:
            return False
        await reader.readexactly(length + 2)
        if length == 0:
            return True
