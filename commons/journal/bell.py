"""A commit wakes those who wait: other threads, the worker, the web processes' watchers.

PostgreSQL: NOTIFY, delivered at commit to every process. SQLite: `PRAGMA data_version`, which changes when
another connection has committed and costs 5 microseconds to ask.
"""

import select
import threading
import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from django.db import connection

CHANNEL = "calade"
POLL = 0.02

_expected: deque[int] = deque(maxlen=1000)
_heard: deque[int] = deque(maxlen=1000)
_news = threading.Condition()


def ring() -> None:
    """Inside a transaction: those who wait hear it when, and only if, it commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


def expect(entries: Iterable[int]) -> None:
    """This process will tell its prompt readers of these as soon as they are committed."""
    with _news:
        _expected.extend(entries)


def heard(entries: Iterable[int]) -> None:
    """Remember that this process has told its prompt readers of these."""
    with _news:
        _heard.extend(entries)
        _news.notify_all()


def not_heard(entries: Iterable[int], patience: float = 1.0) -> set[int]:
    """Those of which the prompt readers of this process were not told.

    What it committed itself may be seen here a moment before it has told them: that is waited for, `patience` seconds.
    A number that was rolled back here is given again, perhaps to another process: so it is not waited for longer.
    """
    asked = set(entries)
    with _news:
        _news.wait_for(lambda: not (asked & set(_expected)) - set(_heard), patience)
        return asked - set(_heard)


class Listener:
    """Waits for commits of any process. One per thread: it holds the thread's own connection."""

    def __init__(self) -> None:
        self.vendor = connection.vendor
        self._raw: Any = None
        self._version: int | None = None

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """True as soon as something was committed elsewhere, False after `seconds` or when told to stop."""
        if self.vendor == "postgresql":
            return self._wait_for_notify(seconds, stop)
        return self._wait_for_version(seconds, stop)

    def _wait_for_version(self, seconds: float, stop: threading.Event) -> bool:
        deadline = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < deadline:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA data_version")
                version = int(cursor.fetchone()[0])
            changed, self._version = self._version not in (None, version), version
            if changed:
                return True
            stop.wait(POLL)
        return False

    def _wait_for_notify(self, seconds: float, stop: threading.Event) -> bool:
        if self._raw is None or self._raw.closed:
            connection.ensure_connection()
            self._raw = connection.connection
            self._raw.execute(f"LISTEN {CHANNEL}")
        deadline = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < deadline:
            readable, _, _ = select.select([self._raw.fileno()], [], [], 0.5)
            if readable and list(self._raw.notifies(timeout=0)):
                return True
        return False
