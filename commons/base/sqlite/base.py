"""SQLite whose writers inside one process take turns.

SQLite's busy handler is unfair: threads that sleep and try again let a newcomer pass (four writers: p99 of
2.6 s). Here each thread that begins a write transaction takes a numbered place in one queue first, and only
the thread at its head asks SQLite. Other processes are still met by the busy timeout.
"""

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base

from commons.base import turns


class Turnstile:
    """A first-come, first-served lock that one thread may hold at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def enter(self, timeout: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()  # handed over, never free in between
            else:
                self._taken = False


_turnstiles: dict[str, Turnstile] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    _inside = False

    @property
    def _turnstile(self) -> Turnstile:
        return _turnstiles.setdefault(str(self.settings_dict["NAME"]), Turnstile())

    def _start_transaction_under_autocommit(self) -> None:
        turns.give_up()
        self._inside = self._turnstile.enter(timeout=20)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        if self._inside:
            self._inside = False
            self._turnstile.leave()

    def _commit(self) -> Any:
        result = super()._commit()  # type: ignore[misc]
        self._leave()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            if not self.in_atomic_block:
                self._leave()
