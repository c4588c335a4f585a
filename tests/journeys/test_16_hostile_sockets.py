"""Journey 16: what no page of ours sends through a socket. It is closed with its code, and nobody else notices."""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from benchmarks.driver import memory_mb

from .towns import Town

TEXT, BINARY, CONTINUED, CLOSE = 1, 2, 0, 8
TOO_BIG, NO_TEXT, NONSENSE, NOT_HERE, CUT = 1009, 1007, 4400, 4404, 0
GROWS_AT_MOST = 16  # MB


class RawSocket:
    """As little of RFC 6455 as it takes to break it."""

    def __init__(self, town: Town, origin: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", town.port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall(
            (
                f"GET /ws/live/ HTTP/1.1\r\nHost: localhost:{town.port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                f"Origin: {origin}\r\n\r\n"
            ).encode()
        )
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.line.recv(4096)
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])

    def send(self, kind: int, words: bytes, *, ends: bool = True) -> None:
        self.line.sendall(frame(kind, words, ends=ends))

    def hear(self) -> tuple[int, bytes]:
        """(kind, words) of the next frame."""
        self._need(2)
        length, begins = self.buffer[1] & 127, 2
        if length == 126:
            self._need(begins := 4)
            length = int.from_bytes(self.buffer[2:4])
        self._need(begins + length)
        kind, words = self.buffer[0] & 15, self.buffer[begins : begins + length]
        self.buffer = self.buffer[begins + length :]
        return kind, words

    def closed_with(self) -> int:
        """The code; CUT when there was none: who breaks the protocol itself is not talked to any longer."""
        try:
            while (heard := self.hear())[0] != CLOSE:
                pass
        except ConnectionError:
            return CUT
        return int.from_bytes(heard[1][:2])

    def _need(self, count: int) -> None:
        while len(self.buffer) < count:
            more = self.line.recv(65536)
            if not more:
                raise ConnectionResetError
            self.buffer += more


def frame(kind: int, words: bytes, *, ends: bool = True) -> bytes:
    """Masked with nothing, which is a mask too."""
    length = len(words)
    if length < 126:
        size = bytes([128 | length])
    else:
        size = (
            bytes([128 | 126]) + length.to_bytes(2) if length < 65536 else bytes([255]) + length.to_bytes(8)
        )
    return bytes([(128 if ends else 0) | kind]) + size + bytes(4) + words


@contextmanager
def opened(town: Town, *, origin: str = "") -> Iterator[RawSocket]:
    raw = RawSocket(town, origin or town.origin)
    try:
        yield raw
    finally:
        raw.line.close()


@contextmanager
def nobody_notices(town: Town) -> Iterator[None]:
    """Another page hears before and after, and the process has not grown."""
    web = [town.processes["web"].pid]
    with opened(town) as other:
        other.send(TEXT, b'{"listen": []}')
        assert answered(other) == "listening"
        before = memory_mb(web)
        yield
        assert memory_mb(web) - before < GROWS_AT_MOST
        other.send(TEXT, b'{"listen": []}')
        assert answered(other) == "listening"
    assert town.pids


def answered(page: RawSocket) -> str:
    """What the next frame says that is no heartbeat; those of one moment come as a list."""
    while True:
        said = json.loads(page.hear()[1])
        for one in said if isinstance(said, list) else [said]:
            if one["t"] != "hb":
                return one["t"]


@pytest.mark.parametrize(
    "thing", ["topic:99999999", "topic:0", "topic:-1", "topic:x", "nothing:1", "person:1", "", ":"]
)
def test_what_is_not_there(town: Town, thing: str) -> None:
    with nobody_notices(town), opened(town) as page:
        page.send(TEXT, json.dumps({"listen": [thing]}).encode())
        assert page.closed_with() == NOT_HERE


def test_a_frame_of_two_megabytes(town: Town) -> None:
    with nobody_notices(town), opened(town) as page:
        with suppress(ConnectionError):  # it need not be heard to its end
            page.send(TEXT, b"x" * 2_000_000)
        assert page.closed_with() in (TOO_BIG, CUT)


@pytest.mark.parametrize("words", [b"x", b""], ids=["of-one-byte", "empty"])
def test_a_hundred_thousand_fragments(town: Town, words: bytes) -> None:
    with nobody_notices(town), opened(town) as page:
        page.send(TEXT, b'{"listen": [', ends=False)
        fragments = frame(CONTINUED, words, ends=False) * 1000
        with suppress(ConnectionError):
            for _ in range(100):
                page.line.sendall(fragments)
            page.send(CONTINUED, b"", ends=True)
        assert page.closed_with() in ((TOO_BIG, CUT) if words else (NONSENSE,))


@pytest.mark.parametrize(
    ("kind", "words"),
    [(TEXT, b"{"), (TEXT, b"[" * 15_000), (TEXT, b'{"listen": [1]}'), (BINARY, b"\x00\x01"), (TEXT, b"null")],
    ids=["half", "deep", "numbers", "binary", "nothing"],
)
def test_what_is_no_question(town: Town, kind: int, words: bytes) -> None:
    with nobody_notices(town), opened(town) as page:
        page.send(kind, words)
        assert page.closed_with() == NONSENSE


def test_bytes_that_are_no_text(town: Town) -> None:
    with nobody_notices(town), opened(town) as page:
        page.send(TEXT, b"\xff\xfe")
        assert page.closed_with() in (NO_TEXT, CUT)


def test_more_questions_than_a_page_has(town: Town) -> None:
    with nobody_notices(town), opened(town) as page:
        for _ in range(61):
            page.send(TEXT, b'{"listen": []}')
        assert page.closed_with() == NONSENSE


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_another_site_opens_none(town: Town, origin: str) -> None:
    with nobody_notices(town), opened(town, origin=origin) as page:
        assert page.status == 403
