"""Names are not resolved: a black hole where the names of others are asked. Who is known is answered at once."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from federation.door import InboxDoor

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, SOON = 1.0, 0.5  # seconds


@pytest.fixture
def black_hole(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names that were asked for; those of `.example` are never answered."""
    asked, end, real = list[str](), threading.Event(), socket.getaddrinfo

    def getaddrinfo(host: Any, *more: Any, **further: Any) -> Any:
        if str(host).endswith(".example"):
            asked.append(host)
            end.wait(30)
            raise socket.gaierror("nobody answers")
        return real(host, *more, **further)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr("commons.base.egress.DNS_SECONDS", SOON)
    yield asked
    end.set()


async def post(door: InboxDoor, path: str, headers: dict[str, str], body: bytes) -> tuple[int, float]:
    """The status, and after how many seconds."""
    sent: list[dict[str, Any]] = []
    begun = time.monotonic()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    where = {"path": path, "raw_path": path.encode(), "query_string": b""}
    await door({"type": "http", "method": "POST", "headers": pairs, **where}, receive, send)
    return sent[0]["status"], time.monotonic() - begun


def of_a_stranger(nina: Any, number: int) -> tuple[str, dict[str, str], bytes]:
    who = f"https://slow-{number}.example/u/x"
    said = {**nina.says("Create", nina.note()), "id": f"{who}/said", "actor": who}
    path, headers, body = nina.request(said, key_id=f"{who}#main-key")
    return path, headers, body


def test_known_senders_are_answered_at_once_meanwhile(nina: Any, town: Any, black_hole: list[str]) -> None:
    assert nina.sends(nina.says("Create", nina.note("/n/1"))) == (202, "")

    async def story() -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        door = InboxDoor()
        strangers = [asyncio.create_task(post(door, *of_a_stranger(nina, number))) for number in range(4)]
        await asyncio.sleep(0.1)
        known = [
            await post(door, *nina.request(nina.says("Create", nina.note(f"/n/{n}")))) for n in range(2, 5)
        ]
        assert not strangers[-1].done()
        return known, await asyncio.gather(*strangers)

    known, strangers = asyncio.run(story())
    assert [status for status, _seconds in known] == [202] * 3
    assert max(seconds for _status, seconds in known) < AT_ONCE
    assert {status for status, _seconds in strangers} == {503}
    assert len(black_hole) == 4


def test_a_name_that_was_not_answered_is_not_asked_again_at_once(
    nina: Any, town: Any, black_hole: list[str]
) -> None:
    async def story() -> list[tuple[int, float]]:
        door = InboxDoor()
        return [await post(door, *of_a_stranger(nina, 1)) for _ in range(3)]

    answers = asyncio.run(story())
    assert {status for status, _seconds in answers} == {503}
    assert len(black_hole) == 1
    assert sum(seconds for _status, seconds in answers) < SOON + AT_ONCE
