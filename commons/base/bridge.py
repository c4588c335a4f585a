"""From ASGI to Django's WSGI handler, in a bounded pool of threads: the cheapest way to a page that was measured.

Django's own ASGI handler makes a thread context for each request; a2wsgi crosses between the loop and the thread
three times per answer. Here a request crosses once each way, and only an answer of more than `FLUSH` bytes is
handed over in pieces. PEP 3333 on one side, the ASGI HTTP specification 2.3 on the other.
"""

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any

from commons.base import turns

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

FLUSH = 262_144
IN_MEMORY = 262_144  # bytes of a body before it goes to a file
RECENT = 16  # pages whose pace tells how long one more would wait


class TooLong(Exception):
    """A body that did not say its length, and went past the limit."""


class Busy(Exception):
    """So many wait already that this reader would have left before the answer."""


class Gone(Exception):
    """The reader left before the body was whole."""


class WsgiBridge:
    """An ASGI application around `app`.

    `largest(scope)` in bytes, for bodies that come in chunks without a length. `patience` in seconds: how long a page
    lets the one before it finish, when making pages is all Python and several at once only take the interpreter
    from each other (8 threads cost twice the processor time of one). A slow page holds the others no longer, nor does
    one that waits for its place among those who write. `longest_wait` in seconds, 0 for any: who only reads and would
    wait longer is refused at once, so that the others are answered while they are there; what somebody sends waits,
    and so do addresses that begin with one of `never_refused`.
    """

    def __init__(
        self,
        app: WsgiApp,
        *,
        threads: int,
        largest: Callable[[Any], int],
        patience: float = 0,
        longest_wait: float = 0,
        never_refused: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.largest = largest
        self.patience = patience
        self.turn = threading.Lock()
        self.threads, self.longest_wait, self.never_refused = threads, longest_wait, never_refused
        self.inside = 0
        self.ended = deque[float](maxlen=RECENT)  # when the last pages were, since all threads have work
        self.pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Raises Busy or TooLong before the page is asked for; an exception of `app` itself goes through."""
        if 0 < self.longest_wait < self._expected_wait() and self._may_refuse(scope):
            raise Busy
        if self.inside < self.threads:
            self.ended.clear()
        self.inside += 1
        try:
            await self._pass_on(scope, receive, send)
        finally:
            self.inside -= 1

    def _may_refuse(self, scope: Any) -> bool:
        return scope["method"] in {"GET", "HEAD"} and not scope["path"].startswith(self.never_refused)

    def _expected_wait(self) -> float:
        """Seconds until one more would be made, at the pace of the last; 0 until it is known."""
        if len(self.ended) < RECENT:
            return 0.0
        return (self.inside - self.threads) * (monotonic() - self.ended[0]) / RECENT

    async def _pass_on(self, scope: Any, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                length = await _read_whole(receive, body, self.largest(scope))
            except Gone:
                return
            answer = _Answer(asyncio.get_running_loop(), send)
            environ = environ_of(scope, body, length)
            await answer.loop.run_in_executor(self.pool, copy_context().run, self._make, answer, environ)
            self.ended.append(monotonic())
            await answer.send_some(last=True)

    def _make(self, answer: "_Answer", environ: Environ) -> None:
        with turns.awaited(self.turn, self.patience):
            answer.make(self.app, environ)


class _Answer:
    """What one request is answered; made in a thread, sent from the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self.loop, self.send = loop, send
        self.start: dict[str, Any] | None = None
        self.chunks: list[bytes] = []

    def make(self, app: WsgiApp, environ: Environ) -> None:
        waiting = 0
        found = app(environ, self.start_response)
        try:
            for chunk in found:
                self.chunks.append(chunk)
                waiting += len(chunk)
                if waiting > FLUSH:
                    asyncio.run_coroutine_threadsafe(self.send_some(), self.loop).result()
                    waiting = 0
        finally:
            getattr(found, "close", lambda: None)()

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": lines}

    async def send_some(self, *, last: bool = False) -> None:
        if self.start:
            await self.send(self.start)
            self.start = None
        body, self.chunks = b"".join(self.chunks), []
        await self.send({"type": "http.response.body", "body": body, "more_body": not last})


async def _read_whole(receive: Receive, body: IO[bytes], largest: int) -> int:
    """The length of the body, which is then in `body` and ready to be read."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > largest:
            raise TooLong
        body.write(chunk)
        more = message.get("more_body", False)
    body.seek(0)
    return length


def environ_of(scope: Any, body: IO[bytes], length: int) -> Environ:
    """The request as PEP 3333 wants it: text of bytes, headers of one name joined, a body that ends."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        # Never the server's: Daphne takes it from a header that anybody may send, and a page kept in the page
        # store would carry it in all its links.
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = scope["client"][0], scope["client"][1]
    for name, value in scope["headers"]:
        if b"_" in name:
            continue  # "x_forwarded_for" would pass for the header that only our own proxy writes
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        together = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{together}{text}" if key in environ else text
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(length)
    return environ
