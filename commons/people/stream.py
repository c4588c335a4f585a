"""What one follows, in order of time: a line for each thing that something happened to, and why it stands there.

Nothing is ranked, and it ends. People stand below the rooms: each room registers which of its verbs are news, and which
entries of the journal somebody follows. What is here the public record shows to everybody, or a room has asked whether
this person may read it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.journal.faces import Line, lines, shown_to_all
from commons.journal.models import Entry, EntryQuerySet
from commons.notices.models import Attention
from commons.people.blocks import blocked_with
from commons.people.models import Follow, Person

PAGE = 30
DAYS = 30  # what is older is found where it happened

# Of some entries: {key: what is followed}, as a name.
Explain = Callable[[Sequence[Entry]], dict[int, str]]
Source = Callable[[Person], Iterable[tuple[EntryQuerySet, Explain]]]

_sources: list[Source] = []
_news: set[str] = set()


@dataclass
class Piece:
    """The newest line about one thing; `more` are older ones about it, `whys` what of it is followed."""

    line: Line
    whys: list[str]
    more: int = 0

    @property
    def why(self) -> str:
        return why_words(self.whys)

    @property
    def is_for_all(self) -> bool:
        return self.line.entry.is_public


@dataclass(frozen=True)
class Page:
    """`before` leads to older ones; 0 when this is all."""

    pieces: list[Piece]
    before: int


def register(source: Source, *verbs: str) -> None:
    """`source(person)`: entries, from `news()`, and what explains them. `verbs` are those of the room that are news."""
    if source not in _sources:
        _sources.append(source)
        _news.update(str(verb) for verb in verbs)


def news() -> EntryQuerySet:
    """What sources begin from."""
    return shown_to_all().filter(verb__in=_news)


def news_among_few() -> EntryQuerySet:
    """What the record does not show: a source that begins from here narrows it to what its person may read."""
    return Entry.objects.filter(verb__in=_news, is_public=False)


def page_of(person: Person, *, before: int = 0, most: int = PAGE) -> Page:
    """The newest `most` entries before `before`, of the last thirty days. A few questions per source, however much
    is followed.
    """
    found: dict[int, Entry] = {}
    whys: dict[int, list[str]] = {}
    floor, unheard = _oldest(), blocked_with(person) | {person.pk}
    for source in _sources:
        for entries, explain in source(person):
            rows = entries.filter(pk__gte=floor).exclude(by__in=unheard)
            some = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: most + 1])
            reasons = explain(some) if some else {}
            for entry in some:
                found[entry.pk] = entry
                whys.setdefault(entry.pk, []).append(reasons.get(entry.pk, ""))
    keys = sorted(found, reverse=True)
    shown = Entry.objects.filter(pk__in=keys[:most]).select_related("by").prefetch_related("about")
    pieces = _together(lines(shown.order_by("-pk"), among_few=True), whys)
    return Page(pieces, keys[most - 1] if len(keys) > most else 0)


def _together(shown: Sequence[Line], whys: dict[int, list[str]]) -> list[Piece]:
    """One piece per thing; what may not be named is left out."""
    pieces: dict[tuple[int, int], Piece] = {}
    for line in shown:
        if not line.title:
            continue
        here = (line.entry.about_type_id, line.entry.about_id)
        reasons = [why for why in whys[line.entry.pk] if why]
        if here in pieces:
            pieces[here].more += 1
        piece = pieces.setdefault(here, Piece(line, []))
        piece.whys += [why for why in reasons if why not in piece.whys]
    return list(pieces.values())


def _oldest() -> int:
    """The first key of the last thirty days: numbers rise with time."""
    edge = timezone.now() - timedelta(days=DAYS)
    return (Entry.objects.filter(at__lt=edge).aggregate(last=Max("pk"))["last"] or 0) + 1


def followed_people(person: Person) -> Iterable[tuple[EntryQuerySet, Explain]]:
    followed = Follow.objects.accepted().filter(follower=person, person__state="active").values("person")

    def explain(entries: Sequence[Entry]) -> dict[int, str]:
        names = dict(
            Person.objects.filter(pk__in=[one.whose_id for one in entries]).values_list("pk", "name")
        )
        return {one.pk: names.get(one.whose_id or 0, "") for one in entries}

    own = Q(by__in=followed, on_behalf_of=None)
    yield news().filter(own | Q(on_behalf_of__in=followed)), explain


def button(person: Person | None, kind: str, key: object, back: str) -> dict[str, object] | None:
    """What `people/_follow_mark.html` needs; None for those who follow nothing here."""
    if person is None or not person.is_local:
        return None
    rows = Attention.objects.followed_by(person).filter(kind=kind, key=str(key))
    return {"mark": f"{kind}:{key}", "followed": rows.exists(), "back": back}


def why_words(whys: Sequence[str]) -> str:
    return _("Because you follow: %(what)s") % {"what": ", ".join(whys)}
