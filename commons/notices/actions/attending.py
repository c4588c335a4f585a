"""Following and muting. It is one's own business: nobody is told, so nothing is recorded."""

from typing import Any

from django.db import transaction

from commons.base.errors import MayNot, NotHere, TooMany
from commons.notices.marks import kind_of
from commons.notices.models import Attention, Notice

MOST = 1000


@transaction.atomic
def attend(*, by: Any, kind: str, key: str, level: str) -> Attention:
    """Follow a thing, or be told of it no more. The last word counts."""
    if by is None or not (by.is_local and by.is_active):
        raise MayNot
    known = kind_of(kind)
    if known is None or known.find(key) is None:
        raise NotHere
    rows = Attention.objects.filter(person=by)
    if rows.count() >= MOST and not rows.filter(kind=kind, key=key).exists():
        raise TooMany
    said = {"level": Attention.Level(level)}
    return Attention.objects.update_or_create(person=by, kind=kind, key=key, defaults=said)[0]


@transaction.atomic
def attend_no_more(*, by: Any, kind: str, key: str) -> None:
    """Neither followed nor muted."""
    Attention.objects.filter(person=by, kind=kind, key=key).delete()


@transaction.atomic
def mute_of_notice(notice: Notice, *, by: Any, kind: str, key: str) -> Attention:
    """One of the things that a notice of theirs is about."""
    if notice.person_id != by.pk or (kind, key) not in notice.marks:
        raise MayNot
    return attend(by=by, kind=kind, key=key, level=Attention.Level.MUTED)
