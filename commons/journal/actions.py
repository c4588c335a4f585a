"""record(): the only announcement an action makes. run_errands(): the worker tells the patient readers."""

import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.journal import acting, bell, guards, readers
from commons.journal.models import Entry, Errand

if TYPE_CHECKING:
    from commons.people.models import Person

logger = logging.getLogger(__name__)

TRIES = 12
MOST_AT_ONCE = 50  # entries that a reader reads in one transaction: pages of people wait for it
KEEP_ERRANDS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class News:
    """What an entry will say. `detail` holds ids and small facts, never a person's words."""

    verb: str
    by: "Person | None"
    about: models.Model
    on_behalf_of: "Person | None" = None
    public: bool = True
    detail: dict[str, Any] = field(default_factory=dict)


def record(
    verb: str,
    *,
    by: "Person | None",
    about: models.Model,
    on_behalf_of: "Person | None" = None,
    public: bool = True,
    **detail: Any,
) -> Entry:
    """Write what happened, in the transaction of the change itself, and an errand for each patient reader."""
    said = News(verb=verb, by=by, about=about, on_behalf_of=on_behalf_of, public=public, detail=detail)
    return record_all([said])[0]


def record_all(news: Sequence[News]) -> list[Entry]:
    """An entry for each change that one transaction makes.

    Raises when no transaction is open: an entry without its change, or a change without its entry, would be a lie.
    Raises MayNot when somebody may not act for now.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the change")
    guards.check(news)
    hand = acting.hand()
    if hand:
        hand.check(news)
        news = acting.as_done(news, hand)
        guards.check(news)
    entries = Entry.objects.bulk_create(_entry(said) for said in news)
    wanting = readers.patient_readers().values()
    Errand.objects.bulk_create(
        Errand(entry=entry, reader=reader.name, lane=f"{reader.name}:{entry.about_type_id}:{entry.about_id}")
        for entry in entries
        for reader in wanting
        if reader.wants(entry)
    )
    if hand:
        hand.keep(entries)
    for verb in {entry.verb for entry in entries}:
        readers.forget(verb)
    bell.expect(entry.pk for entry in entries)
    bell.ring()
    transaction.on_commit(partial(tell_promptly, entries))
    failpoint("before-commit")
    return entries


def _entry(said: News) -> Entry:
    return Entry(
        verb=said.verb,
        by=said.by,
        about_type=ContentType.objects.get_for_model(said.about),
        about_id=said.about.pk,
        on_behalf_of=said.on_behalf_of,
        is_public=said.public,
        detail=said.detail,
    )


def tell_promptly(entries: Sequence[Entry]) -> None:
    """Prompt readers never break the act that they are told of."""
    failpoint("after-commit")
    bell.heard(entry.pk for entry in entries)
    for reader in readers.prompt_readers():
        if wanted := [entry for entry in entries if reader.wants(entry)]:
            try:
                reader.read(wanted)
            except Exception:
                logger.exception("prompt reader %s failed on %s", reader.name, wanted)


def run_errands(limit: int = 150) -> int:
    """Claim due errands, those of one reader together; returns how many were taken."""
    claimed: list[Errand] = Errand.objects.claim(limit, in_a_row=True)
    failpoint("after-claim")
    by_reader: dict[str, list[Errand]] = defaultdict(list)
    for errand in _with_entries(claimed):
        by_reader[errand.reader].append(errand)
    for name, errands in by_reader.items():
        for at in range(0, len(errands), MOST_AT_ONCE):
            run_together(name, errands[at : at + MOST_AT_ONCE])
    return len(claimed)


def _with_entries(errands: list[Errand]) -> list[Errand]:
    """Several errands are about one entry, and many entries by one person: each is read once."""
    entries = Entry.objects.prefetch_related("by").in_bulk({errand.entry_id for errand in errands})
    for entry in entries.values():
        entry.about_type = ContentType.objects.get_for_id(entry.about_type_id)
    for errand in errands:
        errand.entry = entries[errand.entry_id]
    return errands


def run_together(name: str, errands: Sequence[Errand]) -> None:
    """All in one transaction; when that does not end well, each in its own: one must not spoil the others."""
    reader = readers.patient_readers().get(name)
    if reader is None:  # its app was uninstalled meanwhile
        for errand in errands:
            errand.give_up("no such reader")
    elif len(errands) == 1:
        _run_alone(reader, errands[0])
    else:
        try:
            _read(reader, errands)
        except Exception as error:
            logger.info("%s errands for %s one by one: %r", len(errands), name, error)
            _one_by_one(reader, errands)
    failpoint("after-errand")


def _read(reader: readers.Reader, errands: Sequence[Errand]) -> None:
    """The reader's work and the errands' end commit together, so that a repeat after a crash changes nothing."""
    with transaction.atomic():
        number = reader.read([errand.entry for errand in errands])
        failpoint("in-errand")
        failpoint(f"in-errand-of-{reader.name}")
        Errand.finish_all(errands[:number])
    if number is not None:
        Errand.give_back_all(errands[number:])


def _one_by_one(reader: readers.Reader, errands: Sequence[Errand]) -> None:
    """In order: what stands behind one that must wait is given back."""
    waiting: set[str] = set()
    for errand in errands:
        if errand.lane in waiting:
            Errand.give_back_all([errand])
        elif not _run_alone(reader, errand):
            waiting.add(errand.lane)


def _run_alone(reader: readers.Reader, errand: Errand) -> bool:
    """False when it will be tried again."""
    try:
        _read(reader, [errand])
    except LostLease:
        logger.info("%s was taken over", errand)
        return False
    except Exception as error:
        logger.exception("errand %s failed", errand)
        return _fail(errand, error)
    return True


def _fail(errand: Errand, error: Exception) -> bool:
    """True when it is given up, so that its lane goes on."""
    why = f"{type(error).__name__}: {error}"
    try:
        if errand.tries >= TRIES:
            errand.give_up(why)
            return True
        errand.postpone(min(6 * 3600, 2**errand.tries) * random.uniform(0.75, 1.25), why)  # noqa: S311 (jitter)
    except LostLease:
        logger.info("%s was taken over", errand)
    return False


def purge_errands() -> int:
    """Errands done thirty days ago are forgotten; returns how many, for the log only."""
    old = timezone.now() - KEEP_ERRANDS
    Errand.objects.filter(state=Errand.State.DONE, done_at__lt=old).delete()
    return 0
