"""Many open pages in one process: each listens to one thing over a socket, and all say what reached them.

python -m benchmarks.listeners 8000 topic:12 1000 /ws/live/ http://localhost:8000
→ "listening" once all hear; at the end of its input, as JSON, for each number the times at which it arrived, in the
clock of this machine, and what each page that missed numbers knew of it: a hole, a word of the hub ("resync") or a
heartbeat, each of which makes it ask by HTTP.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import sys
import time
from collections import defaultdict
from typing import Any

AT_ONCE = 20  # sockets that are being opened
PATIENCE = 60  # seconds for one of them
SEQ = re.compile(rb'"seq": ?(\d+)')


class Page(asyncio.Protocol):
    """As little as hearing needs: frames of a server are not masked, and ours come whole."""

    def __init__(
        self, arrived: dict[int, list[float]], port: int, path: str, thing: str, origin: str
    ) -> None:
        self.arrived, self.port, self.path, self.thing, self.origin = arrived, port, path, thing, origin
        self.buffer = b""
        self.opened = False
        self.hears = asyncio.get_running_loop().create_future()
        self.closed = 0
        self.seen: set[int] = set()
        self.knows_of = 0  # the highest number of which it knows that it exists
        self.told_to_ask = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            (
                f"GET {self.path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                f"Origin: {self.origin}\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.opened:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head[:20]:
                self.hears.set_exception(ConnectionRefusedError(head[:100]))
                return
            self.opened, self.buffer = True, rest
            self._say(1, json.dumps({"listen": [self.thing]}).encode())
        while (size := self._whole()) is not None:
            begins, ends = size
            self._hear(self.buffer[0] & 15, self.buffer[begins:ends])
            self.buffer = self.buffer[ends:]

    def _whole(self) -> tuple[int, int] | None:
        """Where the words of the first frame begin and end, once all of it is here."""
        if len(self.buffer) < 2:
            return None
        length, begins = self.buffer[1] & 127, 2
        if length > 125:
            begins = 4 if length == 126 else 10
            length = int.from_bytes(self.buffer[2:begins])
        return (begins, begins + length) if len(self.buffer) >= begins + length else None

    def _hear(self, kind: int, words: bytes) -> None:
        if kind == 9:
            self._say(10, words)
        elif kind == 8:
            self.closed = int.from_bytes(words[:2])
        elif kind == 1 and words[:1] == b"{" and (found := SEQ.search(words)):
            self._arrives(int(found[1]))
        elif kind == 1:
            said = json.loads(words)
            for frame in said if isinstance(said, list) else [said]:
                if "seq" in frame:
                    self._arrives(frame["seq"])
                else:
                    self._hear_of_all(frame)

    def _arrives(self, seq: int) -> None:
        self.arrived[seq].append(time.time())
        self.seen.add(seq)
        self.knows_of = max(self.knows_of, seq)

    def _hear_of_all(self, frame: dict[str, Any]) -> None:
        """It hears ("listening"), the heartbeat, or that nobody knows what was missed."""
        if frame["t"] == "resync":
            self.told_to_ask = True
        self.knows_of = max(self.knows_of, frame.get("last", {}).get(self.thing, 0))
        if not self.hears.done():
            self.begins_after = self.knows_of
            self.hears.set_result(None)

    def missing(self, last: int) -> tuple[int, bool]:
        """How many numbers never came, and whether the page knows that it must ask for them."""
        missed = set(range(self.begins_after + 1, last + 1)) - self.seen
        return len(missed), self.told_to_ask or any(number <= self.knows_of for number in missed)

    def _say(self, kind: int, words: bytes) -> None:
        """Masked with nothing, which is a mask too."""
        self.transport.write(bytes([128 | kind, 128 | len(words)]) + bytes(4) + words)

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed = self.closed or 1006
        if not self.hears.done():
            self.hears.set_exception(ConnectionResetError())


async def listen(port: int, thing: str, count: int, path: str, origin: str) -> None:
    loop, arrived, door = (
        asyncio.get_running_loop(),
        defaultdict[int, list[float]](list),
        asyncio.Semaphore(AT_ONCE),
    )

    async def one() -> Page:
        async with door:
            _transport, page = await loop.create_connection(
                lambda: Page(arrived, port, path, thing, origin), "127.0.0.1", port
            )
            await asyncio.wait_for(page.hears, PATIENCE)
            return page

    pages = await asyncio.gather(*(one() for _ in range(count)))
    print("listening", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    last = max(arrived, default=0)
    missed = [found for page in pages if (found := page.missing(last))[0]]
    print(json.dumps({"arrived": arrived, "missed": missed, "closed": [p.closed for p in pages if p.closed]}))


if __name__ == "__main__":
    given_port, given_thing, given_count, given_path, given_origin = sys.argv[1:]
    asyncio.run(listen(int(given_port), given_thing, int(given_count), given_path, given_origin))
