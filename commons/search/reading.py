"""Looking for things: the engine finds ids, this keeps what the reader may see."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from commons.base.text import stems
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_member
from commons.search.engines import find
from commons.search.models import SearchDocument
from commons.search.snippets import snippet

MOST = 300


@dataclass(frozen=True)
class Hit:
    document: SearchDocument
    words: SafeString


@dataclass(frozen=True)
class Found:
    """`kinds` counts the hits of each kind before the choice of one: {"topic": 3, "page": 12}."""

    documents: list[SearchDocument]
    kinds: dict[str, int]
    asked: list[str]

    def hits(self, documents: list[SearchDocument]) -> list[Hit]:
        return [Hit(document, snippet(document.body, self.asked)) for document in documents]


def look_for(words: str, *, person: Person | None, kind: str = "") -> Found:
    """Documents that hold every word, in any of its French forms, best first; two queries."""
    asked = stems(words[:200])[:12]
    ids = find(asked, MOST)
    visible = homes.heard_by(None, SearchDocument.objects.filter(pk__in=ids))
    if not is_member(person):
        visible = visible.filter(members_only=False)
    by_id = visible.in_bulk()
    documents = [by_id[pk] for pk in ids if pk in by_id]
    kinds: dict[str, int] = {}
    for document in documents:
        kinds[document.kind] = kinds.get(document.kind, 0) + 1
    return Found([d for d in documents if kind in ("", d.kind)], kinds, asked)
