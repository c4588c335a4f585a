"""The badge of a person's own pages: told that there is a notice, never what it says."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max

from commons.base.numbers import natural
from commons.live import things, watcher
from commons.live.hub import hub
from commons.live.things import Frame
from commons.notices.models import Notice


def _may_listen(person: Any, key: str) -> str | None:
    return "" if person is not None and str(person.pk) == key else None


def _last_seqs(keys: list[str]) -> dict[str, int]:
    people = [number for key in keys if (number := natural(key))]
    rows = Notice.objects.filter(person__in=people).values("person").annotate(last=Max("pk"))
    return {str(row["person"]): row["last"] for row in rows}


def publish(notices: Sequence[Notice]) -> None:
    """`ref` is how many are unread: the badge needs nothing else."""
    newest = {notice.person_id: notice.pk for notice in notices if hub.is_heard(f"person:{notice.person_id}")}
    if not newest:
        return
    rows = Notice.objects.filter(person__in=newest, read_at=None).order_by().values("person")
    unread = dict(rows.values_list("person").annotate(count=Count("pk")))
    hub.publish_frames(
        Frame(thing=f"person:{person}", seq=last, kind="notice", ref=str(unread.get(person, 0)))
        for person, last in newest.items()
    )


def tell_new_notices(last: int | None) -> int:
    """A tail of the watcher: notices are written by the worker, the badge is shown by the web process."""
    if last is None:
        return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    notices = list(Notice.objects.filter(pk__gt=last).order_by("pk"))
    publish(notices)
    return notices[-1].pk if notices else last


things.register(things.Kind("person", _may_listen, _last_seqs))
watcher.tails.append(tell_new_notices)
