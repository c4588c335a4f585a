"""The lanes: what waits for one host, in order, and who may post it now. Database work only.

One lane per host, leased as a whole, so that at most one letter is under way in it. Numbers: federation.md of
Lemmy (one lane, all of it waits) and Mastodon (any sign of life wakes it), made patient.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from commons.base.failpoints import failpoint
from federation.models import Delivery, Server

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
# Seconds before the next try; the last one repeats. The first covers a restart of the other server; a quarter of
# jitter keeps hosts from being knocked in step.
WAITS = [5, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY]
DORMANT_AFTER = timedelta(days=7)
RARELY_AFTER = timedelta(days=30)
PURGED_AFTER = timedelta(days=90)
WAKE_AGAIN_AFTER = timedelta(minutes=1)  # one that speaks to us and cannot be reached is not hammered
BATCH = 20  # letters of a lane that are read at once


class Fate(StrEnum):
    SENT = "sent"
    DROPPED = "dropped"  # never to be tried again; the lane goes on
    ASIDE = "aside"  # this letter later, the lane goes on
    WAIT = "wait"  # the whole lane later
    LEFT = "left"  # not tried


@dataclass(frozen=True)
class Outcome:
    """What became of one letter, and the dialect that worked, if that is news."""

    fate: Fate
    why: str = ""
    seconds: float = 0
    dialect: str = ""


@dataclass(eq=False)
class Lane:
    """A lane that this process holds, with the letters at its head."""

    server: Server
    token: UUID
    letters: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True)
class Settled:
    """News of a lane: one letter's outcome, or (without a letter) that the lane is given back."""

    lane: Lane
    letter: Delivery | None = None
    outcome: Outcome = Outcome(Fate.LEFT)


# -- Taking -------------------------------------------------------------------------------------------------


def claim(*, well: int, ailing: int, besides: Iterable[Lane] = ()) -> list[Lane]:
    """Take up to so many lanes that are well, and that failed last time; no two workers get the same one.

    `besides` are those that this process has under way: its own slowness, past a lease, must not repeat letters.
    """
    now, token = timezone.now(), uuid4()
    due = (
        Server.objects.filter(next_at__lte=now, paused_at=None)
        .filter(Q(leased_until=None) | Q(leased_until__lt=now))
        .exclude(pk__in=[lane.server.pk for lane in besides])
        .order_by("next_at", "pk")
    )
    if not due.exists():
        return []  # looking costs no write lock
    with transaction.atomic():
        rows = due
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        keys = list(rows.filter(failures=0).values_list("pk", flat=True)[:well]) if well > 0 else []
        if ailing > 0:
            keys += list(rows.filter(failures__gt=0).values_list("pk", flat=True)[:ailing])
        until = now + timedelta(seconds=settings.CALADE_WORKER_LEASE)
        Server.objects.filter(pk__in=keys).update(leased_until=until, token=token)
    failpoint("after-delivery-claim")
    return [_with_letters(Lane(server, token), now) for server in Server.objects.filter(pk__in=keys)]


def _with_letters(lane: Lane, now: datetime) -> Lane:
    """The head of the lane; only one letter while nobody knows whether the host is back."""
    waiting = waiting_for(lane.server.host).filter(due_at__lte=now).order_by("rank", "pk")
    lane.letters = list(waiting[: 1 if lane.server.failures else BATCH])
    return lane


def waiting_for(host: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(host=host, state=Delivery.State.READY)


# -- Settling -----------------------------------------------------------------------------------------------


def settle(news: Iterable[Settled]) -> None:
    """Write down what became of letters, and give lanes back; many at once cost one commit.

    The news of a lane that somebody else has taken over meanwhile changes nothing.
    """
    news = list(news)
    if not news:
        return
    with transaction.atomic():
        held = _still_held(news)
        news = [one for one in news if one.lane.server.pk in held]
        _settle_letters([(one.letter, one.outcome) for one in news if one.letter])
        _settle_lanes(news)


def _still_held(news: list[Settled]) -> set[int]:
    """Locks the lanes, in one order for all processes: what is written into them meanwhile comes after."""
    keys = {one.lane.server.pk for one in news}
    tokens = {one.lane.token for one in news}
    rows = Server.objects.select_for_update().filter(pk__in=keys, token__in=tokens).order_by("pk")
    mine = {(one.lane.server.pk, one.lane.token) for one in news}
    return {pk for pk, token in rows.values_list("pk", "token") if (pk, token) in mine}


def _settle_letters(letters: list[tuple[Delivery, Outcome]]) -> None:
    now, state = timezone.now(), Delivery.State
    sent = [letter.pk for letter, outcome in letters if outcome.fate == Fate.SENT]
    if sent:
        Delivery.objects.filter(pk__in=sent).update(state=state.DONE, done_at=now, tries=F("tries") + 1)
    for letter, outcome in letters:
        changes: dict[str, object] = {"tries": F("tries") + 1, "last_error": outcome.why[:500]}
        if outcome.fate == Fate.DROPPED:
            changes |= {"state": state.DEAD, "done_at": now}
        elif outcome.fate == Fate.ASIDE:
            changes["due_at"] = now + timedelta(seconds=outcome.seconds)
        elif outcome.fate != Fate.WAIT:
            continue
        Delivery.objects.filter(pk=letter.pk, state=state.READY).update(**changes)


def _settle_lanes(news: list[Settled]) -> None:
    """What letters say about their host, then the lanes that are given back."""
    now = timezone.now()
    answered = {one.lane.server.pk for one in news if one.outcome.fate in (Fate.SENT, Fate.ASIDE)}
    if answered:
        Server.objects.filter(pk__in=answered).update(
            answered_at=now, failures=0, failing_since=None, failed_at=None, dormant_at=None, last_error=""
        )
    for one in news:
        if one.outcome.dialect:
            Server.objects.filter(pk=one.lane.server.pk).update(dialect=one.outcome.dialect)
    given_back = {one.lane.server.pk for one in news if one.letter is None}
    if given_back:
        Server.objects.filter(pk__in=given_back).update(
            leased_until=None, token=None, next_at=Subquery(_first_due())
        )
    for one in news:
        if one.outcome.fate == Fate.WAIT:
            _fail(one.lane.server.pk, one.outcome)


def _first_due() -> QuerySet[Any, Any]:
    """When the first letter of a lane is due; nothing when none waits."""
    waiting = Delivery.objects.filter(host=OuterRef("host"), state=Delivery.State.READY).order_by()
    first: QuerySet[Any, Any] = waiting.values("host").annotate(first=Min("due_at")).values("first")
    return first


def _fail(pk: int, outcome: Outcome) -> None:
    """The whole lane waits: longer each time, daily once dormant, weekly after a month, until nothing is left."""
    now, server = timezone.now(), Server.objects.get(pk=pk)
    since = server.failing_since or now
    patience = WAITS[min(server.failures, len(WAITS) - 1)]
    dormant_at = server.dormant_at
    if since <= now - DORMANT_AFTER:
        dormant_at, patience = dormant_at or now, DAY
        condense(server.host)
    if since <= now - RARELY_AFTER:
        patience = 7 * DAY
    if since <= now - PURGED_AFTER:
        waiting_for(server.host).delete()
    patience = max(outcome.seconds, patience * random.uniform(0.75, 1.25))  # noqa: S311 (jitter)
    Server.objects.filter(pk=pk).update(
        failures=server.failures + 1,
        failing_since=since,
        failed_at=now,
        dormant_at=dormant_at,
        last_error=outcome.why[:500],
        next_at=now + timedelta(seconds=patience),
    )


# -- A lane that sleeps ---------------------------------------------------------------------------------------

FLEETING = {"Like", "Announce"}


def condense(host: str) -> None:
    """Keep the last state of each thing; what takes back goes first when the host is there again."""
    fields = ("pk", "inbox", "kind", "about", "lasting", "asked_at")
    letters = list(waiting_for(host).order_by("pk").values_list(*fields))
    updated = {(inbox, about): pk for pk, inbox, kind, about, *_ in letters if kind == "Update"}
    deleted = {(inbox, about) for _pk, inbox, kind, about, *_ in letters if kind == "Delete"}
    old = timezone.now() - RARELY_AFTER
    dropped, first = [], []
    for pk, inbox, kind, about, lasting, asked_at in letters:
        superseded = kind == "Update" and updated[inbox, about] != pk
        taken_back = kind in ("Create", "Update") and (inbox, about) in deleted
        if superseded or taken_back or (not lasting and (kind in FLEETING or asked_at < old)):
            dropped.append(pk)
        elif lasting:
            first.append(pk)
    for some in in_pieces(dropped):
        Delivery.objects.filter(pk__in=some).delete()
    for some in in_pieces(first):
        Delivery.objects.filter(pk__in=some, rank=1).update(rank=0)


def in_pieces(keys: list[int], size: int = 500) -> Iterable[list[int]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))


# -- News -------------------------------------------------------------------------------------------------------


def hold(hosts: Iterable[str]) -> list[int]:
    """Lock these lanes until the end of the transaction, in one order for all; their keys.

    Whoever changes letters that wait holds their lane first, as those do who settle what was sent: PostgreSQL would
    else find the two waiting for each other.
    """
    rows = Server.objects.select_for_update().filter(host__in=set(hosts)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def look_at(hosts: Iterable[str]) -> None:
    """Something new waits for these hosts. Call it last in the transaction that wrote it.

    The update is made even where it changes nothing: its lock makes a lane that is just given back wait, and
    look once more. A lane that waits or sleeps goes on doing so.
    """
    hosts = set(hosts)
    known = set(Server.objects.filter(host__in=hosts).values_list("host", flat=True))
    Server.objects.bulk_create([Server(host=host) for host in hosts - known], ignore_conflicts=True)
    keys, now = hold(hosts), timezone.now()
    Server.objects.filter(pk__in=keys, failures__gt=0).update(next_at=Coalesce(F("next_at"), Value(now)))
    Server.objects.filter(pk__in=keys, failures=0).update(next_at=Subquery(_first_due()))


def wake(host: str) -> bool:
    """They have spoken to us, so they are up: what waits for them is due now."""
    now = timezone.now()
    failed_before = Q(failures=1) | Q(failed_at__lt=now - WAKE_AGAIN_AFTER)
    asleep = Server.objects.filter(failed_before, host=host, failures__gt=0, next_at__gt=now)
    return bool(asleep.update(next_at=now, dormant_at=None))


def find_lost() -> int:
    """Letters that no lane knows of (written past `look_at`, by hand or by an older version)."""
    hosts = Delivery.objects.filter(state=Delivery.State.READY).order_by().values_list("host", flat=True)
    known = Server.objects.filter(next_at__isnull=False).values("host")
    if lost := set(hosts.exclude(host__in=known).distinct()):
        with transaction.atomic():
            look_at(lost)
    return 0
