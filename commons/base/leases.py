"""The row is the job: rows that somebody must act upon, claimed for a while by one worker at a time.

A killed worker's lease runs out and another takes the row. Every later write repeats the token of the claim,
so that a worker which was only slow changes nothing that has been taken over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LostLease(Exception):
    """The claim ran out and somebody else has the row: undo what was done in this transaction."""


class LeasedQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """Ready rows whose time has come, that nobody holds, and that no earlier row of their lane blocks."""
        earlier = self.model._default_manager.filter(
            lane=OuterRef("lane"), state=Work.State.READY, pk__lt=OuterRef("pk")
        )
        return (
            self.filter(state=Work.State.READY, due_at__lte=now)
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
            .filter(Q(lane="") | ~Exists(earlier))
        )

    def claim(
        self, limit: int = 20, *, seconds: int | None = None, together: Sequence[str] = ()
    ) -> list[Any]:
        """Take up to `limit` due rows for `seconds`, `together` with what they point at; nobody else gets them.

        PostgreSQL: FOR UPDATE SKIP LOCKED. SQLite: the write transaction itself is the lock.
        """
        now, token = timezone.now(), uuid4()
        until = now + timedelta(seconds=seconds or settings.CALADE_WORKER_LEASE)
        if not self.due(now).exists():
            return []  # looking costs no write lock
        with transaction.atomic():
            rows = self.due(now).order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            keys = list(rows.values_list("pk", flat=True)[:limit])
            if not keys:
                return []
            claimed = self.model._default_manager.filter(pk__in=keys)
            claimed.update(leased_until=until, token=token, tries=F("tries") + 1)
            if together:  # without a name, Django would follow every key
                claimed = claimed.select_related(*together)
            return list(claimed.order_by("due_at", "pk"))


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

    def give_back(self) -> None:
        """Not begun: somebody may take it at once."""
        self._settle(tries=F("tries") - 1)

    def postpone(self, seconds: float, why: str = "") -> None:
        self._settle(due_at=timezone.now() + timedelta(seconds=seconds), last_error=why[:500])

    def give_up(self, why: str) -> None:
        """Nobody will try again unless an administrator says so; the lane goes on."""
        self._settle(state=Work.State.DEAD, done_at=timezone.now(), last_error=why[:500])
