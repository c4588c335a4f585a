"""Figures for a watcher, in Prometheus' text format 0.0.4: counts and ages, nothing of whom."""

import resource
import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from commons.base.leases import Work
from commons.live.hub import hub
from commons.operation import health, pulse
from commons.operation.traffic import traffic

TYPE = b"text/plain; version=0.0.4; charset=utf-8"
PREFIX = "calade_"
STARTED = time.time()

Sample = tuple[dict[str, str], float]


def text() -> str:
    """Asks the database: call it from a thread."""
    try:
        return "".join(f"{line}\n" for line in _lines())
    finally:
        close_old_connections()


def _lines() -> Iterator[str]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    yield from _metric("info", "gauge", "The version that runs", [({"version": settings.CALADE_VERSION}, 1)])
    yield from _metric("start_time_seconds", "gauge", "When this process began", [({}, STARTED)])
    yield from _metric("cpu_seconds_total", "counter", "Processor time of this process",
                       [({}, usage.ru_utime + usage.ru_stime)])  # fmt: skip
    yield from _metric(
        "resident_memory_most_bytes", "gauge", "The most memory that it had", [({}, usage.ru_maxrss * 1024)]
    )
    yield from _metric("requests_total", "counter", "Answers by class of status",
                       [({"status": kind}, count) for kind, count in sorted(traffic.answered.items())])  # fmt: skip
    yield from _metric("requests_now", "gauge", "Requests that are being answered", [({}, traffic.now)])
    yield from _metric("sockets_now", "gauge", "Open pages that are kept fresh", [({}, len(hub.listeners))])
    yield from _metric(
        "disk_left_ratio", "gauge", "Free part of the disk of CALADE_DATA", [({}, health.disk_left())]
    )
    yield from _work()
    yield from _worker()


def _work() -> Iterator[str]:
    """Every kind of row that somebody must act upon, whichever room it is of."""
    now, kinds = timezone.now(), [model for model in apps.get_models() if issubclass(model, Work)]
    waiting: list[Sample] = []
    oldest: list[Sample] = []
    dead: list[Sample] = []
    for model in kinds:
        label, rows = {"kind": model._meta.model_name or ""}, model._default_manager
        ready = rows.filter(state=Work.State.READY, due_at__lte=now)
        first = ready.order_by("due_at").values_list("due_at", flat=True).first()
        waiting.append((label, ready.count()))
        oldest.append((label, _age(first, now)))
        dead.append((label, rows.filter(state=Work.State.DEAD).count()))
    yield from _metric("due_rows", "gauge", "Rows whose time has come", waiting)
    yield from _metric("oldest_due_seconds", "gauge", "For how long the oldest of them is due", oldest)
    yield from _metric("given_up_rows", "gauge", "Rows that nobody tries any more", dead)


def _worker() -> Iterator[str]:
    newest, now = pulse.newest_beat(), timezone.now()
    if newest is None:
        return
    last = {name: datetime.fromisoformat(said["last"]) for name, said in newest.chores.items()}
    failed = {name: said["failed"] for name, said in newest.chores.items()}
    yield from _metric("worker_heartbeat_age_seconds", "gauge", "Since a worker said that it lives",
                       [({}, _age(newest.at, now))])  # fmt: skip
    yield from _metric("chore_age_seconds", "gauge", "Since the worker did this chore last",
                       [({"chore": name}, _age(at, now)) for name, at in sorted(last.items())])  # fmt: skip
    yield from _metric("chore_failures_total", "counter", "How often it failed since the worker began",
                       [({"chore": name}, count) for name, count in sorted(failed.items())])  # fmt: skip


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def _metric(name: str, kind: str, words: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {words}."
    yield f"# TYPE {PREFIX}{name} {kind}"
    for labels, value in samples:
        said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{PREFIX}{name}{'{' + said + '}' if said else ''} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
