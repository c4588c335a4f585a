"""What befalls a town while people use it: processes killed or stopped, Redis restarted, the database gone for a while.

Each returns when the town is whole again, as the service manager of its machine would make it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from urllib.parse import urlsplit

import psycopg

from tests.journeys.towns import Town, until

from .live import start_redis

STOPPED, AWAY = 3.0, 2.0  # seconds; a stop outlasts the lease of the worker
LEASE = "2"


class Nemesis:
    def __init__(self, town: Town, drawn: Random, *, redis_port: int = 0) -> None:
        self.town, self.drawn, self.redis_port = town, drawn, redis_port
        self.redis: subprocess.Popen[bytes] | None = start_redis(redis_port) if redis_port else None
        self.done: dict[str, int] = {}

    @property
    def acts(self) -> dict[str, Callable[[], None]]:
        found: dict[str, Callable[[], None]] = {
            "kills the web process": lambda: self._kill("web"),
            "kills the worker": lambda: self._kill("worker"),
            "kills both": lambda: self._kill("web", "worker"),
            "stops the web process": lambda: self._stop("web"),
            "stops the worker": lambda: self._stop("worker"),
        }
        if self.redis_port:
            found["restarts Redis"] = self._restart_redis
        if self.town.database.server:
            found["ends every connection of the database"] = self._end_connections
            found["takes the database away"] = self._take_database_away
        return found

    def strike(self) -> str:
        """One of those that struck least, so that a short run meets each of them."""
        least = min(self.done.get(name, 0) for name in self.acts)
        name = self.drawn.choice([name for name in self.acts if self.done.get(name, 0) == least])
        self.acts[name]()
        self.done[name] = least + 1
        return name

    def end(self) -> None:
        if self.redis:
            self.redis.kill()
            self.redis.wait()

    def _kill(self, *names: str) -> None:
        for name in names:
            child = self.town.processes.pop(name)
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.town.start()

    def _stop(self, name: str) -> None:
        pid = self.town.processes[name].pid
        os.killpg(pid, signal.SIGSTOP)
        try:
            time.sleep(STOPPED)
        finally:
            os.killpg(pid, signal.SIGCONT)

    def _restart_redis(self) -> None:
        assert self.redis
        self.redis.kill()
        self.redis.wait()
        time.sleep(AWAY)
        self.redis = start_redis(self.redis_port)

    def _end_connections(self) -> None:
        with server_of(self.town) as say:
            say(ENDS_ALL, self.town.database.name)

    def _take_database_away(self) -> None:
        """As while a server restarts: what was open is ended, nothing new gets in."""
        name = self.town.database.name
        with server_of(self.town) as say:
            say(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            try:
                say(ENDS_ALL, name)
                time.sleep(AWAY)
            finally:
                say(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


ENDS_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def server_of(town: Town) -> Iterator[Callable[..., object]]:
    address = urlsplit(town.database.server)._replace(path="/postgres").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        yield lambda sentence, *values: connection.execute(sentence.encode(), values or None)


def heal(town: Town) -> float:
    """Seconds until the town answers again, all its processes running."""
    begun = time.monotonic()
    until(lambda: town.start() is town, "the town is whole again", seconds=30)
    return time.monotonic() - begun
