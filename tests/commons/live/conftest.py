"""A thin client of the front door: sockets and plain requests, as servers hand them over."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from commons.asgi import application
from commons.conversations.actions import start_topic
from commons.conversations.models import Topic
from commons.live import watcher
from commons.live.hub import hub
from commons.live.page_store import store
from commons.people.models import Person

HOST = settings.CALADE_HOST.encode()
ORIGIN = settings.CALADE_ORIGIN.encode()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")


async def ask(
    path: str, *, method: str = "GET", body: bytes = b"", cookie: str = "", **headers: str
) -> Answer:
    """One request through the front door; `accept_encoding="br"` is the header Accept-Encoding."""
    address, _mark, query = path.partition("?")
    given = {"accept_language": "fr", **headers}
    lines = [
        (b"host", HOST),
        *((n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in given.items()),
    ]
    if cookie:
        lines.append((b"cookie", cookie.encode()))
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": address, "raw_path": address.encode(),
        "query_string": query.encode(), "headers": lines, "scheme": "http", "root_path": "",
        "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8000), "asgi": {"version": "3.0"},
    }  # fmt: skip
    said: list[dict[str, Any]] = []
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await application(scope, receive, send)
    start = next(message for message in said if message["type"] == "http.response.start")
    whole = b"".join(m.get("body", b"") for m in said if m["type"] == "http.response.body")
    return Answer(start["status"], start["headers"], whole)


@sync_to_async
def cookie_of(person: Person) -> str:
    """The cookie of a browser in which somebody has signed in."""
    browser = Client()
    browser.force_login(person.account)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


Open = Callable[..., Awaitable[WebsocketCommunicator]]


@pytest.fixture
async def page() -> AsyncIterator[Open]:
    """`await page(cookie)` opens the socket of a page; closed at the end."""
    opened: list[WebsocketCommunicator] = []

    async def make(cookie: str = "", origin: bytes | None = ORIGIN) -> WebsocketCommunicator:
        headers = [(b"host", HOST), *([(b"origin", origin)] if origin is not None else [])]
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        socket = WebsocketCommunicator(application, "/ws/live/", headers=headers)
        opened.append(socket)
        return socket

    yield make
    for socket in opened:
        await socket.disconnect()


@pytest.fixture(autouse=True)
async def one_process(monkeypatch: Any) -> AsyncIterator[None]:
    """Nobody else commits here: no watcher. The store begins empty, and the hub ends with the loop of the test."""
    monkeypatch.setattr(watcher, "start", lambda: None)
    store.drop()
    yield
    store.drop()
    for task in hub._tasks:
        task.cancel()


@pytest.fixture
def topic(alice: Person) -> Topic:
    made = start_topic(by=alice, title="Les quais", text="Qu’en pensez-vous ?")
    return Topic.objects.get(pk=made.pk)
