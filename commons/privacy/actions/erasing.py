"""What follows when somebody has left: a line in the ledger, their rows, traces of their words, who has acknowledged.

The leaving itself is `people.actions.leave_town`. What is nobody's business any more goes in that very transaction;
what news on its way still speaks of goes when it has been told, a day later at most.
"""

import json
import secrets
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commons.base import register
from commons.base.errors import Refused
from commons.journal.models import Errand
from commons.people import actions as people
from commons.people.models import Person
from commons.privacy import telling
from commons.privacy.actions.taking import unlink_all
from commons.privacy.models import Acknowledgement, Arrival, Erasure, Takeaway, fingerprints
from commons.privacy.models.erasures import RECEIPT_BYTES

PATIENCE = timedelta(hours=24)
TOLD_FOR = timedelta(days=90)
HANDLE, RECEIPT = "handle", "receipt"


def ledger_file() -> Path:
    """Beside the database, for a copy of its own: a backup of the database does not know who left after it."""
    return Path(settings.CALADE_DATA) / "erasures.jsonl"


@transaction.atomic
def note_leaving(person: Person, erase: bool) -> None:
    """The last of what the rooms do when somebody leaves, while their account is still known."""
    for kind in (Takeaway, Arrival):
        for row in kind.objects.filter(person=person):
            path: Path = row.file
            transaction.on_commit(partial(unlink_all, path))
    if person.is_local:
        handle = next(fingerprints(person.handle, HANDLE))
        said = {"words": erase, "handle": handle}
        noted, _made = Erasure.objects.update_or_create(subject=person.uid, defaults=said)
        transaction.on_commit(lambda: keep_ledger(noted))
    register.forget(person, erase_words=erase, now=True)


def keep_ledger(noted: Erasure) -> None:
    """A line of numbers, on the disk before anybody is told that it is done."""
    line = {"subject": str(noted.subject), "words": noted.words, "at": noted.asked_at.isoformat()}
    path = ledger_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as out:
        out.write(json.dumps(line) + "\n")
        out.flush()


@transaction.atomic
def give_receipt(person: Person) -> str:
    """The secret part of the address at which whoever left follows what becomes of it; it is kept nowhere."""
    receipt = secrets.token_urlsafe(RECEIPT_BYTES)
    Erasure.objects.filter(subject=person.uid).update(receipt=next(fingerprints(receipt, RECEIPT)))
    return receipt


def erasure_of(receipt: str) -> Erasure | None:
    return Erasure.objects.filter(receipt__in=list(fingerprints(receipt, RECEIPT))).first()


def farewell(person: Person) -> str:
    """Where whoever left reads what becomes of it."""
    return reverse("privacy:leaving", args=[give_receipt(person)])


def is_reserved(handle: str) -> bool:
    """Somebody who left bore it: other servers would take whoever has it next for them."""
    return Erasure.objects.filter(handle__in=list(fingerprints(handle, HANDLE))).exists()


def sweep_left() -> int:
    """The chore: what is left of those who left, once nobody has to be told of it. Returns 0: no hurry."""
    now = timezone.now()
    swept = [noted for noted in Erasure.objects.filter(swept_at=None) if _sweep(noted, now)]
    if swept:
        clear_traces()
    for noted in Erasure.objects.exclude(swept_at=None).filter(told_at=None):
        _ask_who_heard(noted)
    return 0


def _sweep(noted: Erasure, now: datetime) -> bool:
    person = Person.objects.filter(uid=noted.subject).first()
    if person is not None:
        theirs = Q(entry__by=person) | Q(entry__on_behalf_of=person)
        waiting = Errand.objects.filter(theirs, state=Errand.State.READY)
        if person.state != Person.State.GONE or (now < noted.asked_at + PATIENCE and waiting.exists()):
            return False
    with transaction.atomic():
        if person is not None:
            register.forget(person, erase_words=noted.words, now=False)
            register.forget(
                person, erase_words=noted.words, now=True
            )  # what was made since: news of the leaving
        Erasure.objects.filter(pk=noted.pk).update(swept_at=timezone.now())
    return True


def clear_traces() -> None:
    """Indexes hold words of rows that are gone, and SQLite's journal holds pages as they were before."""
    register.clear_traces()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@transaction.atomic
def _ask_who_heard(noted: Erasure) -> None:
    """Written down while it is known: what was sent is forgotten a week after it has arrived."""
    person = Person.objects.filter(uid=noted.subject).first()
    asked = telling.asked_of(person) if person else []
    for one in asked:
        said = {"state": one.state, "at": one.at}
        Acknowledgement.objects.update_or_create(erasure=noted, host=one.host, defaults=said)
    is_late = noted.asked_at < timezone.now() - TOLD_FOR
    if is_late or not noted.acknowledgements.filter(state=Acknowledgement.State.WAITING).exists():
        if person:
            telling.end(person)
        Erasure.objects.filter(pk=noted.pk).update(told_at=timezone.now())


def read_ledger(path: Path) -> dict[UUID, bool]:
    """Who left, and whether their words go too. Lines that are no line of ours are passed over."""
    found: dict[UUID, bool] = {}
    if path.exists():
        for line in path.read_text().splitlines():
            try:
                said = json.loads(line)
                found[UUID(said["subject"])] = bool(said["words"])
            except (ValueError, KeyError, TypeError):
                continue
    return found


def replay(ledger: dict[UUID, bool]) -> tuple[int, list[str]]:
    """After a restore: whoever is in the ledger and here again leaves again. How many did, and who could not (ids)."""
    failed = []
    here = Person.objects.filter(uid__in=list(ledger)).exclude(state=Person.State.GONE)
    count = 0
    for person in here:
        try:
            people.leave_town(person, by=person, erase=ledger[person.uid])
            count += 1
        except Refused:
            failed.append(str(person.uid))
    sweep_left()
    return count, failed
