"""Two requests at a time to one host, and no more than it can well answer.

Whoever finds two under way, or the host's bucket empty, waits a little for a turn. Each process counts for itself, and
forgets hosts that nobody asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from time import monotonic

AT_ONCE = 2
A_SECOND = 10.0  # requests, once the bucket is empty
BUCKET = 60.0  # requests: what a long topic or a first visit may ask in one go
WAIT = 10.0  # seconds: a thread that waits serves nobody else
TICK = 0.001  # seconds: so that rounding leaves no hair of a drop to wait for
MOST_HOSTS = 2_000


@dataclass(slots=True)
class _Host:
    left: float
    counted_at: float
    under_way: int = 0
    waiting: int = 0


_hosts: dict[str, _Host] = {}
_changed = Condition()


@contextmanager
def turn(host: str, deadline: float) -> Iterator[bool]:
    """Hold one of the host's two places; false when none was free within ten seconds and before `deadline` (of
    `monotonic`).
    """
    with _changed:
        one = _of(host)
        allowed = _wait(one, min(deadline, monotonic() + WAIT))
    try:
        yield allowed
    finally:
        if allowed:
            with _changed:
                one.under_way -= 1
                _changed.notify_all()


def forget() -> None:
    with _changed:
        _hosts.clear()


def _of(host: str) -> _Host:
    if host not in _hosts and len(_hosts) >= MOST_HOSTS:
        for name in [name for name, one in _hosts.items() if not one.under_way and not one.waiting]:
            del _hosts[name]
    return _hosts.setdefault(host, _Host(BUCKET, monotonic()))


def _wait(host: _Host, deadline: float) -> bool:
    host.waiting += 1
    try:
        while True:
            now = monotonic()
            host.left = min(BUCKET, host.left + (now - host.counted_at) * A_SECOND)
            host.counted_at = now
            if host.under_way < AT_ONCE and host.left >= 1:
                host.left -= 1
                host.under_way += 1
                return True
            if now >= deadline:
                return False
            # Room is announced; a drop in the bucket is not.
            refill = (1 - host.left) / A_SECOND + TICK if host.under_way < AT_ONCE else WAIT
            _changed.wait(min(refill, deadline - now))
    finally:
        host.waiting -= 1
