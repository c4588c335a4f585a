"""What is remembered of things that come and go: deletions that came early, what a group passes on."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from commons.communities.models import Community
from federation.models import Gone, Relayed, Told
from federation.reader import Activity


def _key(uri: str, by: str) -> str:
    return hashlib.sha256(f"{uri} {by}".encode()).hexdigest()


def remember_gone(uri: str, by: str) -> None:
    """`by` deleted what stands at `uri`; its Create may still be under way by another road."""
    Gone.objects.update_or_create(key=_key(uri, by), defaults={"uri": uri})


def forget_gone(uri: str, by: str) -> None:
    """`by` took the deletion back."""
    Gone.objects.filter(key=_key(uri, by)).delete()


class Deletions:
    """What was deleted, and by whom, of what is asked about: one question for many."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        keys = {_key(uri, by) for uri, by in asked if by}
        self.at = dict(Gone.objects.filter(key__in=keys).values_list("key", "at")) if keys else {}

    def hold(self, uri: str, by: str, *, said: datetime | None = None) -> bool:
        """Deleted by its own author within seven days, and not said again since."""
        at = self.at.get(_key(uri, by))
        return at is not None and (said is None or said <= at)


def is_gone(uri: str, by: str, *, said: datetime | None = None) -> bool:
    return Deletions([(uri, by)]).hold(uri, by, said=said)


def keep_for_followers(heard: Activity, uri: str, group: Community | None) -> None:
    """A group of ours passes on what its author signed, unchanged; other groups do so themselves."""
    if group is not None and group.is_local:
        keep_all_for_followers([(heard, uri)])


def keep_all_for_followers(heard: Iterable[tuple[Activity, str]]) -> None:
    Relayed.objects.bulk_create(
        [Relayed(object_uri=uri, activity=json.dumps(one.raw)) for one, uri in heard],
        update_conflicts=True,
        unique_fields=["object_uri"],
        update_fields=["activity", "at"],
    )


def was_told(uri: str) -> bool:
    return Told.objects.filter(object_uri=uri).exists()
