"""Themes as files: asked for, worked on piece by piece by the worker, stopped, forgotten.

One entry when it is asked for, one per batch of pages that comes in, one at its end: never one per version. Nobody
is told of the pages, no other town hears of them before somebody changes one.
"""

import logging
import shutil
import time
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.arrivals import leave_page, prepared, settle_names, write_batch
from wiki.actions.writing import lock_theme
from wiki.exchange.arriving import Fault, Unreadable
from wiki.exchange.leaving import Writer
from wiki.exchange.reading import count_pages, read
from wiki.exchange.wikitext import Names
from wiki.exchange.writers import writer_for
from wiki.models import Exchange, Theme
from wiki.models.exchanges import LEASE
from wiki.permissions import may_bring_pages, may_stop_exchange
from wiki.verbs import Verb

logger = logging.getLogger(__name__)

SLICE = 10.0  # seconds of work before others, or the end of the worker, have their turn
TRIES = 4
BATCH = 100  # versions, pages and asides written in one transaction
WEIGHT = 2_000_000  # characters of them
PAGES = 20  # pages of an export between two signs of life
State = Exchange.State


@transaction.atomic
def ask_export(theme: Theme, *, by: Person | None, kind: str) -> Exchange:
    """The text is public, so one file serves everybody: while nothing has changed, it is the one that is there."""
    theme = lock_theme(theme)
    kind = Exchange.Kind(kind)
    if not theme.is_local or kind == Exchange.Kind.IMPORT:
        raise NotHere
    same = theme.exchanges.filter(kind=kind)
    changed = theme.pages.order_by("-changed").values_list("changed", flat=True).first()
    running = same.filter(state=State.READY)
    done = same.filter(state=State.DONE, asked_at__gt=changed or theme.changed).order_by("-pk")
    known: Exchange | None = running.first() or done.first()
    if known:
        return known
    exchange = Exchange.objects.create(theme=theme, kind=kind, by=by)
    record(Verb.EXPORT_ASKED, by=by, about=exchange, public=False)
    return exchange


def ask_import(theme: Theme, *, by: Person, file: IO[bytes]) -> Exchange:
    """Keep the file, under a name of our own, and let the worker read it."""
    exchange = Exchange(theme=theme, kind=Exchange.Kind.IMPORT, by=by)
    if not may_bring_pages(by, theme):
        raise MayNot
    exchange.file.parent.mkdir(parents=True, exist_ok=True)
    with exchange.file.open("wb") as out:
        shutil.copyfileobj(file, out)
    try:
        with transaction.atomic():
            exchange.save()
            record(Verb.IMPORT_BEGUN, by=by, about=exchange)
    except Exception:
        exchange.file.unlink(missing_ok=True)
        raise
    return exchange


@transaction.atomic
def stop_exchange(exchange: Exchange, *, by: Person) -> None:
    """Pages that have come in stay; the file is gone."""
    if not may_stop_exchange(by, exchange):
        raise MayNot
    running = Exchange.objects.filter(pk=exchange.pk, state=State.READY)
    now = timezone.now()
    if not running.update(state=State.DEAD, cancelled=True, done_at=now, token=None, leased_until=None):
        raise WrongMoment
    record(Verb.EXCHANGE_STOPPED, by=by, about=exchange, public=exchange.is_import)
    _drop_file(exchange)


def drop_exports(theme: Theme) -> None:
    """What was hidden or deleted may not go on being taken away. Inside the transaction of the change."""
    for exchange in theme.exchanges.exports():
        _drop_file(exchange)
        exchange.delete()


def forget_exchanges() -> int:
    """Files and reports of last week. Returns 0: no hurry."""
    for exchange in Exchange.objects.expired(timezone.now()):
        with transaction.atomic():
            _drop_file(exchange)
            exchange.delete()
    return 0


def _drop_file(exchange: Exchange) -> None:
    file = exchange.file
    transaction.on_commit(lambda: file.unlink(missing_ok=True))


def work_on_exchanges() -> int:
    """A slice of the one that waited longest; returns how many there were."""
    claimed = Exchange.objects.claim(1, seconds=LEASE, together=("theme__community", "page__current"))
    for exchange in claimed:
        work_on(exchange)
    return len(claimed)


def work_on(exchange: Exchange) -> None:
    """One slice of a claimed exchange; a worker that was killed in it leaves nothing half done."""
    if exchange.tries > TRIES:
        _end(exchange, Fault.TRIED)
        return
    try:
        carry = _bring_in if exchange.is_import else _write_out
        if carry(exchange, time.monotonic() + SLICE):
            _end(exchange)
        else:
            exchange.pause()
    except LostLease:
        logger.info("%s was stopped or taken over", exchange)
        if not Exchange.objects.filter(pk=exchange.pk, state=State.READY).exists():
            exchange.file.unlink(missing_ok=True)
    except Unreadable as unreadable:
        _end(exchange, unreadable.fault)
    except Exception:
        logger.exception("exchange %s failed", exchange.pk)
        exchange.postpone(30)


@transaction.atomic
def _end(exchange: Exchange, fault: Fault | None = None) -> None:
    if fault:
        exchange.give_up(fault.value)
    else:
        exchange.finish()
    if fault or exchange.is_import:
        _drop_file(exchange)
    record(Verb.EXCHANGE_ENDED, by=None, about=exchange, public=exchange.is_import, pages=exchange.done)


def _bring_in(exchange: Exchange, until: float) -> bool:
    """Is all of it in? What was dealt with before is passed over; a kill between two batches changes nothing."""
    if exchange.total is None:
        exchange.hold(total=count_pages(exchange.file))
    names = Names()
    pieces = islice(read(exchange.file, names), exchange.place, None)
    for batch in prepared(pieces, names, most=BATCH, weight=WEIGHT):
        with transaction.atomic():
            exchange.theme = lock_theme(exchange.theme)
            write_batch(exchange, batch)
            exchange.hold(
                place=exchange.place + batch.place, done=exchange.done + batch.pages, page=exchange.page
            )
            record(Verb.PAGES_ARRIVED, by=exchange.by, about=exchange, public=False, pages=batch.pages)
        failpoint("pages-arrived")
        if time.monotonic() > until:
            return False
    return _settle(exchange, until)


def _settle(exchange: Exchange, until: float) -> bool:
    while True:
        with transaction.atomic():
            exchange.theme = lock_theme(exchange.theme)
            leave_page(exchange)
            exchange.hold(page=None)
            if not (settled := settle_names(exchange)):
                return True
            record(Verb.PAGES_ARRIVED, by=exchange.by, about=exchange, public=False, names=settled)
        if time.monotonic() > until:
            return False


def _write_out(exchange: Exchange, until: float) -> bool:
    """Is the file whole? It only reads: a file that is not as long as was written down is begun anew."""
    file = exchange.file
    file.parent.mkdir(parents=True, exist_ok=True)
    begun = exchange.written > 0 and file.exists() and file.stat().st_size == exchange.written
    if not begun:
        file.unlink(missing_ok=True)
        exchange.hold(after="", done=0, written=0)
    writer = writer_for(exchange.kind)(file, exchange.theme)
    try:
        if not begun:
            exchange.hold(total=writer.pages.count())
            writer.begin()
        whole = _write_pages(exchange, writer, until)
        if whole:
            writer.finish()
    finally:
        writer.close()
    exchange.hold(written=file.stat().st_size)
    return whole


def _write_pages(exchange: Exchange, writer: Writer, until: float) -> bool:
    while pages := list(writer.pages.filter(title_key__gt=exchange.after).order_by("title_key")[:PAGES]):
        for page in pages:
            page.theme = exchange.theme
            writer.add(page)
        exchange.hold(after=pages[-1].title_key, done=exchange.done + len(pages))
        failpoint("pages-written")
        if time.monotonic() > until:
            return False
    return True
