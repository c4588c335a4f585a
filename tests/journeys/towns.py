"""Real towns for the journeys: web and worker as processes, over HTTP, each with its own data."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import urlsplit

import psycopg

from commons.base.processes import answers, environment_of, read_procfile
from tests.journeys.shells import PATIENCE, Shell

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4}(?:-[0-9A-Z]{3})?)\s*$", re.MULTILINE)
# Settings that change nothing in a town which never ran.
WHILE_RUNNING = {
    "CALADE_WORKER_LEASE", "CALADE_HEARTBEAT", "CALADE_DRAIN", "CALADE_REDIS_URL", "CALADE_CONNECTIONS",
}  # fmt: skip
BETWEEN_MAILS = b"-" * 79  # Django's file backend writes several mails of one connection into one file

running: list[Town] = []  # every town that has processes now; the conftest shows their logs when a test fails


def until(look: Callable[[], T], what: str, *, seconds: float = PATIENCE) -> T:
    """The first true answer of `look`; fails with `what` when patience runs out."""
    began = time.monotonic()
    deadline = began + seconds
    while not (found := look()):
        now = time.monotonic()
        assert now < deadline, f"{what}: not within {seconds} s"
        time.sleep(max(0.05, now - began))  # half of the machine is left to what is waited for
        began = time.monotonic()
    return found


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Town:
    """One town with its data folder, port and processes.

    `demo` names the demonstration it begins with ("" for none); `settings` are further CALADE_ variables.
    """

    def __init__(
        self, name: str, folder: Path, *, demo: str = "arles", port: int = 0, settings: Mapping[str, str] = {}
    ) -> None:
        self.name, self.demo = name, demo
        self.folder = folder
        self.port = port or free_port()
        self.origin = f"http://localhost:{self.port}"
        self.database = Database.of_environment(f"calade_{name}_{self.port}")
        self.settings = dict(settings)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._shell: Shell | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "CALADE_MODE": "test",
            "CALADE_ORIGIN": self.origin,
            "CALADE_DATA": str(self.folder),
            "CALADE_DEMO": self.demo,
            "DJANGO_SETTINGS_MODULE": "commons.settings",
            "PORT": str(self.port),
            "CALADE_DATABASE_URL": self.database.url or f"sqlite:///{self.folder}/calade.sqlite3",
            **self.settings,
        }
        return environment_of(own)

    # -- Its life ---------------------------------------------------------------------------------------

    def prepare(self) -> Town:
        """Database, texts, static files and demonstration, as the first `make run` does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database.create()
        return self.finish()

    def finish(self) -> Town:
        """The same for a town in which some of it is done."""
        shutil.rmtree(self.folder / "static", ignore_errors=True)  # each mode packs them in its own way
        self.manage("run", "--only-prepare")
        return self

    def start(self) -> Town:
        """Start what is not running yet; returns once the town answers."""
        if self not in running:
            running.append(self)
        for name in ("web", "worker"):
            if name not in self.processes:
                self._start(name)
        until(self._answers, f"{self.name} answers on {self.origin}")
        return self

    def start_worker_only(self) -> None:
        """For what needs no page: the caller watches the process itself."""
        self._start("worker")

    def stop(self) -> None:
        """End both processes the way an administrator would; its data stays."""
        for name in list(self.processes):
            self._end(name, signal.SIGTERM)
        if self in running:
            running.remove(self)

    def kill9_worker(self) -> None:
        """The worker dies in the middle of whatever it does. `start` starts another one."""
        self._end("worker", signal.SIGKILL)

    def stop_worker(self) -> None:
        self._end("worker", signal.SIGTERM)

    def remove(self) -> None:
        self.stop()
        self._end_shell()
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def copy_into(self, twin: Town) -> None:
        """Give another town what this one holds. Nothing in a town that never ran names its port."""
        self.database.copy_to(twin.database)
        shutil.copytree(self.folder, twin.folder, dirs_exist_ok=True)

    # -- What is done to it -------------------------------------------------------------------------------

    def manage(self, *arguments: str, said: str = "") -> str:
        """Run a management command inside this town; its output. Fails with what it wrote."""
        if arguments[0] == "shell":
            status, output = self.say(said)
            assert status == 0, f"{self.name}: {said}\n{output}"
            return output
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, input=said,
            capture_output=True, text=True, timeout=2 * PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{self.name}: {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def say(self, words: str) -> tuple[int, str]:
        """Run Python inside this town, as its settings are now: (status, output)."""
        if self._shell is None or self._shell.environment != self.environment:
            self._end_shell()
            self._shell = Shell(self.environment)
        return self._shell.say(words)

    def _end_shell(self) -> None:
        if self._shell:
            self._shell.end()
            self._shell = None

    def mails_to(self, address: str) -> list[EmailMessage]:
        """All mails to this address, oldest first."""
        mails = []
        files = (self.folder / "mail").glob("*.log")
        for file in sorted(files, key=lambda file: file.stat().st_mtime_ns):
            for text in file.read_bytes().split(BETWEEN_MAILS):
                mail = message_from_bytes(text.lstrip(), policy=policy.default)
                if address.lower() in str(mail["To"] or "").lower():
                    mails.append(mail)
        return mails

    def code_for(self, address: str, *, after: int) -> str:
        """The code in the next mail to `address`, given how many it had before it was asked for."""
        until(lambda: len(self.mails_to(address)) > after, f"a mail to {address}")
        body = self.mails_to(address)[-1].get_body(("plain",))
        assert body is not None
        found = CODE.search(body.get_content())
        assert found, f"no code in the mail to {address}:\n{body.get_content()}"
        return found.group(1)

    @property
    def pids(self) -> list[int]:
        """Of its processes; fails when one of them has ended by itself."""
        for name, child in self.processes.items():
            assert child.poll() is None, f"{self.name}: {name} ended\n{self.log(name)}"
        return [child.pid for child in self.processes.values()]

    def log(self, name: str, *, lines: int = 60) -> str:
        file = self.folder / f"{name}.log"
        return "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else ""

    # -- Inside -------------------------------------------------------------------------------------------

    def _start(self, name: str) -> None:
        command = read_procfile(ROOT / "Procfile")[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = self._spawn(command, log)

    def _spawn(self, command: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            f"exec {command}", shell=True, cwd=ROOT, env=self.environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _end(self, name: str, number: signal.Signals) -> None:
        child = self.processes.pop(name, None)
        if child is None:
            return
        if child.poll() is None:
            os.killpg(child.pid, number)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise AssertionError(f"{self.name}: {name} did not end within {PATIENCE} s") from None

    def _answers(self) -> bool:
        return bool(self.pids) and answers("127.0.0.1", self.port)


class Shelf:
    """Towns that are prepared but never ran, each made once: preparing one costs many seconds, and so each begins as
    a copy of the next simpler one. All test processes of a run share the folder, and whoever began the run clears it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, town: Town) -> Town:
        """As `town.prepare()` does, from a copy. The demonstration and the settings decide what can be shared."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._one_at_a_time():
            self._made(town.demo, town.settings).copy_into(town)
        return town

    def _made(self, demo: str, settings: Mapping[str, str]) -> Town:
        """The town on the shelf; made now when it is not there yet."""
        made = self._like(demo, settings)
        if not self._mark(made).exists():
            if simpler := self._simpler(made):
                simpler.copy_into(made)
                made.finish()
            else:
                made.prepare()
            self._mark(made).write_text(made.database.server)
        return made

    def _simpler(self, made: Town) -> Town | None:
        """What it begins as: the same in the usual mode, or without its demonstration."""
        settings = dict(made.settings)
        if settings.pop("CALADE_MODE", ""):
            return self._made(made.demo, settings)
        return self._made("", settings) if made.demo else None

    def clear(self) -> None:
        for mark in self.folder.glob("*.prepared"):
            Database(f"calade_{mark.stem}", mark.read_text()).drop()
            mark.unlink()

    def _like(self, demo: str, settings: Mapping[str, str]) -> Town:
        lasting = {name: value for name, value in settings.items() if name not in WHILE_RUNNING}
        server = Database.of_environment("").server
        kind = repr((self.folder, server, demo, sorted(lasting.items())))
        name = f"shelf_{hashlib.sha256(kind.encode()).hexdigest()[:12]}"
        made = Town(name, self.folder / name, demo=demo, settings=lasting)
        made.database.name = f"calade_{name}"
        return made

    def _mark(self, made: Town) -> Path:
        return self.folder / f"{made.name}.prepared"

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Database:
    """Where a town keeps its rows: SQLite in its folder, or a PostgreSQL database of its own.

    PostgreSQL when the tests themselves run on it (CALADE_DATABASE_URL).
    """

    def __init__(self, name: str, server: str = "") -> None:
        self.name, self.server = name, server

    @classmethod
    def of_environment(cls, name: str) -> Database:
        url = os.environ.get("CALADE_DATABASE_URL", "")
        return cls(name, url if url.startswith("postgres") else "")

    @property
    def url(self) -> str:
        """Of the PostgreSQL database; empty for SQLite."""
        return urlsplit(self.server)._replace(path=f"/{self.name}").geturl() if self.server else ""

    def create(self) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}"')

    def copy_to(self, other: Database) -> None:
        self._say(
            f'DROP DATABASE IF EXISTS "{other.name}" WITH (FORCE)',
            f'CREATE DATABASE "{other.name}" TEMPLATE "{self.name}"',
        )

    def drop(self) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _say(self, *sentences: str) -> None:
        if not self.server:
            return
        address = urlsplit(self.server)._replace(path="/postgres").geturl()
        with psycopg.connect(address, autocommit=True) as connection:
            for sentence in sentences:
                connection.execute(sentence.encode())
