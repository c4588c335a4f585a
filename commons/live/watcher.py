"""On SQLite with the in-memory layer, the web process learns here what the worker has committed."""

import logging
import threading
from collections.abc import Callable

from django.db import connection, connections

from commons.journal import bell
from commons.journal.actions import tell_promptly
from commons.journal.models import Entry

logger = logging.getLogger(__name__)
_started = threading.Lock()

PAUSE = 0.1  # seconds: what a busy worker commits meanwhile is read together

Tail = Callable[[int | None], int]
tails: list[Tail] = []


def start() -> None:
    """Watch in a daemon thread, once per process; only SQLite needs it (PostgreSQL has Redis beside it)."""
    if connection.vendor == "sqlite" and _started.acquire(blocking=False):
        threading.Thread(target=watch, name="watcher", daemon=True).start()


def watch(stop: threading.Event | None = None) -> None:
    """Read what is new behind each tail whenever another connection has committed."""
    stop = stop or threading.Event()
    places = {tail: tail(None) for tail in tails}
    listener = bell.Listener()
    while not stop.is_set():
        try:
            if listener.wait(60.0, stop):
                places = {tail: tail(place) for tail, place in places.items()}
                stop.wait(PAUSE)
        except Exception:
            logger.exception("the watcher stumbled")
            connections.close_all()
            listener = bell.Listener()
            stop.wait(1.0)


def tell_new_entries(last: int | None) -> int:
    """The first tail: entries of other processes, told to the prompt readers of this one.

    Ids are in commit order on SQLite, which has one writer at a time.
    """
    if last is None:
        return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    entries = list(Entry.objects.filter(pk__gt=last).order_by("pk"))
    unheard = bell.not_heard(entry.pk for entry in entries)
    if new := [entry for entry in entries if entry.pk in unheard]:
        tell_promptly(new)
    return entries[-1].pk if entries else last


tails.append(tell_new_entries)
