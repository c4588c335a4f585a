"""Run the processes of the Procfile as children, side by side, until one ends or we are asked to stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

PATIENCE = 20  # seconds between asking a child to stop and ending it; a web process drains its requests first
LOOK_EVERY = 0.1  # seconds


def read_procfile(path: Path) -> dict[str, str]:
    """The commands of a Procfile by name, in order; lines starting with # and empty lines are left out."""
    commands = {}
    for line in path.read_text().splitlines():
        name, colon, command = line.partition(":")
        if colon and not name.lstrip().startswith("#"):
            commands[name.strip()] = command.strip()
    return commands


def environment_of(extra: Mapping[str, str]) -> dict[str, str]:
    """Our environment for a child: its `python` and `daphne` are ours, its lines arrive at once."""
    own_programs = str(Path(sys.executable).parent)
    path = os.pathsep.join([own_programs, os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **extra}


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on this address yet."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int, *, path: str = "/", asked_as: str = "localhost") -> bool:
    """Whether an HTTP server on this address answers, with whatever status."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"{asked_as}:{port}"})
        return bool(connection.getresponse().status)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


class Children:
    """Child processes whose lines are shown behind their names. The first one that ends ends them all."""

    def __init__(self, say: Callable[[str], object], *, patience: float = PATIENCE) -> None:
        self.say, self.patience = say, patience
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.asked_to_stop = threading.Event()
        self._showers: list[threading.Thread] = []

    def start(self, name: str, command: str, *, environment: Mapping[str, str], folder: Path) -> None:
        """Start a shell command in a session of its own, so that Ctrl-C in a terminal reaches only us."""
        child = subprocess.Popen(  # noqa: S602  the Procfile is ours and is written for a shell
            f"exec {command}", shell=True, cwd=folder, env=dict(environment), start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            text=True, errors="replace",
        )  # fmt: skip
        self.running[name] = child
        shower = threading.Thread(target=self._show, args=(name, child.stdout), daemon=True)
        shower.start()
        self._showers.append(shower)

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember_to_stop)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for something; False when time ran out, a child ended or we were asked to stop."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.first_ended() is None:
            if ready():
                return True
            if self.asked_to_stop.wait(LOOK_EVERY):
                return False
        return False

    def wait(self) -> int:
        """Wait for a signal (0) or for the first child that ends (its exit code, as a shell would say it)."""
        while not self.asked_to_stop.wait(LOOK_EVERY):
            name = self.first_ended()
            if name is not None:
                code = self.running[name].returncode
                self.say(f"{name} ended with code {code}; stopping the others.")
                return code if code >= 0 else 128 - code
        return 0

    def first_ended(self) -> str | None:
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """Ask all children to stop, wait for them, end those that do not."""
        deadline = time.monotonic() + self.patience
        self._signal_all(signal.SIGTERM)
        for child in self.running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                break
        self._signal_all(signal.SIGKILL)
        for child in self.running.values():
            child.wait()
        for shower in self._showers:
            shower.join(1)  # their last words

    def _remember_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop.set()

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self.running.values():
            try:
                os.killpg(child.pid, number)  # the child leads its own group: its children hear it too
            except ProcessLookupError:
                continue

    def _show(self, name: str, output: IO[str] | None) -> None:
        whole: AbstractContextManager[Iterable[str]] = output or nullcontext(())
        with whole as lines:
            for line in lines:
                self.say(f"{name:<8}| {line.rstrip()}")
