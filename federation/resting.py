"""Hosts that let us wait are not asked for a while, so that a hanging one takes few of our moments.

Only waiting in vain counts: whoever refuses a connection costs nothing, and is asked again as before. Each process
learns for itself, and forgets.
"""

from threading import Lock
from time import monotonic

MOST = 2  # times in vain
WITHIN = 600.0  # seconds
REST = 300.0  # seconds
MOST_HOSTS = 2_000

# host → how often in a row, and until when that counts
_waited: dict[str, tuple[int, float]] = {}
_lock = Lock()


def rests(host: str) -> bool:
    return _times(host) >= MOST


def waited_in_vain(host: str) -> None:
    with _lock:
        times = _times(host) + 1
        _waited.pop(host, None)
        while len(_waited) >= MOST_HOSTS:
            del _waited[next(iter(_waited))]  # the oldest
        _waited[host] = (times, monotonic() + (REST if times >= MOST else WITHIN))


def answered(host: str) -> None:
    _waited.pop(host, None)


def forget() -> None:
    _waited.clear()


def _times(host: str) -> int:
    times, until = _waited.get(host, (0, 0.0))
    return times if monotonic() < until else 0
