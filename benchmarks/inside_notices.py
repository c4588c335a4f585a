"""Inside a town of 50,000 people with unread notices: the worker's morning.

python -m benchmarks.inside_notices [people] → {"seconds": 12.3, ...} as JSON
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

from .inside import client_of  # noqa: F401  # isort: skip  (it sets Django up: models can be imported only after it)

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commons.journal.models import Entry, Job
from commons.notices.actions import mail_digest, queue_digests
from commons.notices.models import DigestRun, Notice, Pace
from commons.people.models import Account, Person

EACH = 5
AT_ONCE = 1000
WRITTEN = 200


def fill(count: int) -> None:
    entries = list(Entry.objects.order_by("pk")[:EACH])
    for first in range(0, count, AT_ONCE):
        with transaction.atomic():
            people = Person.objects.bulk_create(
                Person(handle=f"lecteur{n}", name=f"Lecteur {n}") for n in range(first, first + AT_ONCE)
            )
            Account.objects.bulk_create(
                Account(email=f"{one.handle}@example.org", person=one, password="!") for one in people
            )
            Notice.objects.bulk_create(
                Notice(
                    person=one,
                    entry=entry,
                    kind=entry.verb,
                    href="/",
                    title="Les quais",
                    subject="talk",
                    pace=Pace.WEEKLY,
                )
                for one in people
                for entry in entries
            )
    Notice.objects.update(at=timezone.now() - timedelta(days=8))
    DigestRun.objects.all().delete()


def memory_mb() -> float:
    """What the process holds now: its highest point would be that of filling the town."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def morning() -> dict[str, float]:
    """As the worker does: a slice after the other, until nobody is left."""
    queue_digests()
    before, started, most = memory_mb(), time.perf_counter(), 0.0
    while queue_digests():
        most = max(most, memory_mb())
    return {"seconds": time.perf_counter() - started, "grown_mb": max(0.0, most - before)}


def writing() -> float:
    """Processor time of one message, which another job writes and sends."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    jobs = list(Job.objects.filter(task__endswith="mail_digest")[:WRITTEN])
    started = time.process_time()
    for job in jobs:
        mail_digest.call(*job.arguments["args"])
    return 1000 * (time.process_time() - started) / len(jobs)


def main(people: str = "50000") -> None:
    fill(int(people))
    said = morning()
    queued = Job.objects.filter(task__endswith="mail_digest").count()
    print(
        json.dumps({"people": int(people), "each": EACH, "queued": queued, **said, "message_ms": writing()})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
