"""record(): the only announcement an action makes. run_errands(): the worker tells the patient readers."""

import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.journal import bell, readers
from commons.journal.models import Entry, Errand

if TYPE_CHECKING:
    from commons.people.models import Person

logger = logging.getLogger(__name__)

TRIES = 12
KEEP_ERRANDS = timedelta(days=30)


def record(
    verb: str,
    *,
    by: "Person | None",
    about: models.Model,
    on_behalf_of: "Person | None" = None,
    public: bool = True,
    **detail: Any,
) -> Entry:
    """Write what happened, in the transaction of the change itself, and an errand for each patient reader.

    `detail` holds ids and small facts, never a person's words. Raises when no transaction is open: an entry
    without its change, or a change without its entry, would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the change")
    kind = ContentType.objects.get_for_model(about)
    entry = Entry.objects.create(
        verb=verb,
        by=by,
        about_type=kind,
        about_id=about.pk,
        on_behalf_of=on_behalf_of,
        is_public=public,
        detail=detail,
    )
    Errand.objects.bulk_create(
        Errand(entry=entry, reader=reader.name, lane=f"{reader.name}:{kind.pk}:{about.pk}")
        for reader in readers.patient_readers().values()
        if reader.wants(entry)
    )
    readers.forget(verb)
    bell.ring()
    transaction.on_commit(lambda: tell_promptly(entry))
    return entry


def tell_promptly(entry: Entry) -> None:
    """Prompt readers never break the act that they are told of."""
    failpoint("after-commit")
    bell.heard(entry.pk)
    for reader in readers.prompt_readers():
        if reader.wants(entry):
            try:
                reader.read(entry)
            except Exception:
                logger.exception("prompt reader %s failed on %s", reader.name, entry)


def run_errands(limit: int = 20) -> int:
    """Claim due errands and run each in its own transaction; returns how many were taken."""
    claimed: list[Errand] = Errand.objects.claim(limit, together=("entry__by", "entry__about_type"))
    failpoint("after-claim")
    for errand in claimed:
        run_errand(errand)
    return len(claimed)


def run_errand(errand: Errand) -> None:
    """The reader's work and the errand's end commit together, so that a repeat after a crash changes nothing."""
    reader = readers.patient_readers().get(errand.reader)
    if reader is None:  # its app was uninstalled meanwhile
        errand.give_up("no such reader")
        return
    try:
        with transaction.atomic():
            behind = errand.behind() if reader.only_now else []
            reader.read(errand.entry)
            failpoint("in-errand")
            errand.finish()
            Errand.finish_all(behind)
    except LostLease:
        logger.info("%s was taken over", errand)
    except Exception as error:
        logger.exception("errand %s failed", errand)
        _fail(errand, error)
    failpoint("after-errand")


def _fail(errand: Errand, error: Exception) -> None:
    why = f"{type(error).__name__}: {error}"
    try:
        if errand.tries >= TRIES:
            errand.give_up(why)
        else:
            errand.postpone(min(6 * 3600, 2**errand.tries) * random.uniform(0.75, 1.25), why)  # noqa: S311 (jitter)
    except LostLease:
        logger.info("%s was taken over", errand)


def purge_errands() -> int:
    """Errands done thirty days ago are forgotten; returns how many, for the log only."""
    old = timezone.now() - KEEP_ERRANDS
    Errand.objects.filter(state=Errand.State.DONE, done_at__lt=old).delete()
    return 0
