"""Everything that is kept of somebody, as a file for them: asked for, prepared by the worker, gone after seven days."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import task

from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.people.models import Person
from commons.privacy.models import Arrival, PersonalFile, Step, Takeaway
from commons.privacy.takeaway.writing import write_archive
from commons.privacy.verbs import Verb

logger = logging.getLogger(__name__)
TRIES = 3


def ask_takeaway(person: Person, *, by: Person) -> Takeaway:
    """One at a time: while one is being prepared, that is the one."""
    if by != person or not person.is_local:
        raise MayNot
    try:
        with transaction.atomic():
            asked = Takeaway.objects.create(person=person)
            record(Verb.TAKEAWAY_ASKED, by=by, about=asked, public=False)
            prepare_takeaway.enqueue(asked.pk)
    except IntegrityError:
        known: Takeaway = Takeaway.objects.waiting().get(person=person)
        return known
    return asked


@task
def prepare_takeaway(key: int) -> None:
    """Tried three times at most, however it ends: a file that kills its worker must not do so at every start."""
    taken = Takeaway.objects.waiting().filter(pk=key).select_related("person").first()
    if taken is None or not begun(taken):
        return
    with translation.override(settings.LANGUAGE_CODE):
        size = write_archive(taken.person, taken.file)
    _end(taken, Step.READY, size)


def begun(file: PersonalFile) -> bool:
    """Count the attempt, apart from what it does; False when there were enough, and the row is marked as failed."""
    rows = type(file)._default_manager.filter(pk=file.pk, state=Step.ASKED)
    if rows.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return True
    rows.update(state=Step.FAILED, done_at=timezone.now())
    unlink_all(file.file)
    return False


@transaction.atomic
def _end(taken: Takeaway, state: Step, size: int) -> None:
    ours = Takeaway.objects.filter(pk=taken.pk, state=Step.ASKED)
    if ours.update(state=state, size=size, done_at=timezone.now()):
        record(Verb.TAKEAWAY_READY, by=None, about=taken, public=False)
        unlink_begun(taken.file)
    elif not Takeaway.objects.filter(pk=taken.pk).exists():
        taken.file.unlink(missing_ok=True)  # they left meanwhile


def forget_files() -> int:
    """The chore: files of last week, and those of rows that are gone. Returns 0: no hurry."""
    now = timezone.now()
    for kind in (Takeaway, Arrival):
        for row in kind.objects.expired(now):
            drop(row)
        known = {str(uid) for uid in kind.objects.values_list("uid", flat=True)}
        for path in (Path(settings.CALADE_DATA) / kind.folder).glob("*"):
            if path.name.partition(".")[0] not in known:
                path.unlink(missing_ok=True)
    return 0


@transaction.atomic
def drop(row: PersonalFile) -> None:
    """The row, and its file once that is certain."""
    path = row.file
    row.delete()
    transaction.on_commit(lambda: unlink_all(path))


def unlink_all(path: Path) -> None:
    """The file, and what was begun of it."""
    path.unlink(missing_ok=True)
    unlink_begun(path)


def unlink_begun(path: Path) -> None:
    """What a worker that was killed left of it."""
    for found in path.parent.glob(f"{path.name}.*"):
        found.unlink(missing_ok=True)
