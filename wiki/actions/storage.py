"""Old texts become small: each leans on a nearby one that can be read by itself, never on one that leans itself."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commons.base.failpoints import failpoint
from wiki.models import Blob, Revision

logger = logging.getLogger(__name__)

OLD = timedelta(days=1)
BATCH = 100
SPAN = 50  # texts that lean on one keyframe at most
Encoding = Blob.Encoding


@transaction.atomic
def pack_old_texts() -> int:
    """One batch, of one page. Returns how many texts are stored another way now; 0 when there is nothing to do.

    What is written was read back and compared with its digest before; whoever saves one of these texts again
    meanwhile waits for this batch, or is left alone by it.
    """
    waiting = Revision.objects.filter(
        blob__in=Blob.objects.filter(encoding=Encoding.FRESH).not_current(),
        created__lt=timezone.now() - OLD,
    )
    found = waiting.first()
    if found is None:
        return 0
    rows = waiting.filter(page=found.page_id).order_by("number")
    order = list(dict.fromkeys(rows.values_list("blob_id", flat=True)[:BATCH]))
    first = rows.values_list("number", flat=True)[0]
    keyframe = _keyframe_before(found.page_id, first)
    locked = _held([*order, keyframe] if keyframe else order)
    leaning = locked.get(keyframe or "")
    if leaning is None or leaning.encoding != Encoding.KEYFRAME or not leaning.is_true:
        leaning = None
    return _pack(order, locked, leaning)


def _pack(order: list[str], locked: dict[str, Blob], keyframe: Blob | None) -> int:
    done, used = 0, keyframe.leaning.count() if keyframe else 0
    # Asked once they are held: one that became current in between is left as it is.
    free = set(Blob.objects.filter(pk__in=order).not_current().values_list("pk", flat=True))
    for digest in order:
        blob = locked.get(digest)
        if blob is None or digest not in free or blob.encoding != Encoding.FRESH:
            continue
        if not blob.is_true:
            logger.error("text %s cannot be read: manage.py check_wiki says more", digest)
            Blob.objects.filter(pk=digest).update(
                encoding=Encoding.KEYFRAME
            )  # left as it is, and not tried again
            continue
        if keyframe is not None and used < SPAN and blob.lean_on(keyframe):
            used += 1
        else:
            blob.stand_alone(Encoding.KEYFRAME, patient=True)
            keyframe, used = blob, 0
        failpoint("text-packed")
        done += 1
    return done


def _keyframe_before(page: int, number: int) -> str | None:
    """What the text before leans on, or that text itself."""
    packed = Blob.objects.filter(encoding__in=[Encoding.KEYFRAME, Encoding.DELTA])
    before = Revision.objects.filter(page=page, number__lt=number, blob__in=packed).order_by("-number")
    found = before.values_list("blob_id", "blob__dictionary_id").first()
    return (found[1] or found[0]) if found else None


def _held(digests: list[str]) -> dict[str, Blob]:
    rows = Blob.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=digests)
    return {blob.pk: blob for blob in rows}
