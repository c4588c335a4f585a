"""What pages that show a wiki page may hear: the newest number that everybody reads. The page itself stays as it is
until one asks.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Coalesce

from commons.base.numbers import natural
from commons.journal.models import Entry
from commons.live import page_store, things
from commons.live.things import Frame
from wiki.models import Page
from wiki.permissions import may_read_page
from wiki.verbs import Verb

CHANGES = {
    Verb.PAGE_CREATED,
    Verb.PAGE_REVISED,
    Verb.PAGE_REVERTED,
    Verb.EDIT_UNDONE,
    Verb.EDITS_ACCEPTED,
    Verb.EDITS_REJECTED,
    Verb.PAGE_RENAMED,
    Verb.PAGE_MIRRORED,
}


def _may_listen(person: Any, key: str) -> str | None:
    page = Page.objects.select_related("theme__community").filter(pk=natural(key) or 0).first()
    return "" if page and may_read_page(person, page) else None


def _last_seqs(keys: list[str]) -> dict[str, int]:
    number = Coalesce("stable_revision__number", "edit_count")
    return {str(pk): seq for pk, seq in Page.objects.filter(pk__in=keys).values_list("pk", number)}


def _events_after(person: Any, key: str, after: int) -> dict[str, Any]:
    """However many versions were missed, one piece of news is enough: there is a newer one."""
    last = _last_seqs([key]).get(key, 0)
    events = [{"seq": last, "kind": "changed", "ref": "", "html": ""}] if last > after else []
    return {"events": events, "last": last}


@things.speaks_to_pages
def frames(entry: Entry) -> Iterable[Frame]:
    if entry.verb in CHANGES and "number" in entry.detail:
        yield Frame(thing=f"page:{entry.about_id}", seq=entry.detail["number"], kind="changed")


things.register(things.Kind("page", _may_listen, _last_seqs, _events_after))
page_store.store.waits_with([Verb.PAGE_REVISED])
