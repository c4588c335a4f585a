"""The turn to make a page, where pages of one process are made one after the other (`bridge.py`)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_held = threading.local()


@contextmanager
def awaited(turn: threading.Lock, patience: float) -> Iterator[None]:
    """With the turn, which is waited for `patience` seconds; who has waited that long goes on without it."""
    if turn.acquire(timeout=patience):
        _held.turn = turn
    try:
        yield
    finally:
        give_up()


def give_up() -> None:
    """Called by who is going to wait for something else than the interpreter: the next page is made meanwhile."""
    turn: threading.Lock | None = getattr(_held, "turn", None)
    if turn is not None:
        _held.turn = None
        turn.release()
