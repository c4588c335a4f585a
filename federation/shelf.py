"""Where believed letters are put: those that come together are written together, and answered when they are safe.

One commit costs a disk's sync, however many rows it has. When too much waits already, senders are asked to come
again; they do, since that is no refusal.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TypeVar

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import Count

from commons.journal import bell
from federation import lanes
from federation.models import ReceivedActivity, Server

logger = logging.getLogger(__name__)

MOST_WAITING = 10_000
MOST_WAITING_OF_HOST = 2_000
MOST_AT_ONCE = 200
MOST_IN_HAND = 1_000  # not written down yet
COUNTED_FOR = 2.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason` explains a refusal in problem+json (RFC 9457, FEP-c180): an unexplained 401 costs others days."""

    status: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """An activity that is believed to be from `actor`, not yet written down."""

    id: str
    actor: str
    host: str
    body: str = field(repr=False)


async def in_thread(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    found: T = await database_sync_to_async(work, thread_sensitive=False, executor=pool)()
    return found


class Shelf:
    """One writer per process, so that letters of one sender stay in order."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="inbox-shelf")
        self.room = Room(seconds=COUNTED_FOR)
        self.waiting: list[tuple[Letter, asyncio.Future[Answer]]] = []
        self.task: asyncio.Task[None] | None = None

    async def keep(self, letter: Letter) -> Answer:
        """202 once it is committed, or why it must come again."""
        if len(self.waiting) >= MOST_IN_HAND:
            return Answer(503, "busy")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.waiting.append((letter, future))
        if self.task is None:
            self.task = asyncio.create_task(self._write_all())
        return await future

    async def _write_all(self) -> None:
        while self.waiting:
            some, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            letters = [letter for letter, _future in some]
            try:
                answers = await in_thread(self.writer, partial(shelve, letters, self.room))
            except Exception:
                logger.exception("%s letters could not be written down", len(letters))
                answers = [Answer(503, "trouble")] * len(letters)
            for (_letter, future), answer in zip(some, answers, strict=True):
                if not future.done():  # they may have left
                    future.set_result(answer)
        self.task = None


class Room:
    """How much waits already, all in all and of each host; counted anew after some seconds."""

    def __init__(self, *, seconds: float = 0) -> None:
        self.seconds = seconds
        self.until = 0.0
        self.of: Counter[str] = Counter()
        self.failing: set[str] = set()

    def look(self) -> None:
        if self.until > monotonic():
            return
        waiting = ReceivedActivity.objects.filter(state=ReceivedActivity.State.READY).order_by()
        self.of = Counter(dict(waiting.values_list("host").annotate(count=Count("pk"))))
        self.failing = set(Server.objects.filter(failures__gt=0).values_list("host", flat=True))
        self.until = monotonic() + self.seconds

    def judge(self, letter: Letter) -> Answer:
        if self.of[letter.host] >= MOST_WAITING_OF_HOST:
            return Answer(429, "too-many")
        if self.of.total() >= MOST_WAITING:
            return Answer(503, "busy")
        self.of[letter.host] += 1
        return Answer(202)


def shelve(letters: Sequence[Letter], room: Room) -> list[Answer]:
    """Write letters down in one commit, as far as there is room."""
    room.look()
    answers = [room.judge(letter) for letter in letters]
    kept = [letter for letter, answer in zip(letters, answers, strict=True) if answer.status == 202]
    if kept:
        with transaction.atomic():
            write_down(kept)
            for host in {letter.host for letter in kept} & room.failing:
                lanes.wake(host)
    return answers


def write_down(letters: Iterable[Letter]) -> None:
    """One row per (id, actor): the second receipt, from whatever path, is no work."""
    rows = [
        ReceivedActivity(
            activity_id=letter.id,
            actor=letter.actor,
            host=letter.host,
            body=letter.body,
            lane=letter.actor[:200],
        )
        for letter in letters
    ]
    ReceivedActivity.objects.bulk_create(rows, ignore_conflicts=True)
    bell.ring()
