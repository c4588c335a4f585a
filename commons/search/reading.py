"""Looking for things: the engine finds ids, this keeps what the reader may see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.safestring import SafeString

from commons.base.text import stems
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_member
from commons.search import spelling
from commons.search.engines import EVERYTHING, Narrowed, find
from commons.search.models import SearchDocument
from commons.search.snippets import snippet

MOST = 300
TEXTS = ("body", "title_stems", "heading_stems", "body_stems")
ENOUGH = 20
MOST_OF_SOME = 20
MOST_SUGGESTED = 8
MOST_TAGS = 30


@dataclass(frozen=True)
class Hit:
    document: SearchDocument
    words: SafeString


@dataclass(frozen=True)
class Found:
    """`kinds` counts the hits of each kind before the choice of one: {"topic": 3, "page": 12}; `groups` those of each
    community by id; `tags` the chosen ones that bear each. `instead` is what was looked for because nothing held the
    words as typed; `some` says that no document holds all the words.
    """

    documents: list[SearchDocument]
    asked: list[str]
    kinds: dict[str, int] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    instead: str = ""
    some: bool = False

    @property
    def is_more(self) -> bool:
        """The engine stopped counting."""
        return sum(self.kinds.values()) >= MOST

    def hits(self, documents: list[SearchDocument]) -> list[Hit]:
        """Of a few of them: only now are their texts read."""
        shown = SearchDocument.objects.filter(pk__in=[document.pk for document in documents])
        texts = dict(shown.values_list("pk", "body"))
        return [Hit(document, snippet(texts.get(document.pk, ""), self.asked)) for document in documents]


def look_for(words: str, *, person: Person | None, narrowed: Narrowed = EVERYTHING) -> Found:
    """Documents that hold every word, in any of its French forms, best first.

    When there are none: those that hold the words without a slip of the finger, else those that hold some of them.
    """
    narrowed = replace(narrowed, members_too=is_member(person))
    asked = asked_stems(words)
    found = _found(asked, narrowed)
    if found.documents or not asked:
        return found
    if near := spelling.corrected(words[:200]):
        found = _found(asked_stems(near), narrowed)
        if found.documents:
            return replace(found, instead=near)
    if len(asked) > 1:
        documents = _visible(find(asked, MOST_OF_SOME, narrowed, some=True))
        return Found(documents, asked, some=True)
    return found


def asked_stems(words: str) -> list[str]:
    return stems(words[:200])[:12]


def suggest(words: str, *, person: Person | None) -> list[str]:
    """Titles that hold the words, the last of which is perhaps not typed to its end."""
    narrowed = Narrowed(members_too=is_member(person))
    ids = find(asked_stems(words), 2 * MOST_SUGGESTED, narrowed, begun=True, in_title=True)
    documents = _visible(ids)
    return list(dict.fromkeys(document.title for document in documents))[:MOST_SUGGESTED]


def _found(asked: Sequence[str], narrowed: Narrowed) -> Found:
    """Counted before a kind and a group are chosen, so that the other choices stay in sight."""
    documents = _visible(_whole_then_begun(asked, replace(narrowed, kind="", group=None)))
    kinds = Counter(document.kind for document in documents)
    groups = Counter(d.group_id for d in documents if d.group_id and narrowed.kind in ("", d.kind))
    if (narrowed.kind or narrowed.group) and len(documents) >= MOST:
        documents = _visible(_whole_then_begun(asked, narrowed))
    chosen = [d for d in documents if _is_chosen(d, narrowed)]
    tags = Counter(tag for d in chosen for tag in (d.tags or "").split("\n") if tag)
    return Found(chosen, list(asked), dict(kinds), dict(groups), dict(tags.most_common(MOST_TAGS)))


def _whole_then_begun(asked: Sequence[str], narrowed: Narrowed) -> list[int]:
    """Who types the whole word means that word; where few hold it, those that hold a longer one come after."""
    ids = find(asked, MOST, narrowed)
    if len(ids) >= ENOUGH:
        return ids
    return list(dict.fromkeys([*ids, *find(asked, MOST, narrowed, begun=True)]))[:MOST]


def _is_chosen(document: SearchDocument, narrowed: Narrowed) -> bool:
    return narrowed.kind in ("", document.kind) and narrowed.group in (None, document.group_id)


def _visible(ids: list[int]) -> list[SearchDocument]:
    rows: Any = homes.heard_by(None, SearchDocument.objects.filter(pk__in=ids)).defer(*TEXTS)
    by_id = rows.in_bulk()
    return [by_id[pk] for pk in ids if pk in by_id]
