"""Open pages of an alert are told that something changed; what changed, they ask by HTTP."""

from collections.abc import Iterable
from typing import Any

from alerts.models import Alert
from alerts.verbs import SHOWN_CHANGES
from commons.base.numbers import natural
from commons.journal.models import Entry
from commons.live import things
from commons.live.things import Frame


def _may_listen(person: Any, key: str) -> str | None:
    return "" if Alert.objects.published().filter(pk=natural(key) or 0).exists() else None


def _last_seqs(keys: list[str]) -> dict[str, int]:
    numbers = [natural(key) or 0 for key in keys]
    return {str(pk): seq for pk, seq in Alert.objects.filter(pk__in=numbers).values_list("pk", "last_seq")}


def _after(person: Any, key: str, after: int) -> dict[str, Any]:
    """One piece of news stands for all: the page asks for itself anew."""
    last = _last_seqs([key]).get(key, 0)
    events = [{"seq": last, "kind": "changed", "ref": "", "html": ""}] if last > after else []
    return {"events": events, "last": last}


@things.speaks_to_pages
def frames(entry: Entry) -> Iterable[Frame]:
    if entry.verb in SHOWN_CHANGES:
        yield Frame(thing=f"alert:{entry.about_id}", seq=entry.pk, kind="changed")


things.register(things.Kind("alert", _may_listen, _last_seqs, _after))
