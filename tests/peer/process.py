"""Peers as processes: servers on other people's ActivityPub libraries, started by tests, spoken to over HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from commons.base.processes import answers
from tests.journeys.towns import PATIENCE, ROOT, free_port, until

HERE = Path(__file__).parent
PYTHON = ROOT / ".venv-peer" / "bin" / "python"
MODULES = HERE / "fedify" / "node_modules"


def node() -> Path:
    """The Node that came with the peer's own packages, else the machine's."""
    found = MODULES / ".bin" / "node"
    return found if found.exists() else Path(shutil.which("node") or "node")


class PeerProcess:
    """`with PeerProcess(tmp_path) as peer: peer.follow("@jardins@localhost:8001")`."""

    path = "/actor"

    def __init__(self, folder: Path, *, name: str = "rosa", dialect: str = "cavage") -> None:
        self.name, self.port, self.dialect = name, free_port(), dialect
        self.origin = f"http://localhost:{self.port}"
        self.actor = f"{self.origin}{self.path.format(name=name)}"
        self.account = f"@{name}@localhost:{self.port}"
        self.log = folder / f"peer-{name}.log"

    def command(self) -> list[str]:
        assert PYTHON.exists(), "The peer's own environment is missing: make test makes .venv-peer"
        return [str(PYTHON), "-W", "ignore", str(HERE / "server.py"), "--dialect", self.dialect]

    def __enter__(self) -> PeerProcess:
        command = [*self.command(), "--port", str(self.port), "--name", self.name]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        until(self._answers, f"the peer answers on {self.origin}")
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def follow(self, account: str, **more: str) -> dict[str, Any]:
        """Follow an account like @jardins@localhost:8001; {"actor", "activity"}."""
        return self.does("follow", account=account, **more)

    def reply(self, *, in_reply_to: str, content: str, to: str | list[str], **more: str) -> dict[str, Any]:
        """Answer a post; `to` are the actors whose inboxes receive it; {"note", "activity"}."""
        people = to if isinstance(to, list) else [to]
        return self.does("write", in_reply_to=in_reply_to, content=content, to=people, **more)

    def does(self, wish: str, **how: object) -> dict[str, Any]:
        """A wish of the list in the server; a refusal by the other side comes back as {"refused": …}."""
        return self.ask("POST", f"/do/{wish}", how)

    def received(self) -> list[dict[str, Any]]:
        """What came to the inbox, oldest first: {"from", "verified", "dialect", "activity"} each."""
        return [json.loads(line) for line in self._send("GET", "/received", None)[1].splitlines()]

    def wait_for_entry(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first verified entry of `received` whose activity `wanted` is true for."""

        def look() -> dict[str, Any] | None:
            verified = (entry for entry in self.received() if entry["verified"])
            return next((entry for entry in verified if wanted(entry["activity"])), None)

        def seen() -> str:
            came = [(e["verified"], e.get("why"), e["activity"].get("type")) for e in self.received()]
            return f"{self.name} receives it; came: {came}\n{self.log.read_text()}"

        try:
            return until(look, self.name) or {}
        except AssertionError as error:
            raise AssertionError(seen()) from error

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first verified activity that `wanted` is true for."""
        activity: dict[str, Any] = self.wait_for_entry(wanted)["activity"]
        return activity

    def ask(self, method: str, path: str, body: object) -> dict[str, Any]:
        """A request to the peer itself; a refusal comes back as {"refused": status, "by": address}."""
        status, text = self._send(method, path, body)
        assert status in {200, 502}, f"{method} {path}: {status} {text}\n{self.log.read_text()}"
        answer: dict[str, Any] = json.loads(text)
        return answer

    def _send(self, method: str, path: str, body: object) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Host": f"localhost:{self.port}"}
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def _answers(self) -> bool:
        assert self.process.poll() is None, f"the peer ended\n{self.log.read_text()}"
        return answers("127.0.0.1", self.port, path=self.path.format(name=self.name))


class FedifyProcess(PeerProcess):
    """The server on Fedify; it has a group too, and says how each of its letters was answered."""

    path = "/users/{name}"

    def __init__(self, folder: Path, *, name: str = "fanny") -> None:
        super().__init__(folder, name=name)
        self.club = f"{self.actor}-club"
        self.club_account = f"@{name}-club@localhost:{self.port}"

    def command(self) -> list[str]:
        assert MODULES.exists(), "The peer's packages are missing: make test installs them"
        return [str(node()), str(HERE / "fedify" / "server.js")]

    def sent(self) -> list[dict[str, Any]]:
        """Its own requests: {"method", "url", "dialect", "status", "why"} each."""
        return [json.loads(line) for line in self._send("GET", "/sent", None)[1].splitlines()]
