"""The bridge to Django's pages: what the reader sent arrives whole, what Django answers leaves whole."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from commons.base import bridge as crossing
from commons.base import turns
from commons.base.bridge import FLUSH, RECENT, Busy, TooLong, WsgiBridge

SCOPE = {
    "type": "http", "http_version": "1.1", "method": "POST", "path": "/wikis/été/", "query_string": b"a=1&b=2",
    "scheme": "http", "root_path": "/elsewhere", "client": ("192.0.2.7", 5000), "server": ("town.example", 80),
    "headers": [(b"host", b"town.example"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"),
                (b"accept", b"text/plain"), (b"content-type", b"text/plain"), (b"content-length", b"999")],
}  # fmt: skip


async def ask(app: Any, *pieces: bytes, largest: int = 1000, ends: bool = True) -> list[dict[str, Any]]:
    """The messages that a reader is sent who says `pieces`, and leaves in the middle when it does not `end`."""
    last = len(pieces) - 1
    sent = [
        {"type": "http.request", "body": piece, "more_body": number < last or not ends}
        for number, piece in enumerate(pieces)
    ]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return sent.pop(0) if sent else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await WsgiBridge(app, threads=2, largest=lambda _scope: largest)(SCOPE, receive, send)
    return said


def page(*chunks: bytes) -> Callable[..., Iterator[bytes]]:
    def app(_environ: dict[str, Any], start: Callable[..., None]) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        yield from chunks

    return app


async def test_what_was_sent_arrives_whole() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("204 No Content", [])
        return []

    await ask(app, b"Le ", b"banc ", b"vert")
    assert seen["body"] == b"Le banc vert" and seen["CONTENT_LENGTH"] == "12"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/wikis/été/" and seen["QUERY_STRING"] == "a=1&b=2"
    assert seen["HTTP_COOKIE"] == "a=1; b=2" and seen["HTTP_ACCEPT"] == "text/html,text/plain"
    assert seen["CONTENT_TYPE"] == "text/plain" and seen["REMOTE_ADDR"] == "192.0.2.7"


async def test_nobody_chooses_where_the_town_stands() -> None:
    """Daphne takes the root path from a header: kept pages would lead wherever a stranger wants."""
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        seen.update(environ)
        start("200 OK", [])
        return []

    await ask(app, b"")
    assert seen["SCRIPT_NAME"] == ""


async def test_a_page_leaves_in_one_piece() -> None:
    start, body = await ask(page(b"un ", b"deux"), b"")
    assert start["status"] == 200
    assert [value for name, value in start["headers"] if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert body == {"type": "http.response.body", "body": b"un deux", "more_body": False}


async def test_a_long_answer_is_not_kept_in_memory() -> None:
    many = [b"x" * (FLUSH // 2)] * 7
    said = await ask(page(*many), b"")
    bodies = [message["body"] for message in said[1:]]
    assert b"".join(bodies) == b"".join(many)
    assert len(bodies) > 2 and max(map(len, bodies)) <= 2 * FLUSH
    assert [message["more_body"] for message in said[1:]] == [True] * (len(bodies) - 1) + [False]


async def test_a_body_without_a_length_is_refused_when_it_grows_too_long() -> None:
    with pytest.raises(TooLong):
        await ask(page(b"never"), b"x" * 600, b"x" * 600)


async def test_who_leaves_in_the_middle_of_a_body_is_not_answered() -> None:
    assert await ask(page(b"never"), b"half", ends=False) == []


async def test_a_fault_of_the_page_is_not_swallowed_and_its_ends_are_closed() -> None:
    closed = []

    class Broken:
        def __iter__(self) -> Iterator[bytes]:
            raise LookupError("broken")

        def close(self) -> None:
            closed.append(True)

    with pytest.raises(LookupError):
        await ask(lambda _environ, _start: Broken(), b"")
    assert closed == [True]


async def one(bridge: WsgiBridge, bodies: set[bytes], method: str = "POST", path: str = "/") -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        bodies.add(message.get("body", b""))

    await bridge({**SCOPE, "method": method, "path": path}, receive, send)


async def many(bridge: WsgiBridge, times: int) -> set[bytes]:
    """The different bodies of that many answers, all asked for at once."""
    bodies: set[bytes] = set()
    await asyncio.gather(*(one(bridge, bodies) for _ in range(times)))
    return bodies - {b""}


def meeting(people: int) -> Callable[..., list[bytes]]:
    """A page that is finished only when `people` are in it at once; it answers the name of its thread."""
    barrier = threading.Barrier(people, timeout=10)

    def app(_environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        barrier.wait()
        start("200 OK", [])
        return [threading.current_thread().name.encode()]

    return app


async def test_pages_are_made_by_as_many_threads_as_were_given() -> None:
    assert len(await many(WsgiBridge(meeting(2), threads=2, largest=lambda _scope: 10), 20)) == 2


async def test_pages_wait_for_each_other_when_that_is_cheaper() -> None:
    inside, most = 0, 0

    def app(_environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        sum(range(200_000))  # long enough for others to come in, were they let
        inside -= 1
        start("200 OK", [])
        return [b""]

    await many(WsgiBridge(app, threads=4, largest=lambda _scope: 10, patience=30), 40)
    assert most == 1


async def test_a_slow_page_does_not_hold_the_others() -> None:
    """The first is finished only when the second is there: without an end to patience both would fail."""
    assert (
        len(await many(WsgiBridge(meeting(2), threads=2, largest=lambda _scope: 10, patience=0.01), 2)) == 2
    )


async def test_nor_does_one_that_waits_for_its_place_among_those_who_write() -> None:
    """As the database does before it waits: the second is made meanwhile, long before patience ends."""
    made = meeting(2)

    def app(environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        turns.give_up()
        return made(environ, start)

    assert len(await many(WsgiBridge(app, threads=2, largest=lambda _scope: 10, patience=30), 2)) == 2
    turns.give_up()  # who has none gives up nothing


async def test_who_would_wait_too_long_is_told_so_at_once_and_what_is_sent_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages take a second each, one after the other; forty are asked for at once, then others."""
    now, may_go_on = [0.0], threading.Semaphore(0)
    monkeypatch.setattr(crossing, "monotonic", lambda: now[0])

    def app(_environ: dict[str, Any], start: Callable[..., None]) -> list[bytes]:
        assert may_go_on.acquire(timeout=30)
        now[0] += 1
        start("200 OK", [])
        return [b"made"]

    bridge = WsgiBridge(
        app, threads=1, largest=lambda _scope: 10, longest_wait=8, never_refused=("/static/",)
    )
    waiting = [asyncio.ensure_future(one(bridge, set(), "GET")) for _ in range(40)]
    await asyncio.sleep(0)
    assert bridge.inside == 40, "while the pace is not known nobody is refused"
    for first in waiting[:RECENT]:
        may_go_on.release()
        await first
    with pytest.raises(Busy):
        await one(bridge, set(), "GET")
    sent: set[bytes] = set()
    waiting.append(asyncio.ensure_future(one(bridge, sent, "POST")))
    waiting.append(asyncio.ensure_future(one(bridge, set(), "GET", "/static/calade.css")))
    may_go_on.release(26)
    await asyncio.gather(*waiting)
    assert b"made" in sent
    may_go_on.release()
    await one(bridge, sent, "GET")
