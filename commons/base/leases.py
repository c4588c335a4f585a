"""The row is the job: rows that somebody must act upon, claimed for a while by one worker at a time.

A killed worker's lease runs out and another takes the row. Every later write repeats the token of the claim,
so that a worker which was only slow changes nothing that has been taken over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Min, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LostLease(Exception):
    """The claim ran out and somebody else has the row: undo what was done in this transaction."""


class _Once(Subquery):
    """PostgreSQL asks it once, whatever it believes of the table. After a sudden flood it believes that hardly anything
    waits, and asked an ordinary IN again for each row: two seconds for four thousand.
    """

    template = "(SELECT unnest(ARRAY(%(subquery)s)))"


class LeasedQuerySet(models.QuerySet[Any]):
    def free(self, now: datetime) -> Self:
        """Ready rows whose time has come and that nobody holds."""
        unheld = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        return self.filter(unheld, state=Work.State.READY, due_at__lte=now)

    def anything_free(self) -> bool:
        """One short question, for those who are woken by every commit and mostly find nothing to do."""
        return self.free(timezone.now()).order_by().exists()

    def _due(self, now: datetime) -> tuple[Self, Self]:
        """Of the free rows: those at the head of a lane, which no earlier one blocks, and those without a lane."""
        ready = self.model._default_manager.filter(state=Work.State.READY).exclude(lane="").order_by()
        heads = ready.values("lane").annotate(first=Min("pk")).values("first")
        among = _Once(heads) if connection.vendor == "postgresql" else heads
        return self.free(now).filter(pk__in=among), self.free(now).filter(lane="")

    def claim(
        self,
        limit: int = 20,
        *,
        seconds: int | None = None,
        together: Sequence[str] = (),
        in_a_row: bool = False,
    ) -> list[Any]:
        """Take up to `limit` due rows for `seconds`, `together` with what they point at; nobody else gets them.

        `in_a_row`: also those that follow the head of a lane. Who takes them does them in order, and gives back what
        stands behind one that must wait. PostgreSQL: FOR UPDATE SKIP LOCKED. SQLite: the write transaction itself is
        the lock.
        """
        now, token = timezone.now(), uuid4()
        until = now + timedelta(seconds=seconds or settings.CALADE_WORKER_LEASE)
        if not self.anything_free() or not any(rows.exists() for rows in self._due(now)):
            return []  # looking costs no write lock
        with transaction.atomic():
            first = self._first(now, limit)
            keys = [pk for _due, pk, _lane in first]
            if in_a_row and first and len(first) < limit:
                keys += self._behind({lane: pk for _due, pk, lane in first if lane}, now, limit - len(first))
            if not keys:
                return []
            claimed = self.model._default_manager.filter(pk__in=keys)
            claimed.update(leased_until=until, token=token, tries=F("tries") + 1)
            if together:  # without a name, Django would follow every key
                claimed = claimed.select_related(*together)
            return list(claimed.order_by("pk") if in_a_row else claimed.order_by("due_at", "pk"))

    def _first(self, now: datetime, limit: int) -> list[tuple[datetime, int, str]]:
        """Locked: (when it was due, key, lane) of the rows that are due first."""
        found: list[tuple[datetime, int, str]] = []
        for rows in self._due(now):
            rows = rows.order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            found += rows.values_list("due_at", "pk", "lane")[:limit]
        return sorted(found)[:limit]

    def _behind(self, heads: dict[str, int], now: datetime, limit: int) -> list[int]:
        """Those that follow the heads of these lanes, as far as they are free; each lane gives about as many.

        Nobody else takes them meanwhile: the heads are ready and ours. A question per lane, all in one, so that what
        it costs does not grow with what waits.
        """
        if not heads:
            return []
        table = connection.ops.quote_name(self.model._meta.db_table)
        one = (
            "SELECT * FROM (SELECT id, lane, due_at <= %s AND (leased_until IS NULL OR leased_until < %s) "  # noqa: S608  (names of ours; what is asked travels as values)
            f"FROM {table} WHERE lane = %s AND state = %s AND id > %s ORDER BY id LIMIT %s) AS waiting"
        )
        moment, share = connection.ops.adapt_datetimefield_value(now), -(-limit // len(heads))
        values = [(moment, moment, lane, Work.State.READY.value, pk, share) for lane, pk in heads.items()]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([one] * len(heads)), list(chain.from_iterable(values)))
            rows = sorted(cursor.fetchall())
        found: list[int] = []
        stopped: set[str] = set()
        for pk, lane, is_free in rows:
            if not is_free:
                stopped.add(lane)
            elif lane not in stopped:
                found.append(pk)
        return found[:limit]


class Work(models.Model):
    """Something to do, once: when, how often it was tried, what came of it."""

    class State(models.TextChoices):
        READY = "ready", _("to do")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    state = models.CharField(max_length=8, choices=State, default=State.READY)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def revive(self) -> None:
        type(self)._default_manager.filter(pk=self.pk, state=Work.State.DEAD).update(
            state=Work.State.READY, due_at=timezone.now(), tries=0, done_at=None
        )


class Leased(Work):
    """Work that is claimed row by row. Rows of one `lane` are done in the order of their ids, one at a time; ""
    has no order.
    """

    lane = models.CharField(max_length=200, blank=True, default="")
    leased_until = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], name="%(class)s_ready", condition=Q(state="ready")),
            models.Index(fields=["lane", "id"], name="%(class)s_lane", condition=Q(state="ready")),
        ]

    def _settle(self, **changes: Any) -> None:
        token: UUID | None = self.token
        mine = type(self)._default_manager.filter(pk=self.pk, token=token, state=Work.State.READY)
        if not mine.update(leased_until=None, token=None, **changes):
            raise LostLease
        for name, value in changes.items():
            setattr(self, name, value)

    def finish(self, **changes: Any) -> None:
        """Done; raises LostLease when the claim had run out (call it inside the transaction of the effect)."""
        self._settle(state=Work.State.DONE, done_at=timezone.now(), last_error="", **changes)

    @classmethod
    def finish_all(cls, rows: "Sequence[Leased]", **changes: Any) -> None:
        """Done, all of one claim; raises LostLease when one of them is no longer ours."""
        if rows:
            mine = cls._mine(rows).update(
                leased_until=None,
                token=None,
                state=Work.State.DONE,
                done_at=timezone.now(),
                last_error="",
                **changes,
            )
            if mine != len(rows):
                raise LostLease

    @classmethod
    def give_back_all(cls, rows: "Sequence[Leased]") -> None:
        """Not begun, of one claim: somebody may take them at once."""
        if rows:
            cls._mine(rows).update(leased_until=None, token=None, tries=F("tries") - 1)

    @classmethod
    def _mine(cls, rows: "Sequence[Leased]") -> "models.QuerySet[Any]":
        keys = [row.pk for row in rows]
        mine = cls._default_manager.filter(pk__in=keys, token=rows[0].token, state=Work.State.READY)
        return mine.order_by()

    def give_back(self) -> None:
        """Not begun: somebody may take it at once."""
        self._settle(tries=F("tries") - 1)

    def postpone(self, seconds: float, why: str = "") -> None:
        self._settle(due_at=timezone.now() + timedelta(seconds=seconds), last_error=why[:500])

    def give_up(self, why: str) -> None:
        """Nobody will try again unless an administrator says so; the lane goes on."""
        self._settle(state=Work.State.DEAD, done_at=timezone.now(), last_error=why[:500])
