"""Files from elsewhere: kept under a name of our own, read by the worker, gone as soon as they are read."""

import shutil
import time
from collections.abc import Callable
from typing import IO

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from commons.base.errors import MayNot, Refused
from commons.conversations.models import Topic
from commons.journal.actions import record
from commons.notices.actions import attend
from commons.notices.models import Attention
from commons.people import actions as people
from commons.people.models import Person
from commons.privacy import finding
from commons.privacy.actions.taking import begun
from commons.privacy.models import Arrival, Step
from commons.privacy.takeaway.reading import Brought, Unreadable, read
from commons.privacy.verbs import Verb

MOST_LOOKED_UP = 300  # names that other servers are asked about, for one file
PATIENCE = 240.0  # seconds for asking
MOST_LEFT = 500  # names of those who were not found that the report lists


def bring_file(person: Person, *, by: Person, file: IO[bytes], kind: str) -> Arrival:
    """`kind` as in `takeaway.reading.read`."""
    if by != person or not person.is_local or not person.is_active:
        raise MayNot
    arrival = Arrival(person=person, report={"kind": kind})
    arrival.file.parent.mkdir(parents=True, exist_ok=True)
    arrival.file.touch(mode=0o600)
    with arrival.file.open("wb") as out:
        shutil.copyfileobj(file, out)
    try:
        with transaction.atomic():
            arrival.save()
            record(Verb.ARRIVAL_BEGUN, by=by, about=arrival, public=False)
            read_arrival.enqueue(arrival.pk)
    except Exception:
        arrival.file.unlink(missing_ok=True)
        raise
    return arrival


@task
def read_arrival(key: int) -> None:
    """Tried three times at most, then marked as failed: no start of the worker begins it again."""
    arrival = Arrival.objects.waiting().filter(pk=key).select_related("person").first()
    if arrival is None or not begun(arrival):
        return
    try:
        with arrival.file.open("rb") as file:
            brought = read(file, arrival.report["kind"])
    except (Unreadable, OSError) as broken:
        _end(arrival, Step.FAILED, getattr(broken, "fault", "gone"), {})
        return
    _end(arrival, Step.READY, "", Taking(arrival.person).take(brought))


@transaction.atomic
def _end(arrival: Arrival, state: Step, fault: str, report: dict[str, object]) -> None:
    path, said = arrival.file, {**arrival.report, **report}
    rows = Arrival.objects.filter(pk=arrival.pk, state=Step.ASKED)
    if rows.update(state=state, fault=fault, report=said, done_at=timezone.now()):
        record(Verb.ARRIVAL_ENDED, by=None, about=arrival, public=False)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


class Taking:
    """Each line by the same action as its button; what may not be is left, and named in the report."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.done = dict.fromkeys(("follows", "blocks", "mutes", "bookmarks", "summary"), 0)
        self.left: list[str] = []
        self.asked = 0
        self.until = time.monotonic() + PATIENCE

    def take(self, brought: Brought) -> dict[str, object]:
        """The report. Blocks first: nobody follows whom they block."""
        for name in brought.blocks:
            self._one("blocks", name, self._block)
        for name in brought.mutes:
            self._one("mutes", name, self._mute)
        for name in brought.follows:
            self._one("follows", name, self._follow)
        for address in brought.bookmarks:
            self._one("bookmarks", address, self._watch)
        self._describe(brought.summary)
        return {"done": self.done, "left": self.left[:MOST_LEFT], "more": max(0, len(self.left) - MOST_LEFT)}

    def _one(self, kind: str, name: str, act: Callable[[str], bool]) -> None:
        try:
            done = act(name)
        except Refused:
            done = False
        if done:
            self.done[kind] += 1
        else:
            self.left.append(name)

    def _found(self, name: str) -> finding.Thing | None:
        known = finding.known(name)
        if known is None and self.asked < MOST_LOOKED_UP and time.monotonic() < self.until:
            self.asked += 1
            known = finding.looked_up(name)
        return known

    def _block(self, name: str) -> bool:
        other = self._found(name)
        if not isinstance(other, Person) or other == self.person:
            return False
        people.block(self.person, other)
        return True

    def _mute(self, name: str) -> bool:
        other = self._found(name)
        if not isinstance(other, Person) or other == self.person:
            return False
        attend(by=self.person, kind="person", key=str(other.pk), level=Attention.Level.MUTED)
        return True

    def _follow(self, name: str) -> bool:
        other = self._found(name)
        if other is None or other == self.person:
            return False
        if isinstance(other, Person) and self.person.blocks.filter(blocked=other).exists():
            return False
        people.follow(self.person, other)
        return True

    def _watch(self, address: str) -> bool:
        """Only conversations that they may read: an address must not open a door."""
        thing = finding.thing(address)
        topic = getattr(thing, "topic", thing)
        if not isinstance(topic, Topic):
            return False
        if not Topic.objects.readable_by(self.person).filter(pk=topic.pk).exists():
            return False
        attend(by=self.person, kind="topic", key=str(topic.pk), level=Attention.Level.FOLLOWED)
        return True

    def _describe(self, summary: str) -> None:
        """Only where nothing stands yet."""
        here = Person.objects.get(pk=self.person.pk)
        if summary and not here.summary:
            people.revise_person(
                here, by=here, name=here.name, summary=summary, neighbourhood=here.neighbourhood
            )
            self.done["summary"] = 1
