"""Many servers elsewhere in one process: every port is a host. Counts what it is sent; the first port tells.

python -m benchmarks.sink 500 [hanging]     → its ports as JSON on one line, then it serves until it is ended.
The last `hanging` of them accept a letter and never answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Sink:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.counts: Counter[int] = Counter()
        self.first = self.last = 0.0

    def told(self) -> bytes:
        body = json.dumps({"count": self.counts.total(), "first": self.first, "last": self.last}).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    def heard(self, port: int) -> None:
        self.counts[port] += 1
        self.last = time.time()
        self.first = self.first or self.last


class Server(asyncio.Protocol):
    def __init__(self, sink: Sink, *, hangs: bool) -> None:
        self.sink, self.hangs, self.buffer = sink, hangs, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            if head.startswith(b"get /count"):
                self.buffer = self.buffer[end + 4 :]
                self.transport.write(self.sink.told())
                if b"reset" in head:
                    self.sink.reset()
                continue
            _, _, length = head.partition(b"content-length:")
            whole = end + 4 + int(length.split(b"\r\n")[0] or 0)
            if len(self.buffer) < whole:
                return
            self.buffer = self.buffer[whole:]
            if not self.hangs:
                self.sink.heard(self.port)
                self.transport.write(ACCEPTED)


async def serve(hosts: int, hanging: int) -> None:
    sink, loop, ports = Sink(), asyncio.get_running_loop(), []
    for number in range(hosts):
        hangs = number >= hosts - hanging
        server = await loop.create_server(lambda hangs=hangs: Server(sink, hangs=hangs), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
