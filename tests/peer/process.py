"""The peer as a process: started by tests, spoken to over HTTP."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from commons.base.processes import answers
from tests.journeys.towns import ROOT, free_port, until

PYTHON = ROOT / ".venv-peer" / "bin" / "python"


class PeerProcess:
    """`with PeerProcess(tmp_path) as peer: peer.follow("@jardins@localhost:8001")`."""

    def __init__(self, folder: Path, *, name: str = "rosa") -> None:
        self.name, self.port = name, free_port()
        self.origin = f"http://localhost:{self.port}"
        self.actor = f"{self.origin}/actor"
        self.account = f"@{name}@localhost:{self.port}"
        self.log = folder / f"peer-{name}.log"

    def __enter__(self) -> PeerProcess:
        assert PYTHON.exists(), "The peer's own environment is missing: make test makes .venv-peer"
        command = [
            PYTHON,
            "-W",
            "ignore",
            "tests/peer/server.py",
            "--port",
            str(self.port),
            "--name",
            self.name,
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        until(self._answers, f"the peer answers on {self.origin}", seconds=20)
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def follow(self, account: str) -> dict[str, Any]:
        """Follow an account like @jardins@localhost:8001; {"actor", "activity"}."""
        return self.ask("POST", "/do/follow", {"account": account})

    def reply(self, *, in_reply_to: str, content: str, to: str | list[str]) -> dict[str, Any]:
        """Answer a post; `to` are the actors whose inboxes receive it; {"note", "activity"}."""
        return self.ask("POST", "/do/reply", {"in_reply_to": in_reply_to, "content": content, "to": to})

    def received(self) -> list[dict[str, Any]]:
        """What came to the inbox, oldest first: {"from", "verified", "activity"} each."""
        return [json.loads(line) for line in self._send("GET", "/received", None)[1].splitlines()]

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], *, seconds: float = 15) -> dict[str, Any]:
        """The first verified activity that `wanted` is true for."""

        def look() -> dict[str, Any] | None:
            verified = (entry["activity"] for entry in self.received() if entry["verified"])
            return next((activity for activity in verified if wanted(activity)), None)

        return until(look, f"{self.name} receives it\n{self.log.read_text()}", seconds=seconds) or {}

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
        return answers("127.0.0.1", self.port, path="/actor")
