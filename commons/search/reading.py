"""Looking for things: the engine finds ids, this keeps what the reader may see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString

from commons.base.text import stems
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_member
from commons.search import spelling
from commons.search.engines import EVERYTHING, Facts, Narrowed, find, find_titles, once
from commons.search.models import SearchDocument
from commons.search.snippets import snippet

MOST = 300
STEMS = ("title_stems", "heading_stems", "body_stems")
# Whoever asks for these beside other words means the others, and nearly every document holds them.
SMALL_WORDS = frozenset(
    stems(
        "le la les l un une des de du d et ou a au aux en dans par pour sur avec ce ces que qui il elle ils elles"
        " on nous vous je se sa son ses leur leurs ne sont"
    )
)
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

    documents: list[Facts]
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

    def hits(self, documents: Sequence[Facts]) -> list[Hit]:
        """A few of them: only now are their titles and texts read."""
        shown = _read(documents)
        return [Hit(document, snippet(document.body, self.asked)) for document in shown]


def look_for(words: str, *, person: Person | None, narrowed: Narrowed = EVERYTHING) -> Found:
    """Documents that hold every word, in any of its French forms, best first.

    When there are none: those that hold the words without a slip of the finger, else those that hold some of them.
    """
    narrowed = _allowed(narrowed, person)
    asked = asked_stems(words)
    found = _found(asked, narrowed)
    if found.documents or not asked:
        return found
    if near := spelling.corrected(words[:200]):
        found = _found(asked_stems(near), narrowed)
        if found.documents:
            return replace(found, instead=near)
    if len(asked) > 1:
        return Found(find(asked, MOST_OF_SOME, narrowed, some=True), asked, some=True)
    return found


def asked_stems(words: str) -> list[str]:
    """Of what somebody typed: without the small words, unless there are no others."""
    return telling_stems(words[:200])[:12]


def telling_stems(text: str) -> list[str]:
    """Each once, in order: without the small words, unless there are no others."""
    every = list(dict.fromkeys(stems(text)))
    return [stem for stem in every if stem not in SMALL_WORDS] or every


def suggest(words: str, *, person: Person | None) -> list[str]:
    """Titles that hold the words, the last of which is perhaps not typed to its end."""
    narrowed = _allowed(EVERYTHING, person)
    *whole, last = stems(words[:200])[:12] or [""]
    asked = [*(stem for stem in whole if stem not in SMALL_WORDS), last]
    found = find_titles(asked, 2 * MOST_SUGGESTED, narrowed, begun=True)
    return list(dict.fromkeys(document.title for document in _read(found, "body")))[:MOST_SUGGESTED]


def _found(asked: Sequence[str], narrowed: Narrowed) -> Found:
    """Counted before a kind and a group are chosen, so that the other choices stay in sight."""
    documents = _whole_then_begun(asked, replace(narrowed, kind="", group=None))
    kinds = Counter(document.kind for document in documents)
    groups = Counter(d.group_id for d in documents if d.group_id and narrowed.kind in ("", d.kind))
    if (narrowed.kind or narrowed.group) and len(documents) >= MOST:
        documents = _whole_then_begun(asked, narrowed)
    chosen = [d for d in documents if _is_chosen(d, narrowed)]
    tags = Counter(tag for d in chosen for tag in (d.tags or "").split("\n") if tag)
    return Found(chosen, list(asked), dict(kinds), dict(groups), dict(tags.most_common(MOST_TAGS)))


def _whole_then_begun(asked: Sequence[str], narrowed: Narrowed) -> list[Facts]:
    """Who types the whole word means that word; where few hold it, those that hold a longer one come after."""
    found = find(asked, MOST, narrowed)
    if len(found) >= ENOUGH:
        return found
    return once([*found, *find(asked, MOST, narrowed, begun=True)])[:MOST]


def _is_chosen(document: Facts, narrowed: Narrowed) -> bool:
    return narrowed.kind in ("", document.kind) and narrowed.group in (None, document.group_id)


def _allowed(narrowed: Narrowed, person: Person | None) -> Narrowed:
    reader = person.pk if person else None
    return replace(narrowed, members_too=is_member(person), reader=reader, but_from=_unheard())


def _unheard() -> tuple[str, ...]:
    """Servers of which nothing is shown to everybody."""
    quiet = homes.quiet()
    return tuple(sorted(quiet.hidden | quiet.limited))


def _read(found: Sequence[Facts], *but: str) -> list[SearchDocument]:
    rows = SearchDocument.objects.defer(*STEMS, *but).in_bulk([facts.pk for facts in found])
    return [rows[facts.pk] for facts in found if facts.pk in rows]
