"""A network that means no good: it stands before a town, repeats letters, loses them, and holds them back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

Answer = tuple[int, list[tuple[str, str]], bytes]
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "server", "date"}


@dataclass(frozen=True)
class Letter:
    path: str
    headers: list[tuple[str, str]]
    body: bytes


class HostileProxy(ThreadingHTTPServer):
    """Listens at the address that everybody knows, in front of a town that listens at `port`.

    While `hostile`, each letter to an inbox is passed on, passed on twice, lost before or after it came, or taken and
    held; what is held is passed on in another order, at the latest by `heal`. Reading is never disturbed.
    """

    daemon_threads = True

    def __init__(self, public_port: int, port: int) -> None:
        super().__init__(("127.0.0.1", public_port), _Door)
        self.port = port
        self.random, self.hostile = Random(0), False
        self.held: list[Letter] = []
        self.done: dict[str, int] = {}
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self.thread.start()

    def begin(self, seed: str) -> None:
        with self.lock:
            self.random, self.hostile, self.done = Random(seed), True, {}

    def heal(self) -> None:
        with self.lock:
            self.hostile = False
            self.random.shuffle(self.held)
        self.let_go(len(self.held))

    def let_go(self, most: int) -> None:
        """Pass on some of what is held; what cannot be delivered stays held."""
        for _number in range(most):
            with self.lock:
                if not self.held:
                    return
                letter = self.held.pop(self.random.randrange(len(self.held)))
            if self.forward("POST", letter)[0] != 202:
                with self.lock:
                    self.held.append(letter)

    def treatment(self) -> str:
        with self.lock:
            choice = self.random.choices(
                ["pass", "twice", "lose", "lose answer", "hold"], [40, 15, 10, 10, 25]
            )[0]
            choice = choice if self.hostile else "pass"
            self.done[choice] = self.done.get(choice, 0) + 1
            return choice

    def hold(self, letter: Letter) -> Answer:
        with self.lock:
            self.held.append(letter)
        return 202, [], b""

    def forward(self, method: str, letter: Letter) -> Answer:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request(method, letter.path, letter.body or None, dict(letter.headers))
                answer = connection.getresponse()
                return answer.status, answer.getheaders(), answer.read()
        except (OSError, HTTPException):
            return 503, [], b""

    def close(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()


class _Door(BaseHTTPRequestHandler):
    server: HostileProxy

    def do_GET(self) -> None:
        self._answer(*self.server.forward("GET", self._letter(b"")))

    def do_POST(self) -> None:
        letter = self._letter(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        way: dict[str, Callable[[], Answer]] = {
            "pass": lambda: self.server.forward("POST", letter),
            "twice": lambda: (self.server.forward("POST", letter), self.server.forward("POST", letter))[1],
            "lose": lambda: (503, [], b""),
            "lose answer": lambda: (self.server.forward("POST", letter), (503, [], b""))[1],
            "hold": lambda: self.server.hold(letter),
        }
        self._answer(*way[self.server.treatment() if "inbox" in self.path else "pass"]())

    def _letter(self, body: bytes) -> Letter:
        return Letter(self.path, list(self.headers.items()), body)

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass
