"""Servers that moderators keep quiet: what lives there is not shown, or only to those who follow it.

People stand below federation and know nothing of servers; what was decided of one is written down here, by host.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from commons.live.remembered import Remembered
from commons.people.models import Follow, Person, QuietHome
from commons.people.verbs import Verb

Things = TypeVar("Things", bound=QuerySet[Any])


@dataclass(frozen=True)
class Quiet:
    """Hosts by what is kept of them."""

    hidden: frozenset[str] = frozenset()
    limited: frozenset[str] = frozenset()
    without_media: frozenset[str] = frozenset()


def decide(homes: Iterable[str], *, level: str, hides_media: bool) -> None:
    """Keep these hosts quiet; `level` "" without `hides_media` lets them be heard like everybody."""
    for home in homes:
        if level or hides_media:
            values = {"level": level, "hides_media": hides_media}
            QuietHome.objects.update_or_create(home=home, defaults=values)
        else:
            QuietHome.objects.filter(home=home).delete()
    quiet.forget_now_and_on_commit()


def _read() -> Quiet:
    rows = list(QuietHome.objects.values_list("home", "level", "hides_media"))
    return Quiet(
        hidden=frozenset(home for home, level, _media in rows if level == QuietHome.Level.HIDDEN),
        limited=frozenset(home for home, level, _media in rows if level == QuietHome.Level.LIMITED),
        without_media=frozenset(home for home, _level, media in rows if media),
    )


# Decisions are rare and rows few: each process reads them all. Who decides says with which verbs (`told_by`).
quiet = Remembered(_read, until=())


def told_by(verbs: Iterable[str]) -> None:
    """Entries with these verbs may change what is quiet; said by who is above and knows servers."""
    quiet.hears(verbs)


def is_hidden(home: str) -> bool:
    return bool(home) and home in quiet().hidden


def is_limited(home: str) -> bool:
    return bool(home) and home in quiet().limited


def shows_media(home: str) -> bool:
    """May attachments from there be shown?"""
    return not home or home not in quiet().without_media


def not_hidden(things: Things, *fields: str) -> Things:
    """Without what lives on suspended servers; each of `fields` (`home` alone, if none) leads to a host."""
    hidden = quiet().hidden
    for field in (fields or ("home",)) if hidden else ():
        things = things.exclude(**{f"{field}__in": hidden})
    return things


def without_hidden_people(entries: Things) -> Things:
    """For the public record: nothing that people of suspended servers did."""
    return not_hidden(entries, "by__home")


def heard_by(person: Person | None, things: Things, *, author: str = "", group: str = "") -> Things:
    """Besides, without what lives on limited servers, unless `person` follows its `author` or its `group`."""
    things = not_hidden(things)
    limited = quiet().limited
    if not limited:
        return things
    unheard = Q(home__in=limited)
    if author:  # a conversation of this town may have been started from there
        unheard |= Q(**{f"{author}__home__in": limited})
    if person is not None:
        follows = Follow.objects.accepted().filter(follower=person)
        if author:
            unheard &= ~Q(**{f"{author}__in": follows.exclude(person=None).values("person")})
        if group:
            unheard &= ~Q(**{f"{group}__in": follows.exclude(community=None).values("community")})
    return things.exclude(unheard)


def hears(person: Person | None, author: Person | None) -> bool:
    """Is what `author` says shown to `person`?"""
    if author is None or author.is_local:
        return True
    if is_hidden(author.home):
        return False
    if not is_limited(author.home):
        return True
    return person is not None and Follow.objects.accepted().filter(follower=person, person=author).exists()


def heard_among(person: Person | None, authors: Iterable[Person | None]) -> set[int]:
    """`hears` of many at once: the keys of those who are shown to `person`, in one question at most."""
    known = {author for author in authors if author is not None}
    limited = {author for author in known if is_limited(author.home)}
    heard = {author.pk for author in known - limited if not is_hidden(author.home)}
    if limited and person is not None:
        follows = Follow.objects.accepted().filter(follower=person, person__in=limited)
        heard |= set(follows.values_list("person", flat=True))
    return heard


def is_told_of(person: Person, entry: Any) -> bool:
    """A doubt of the notices: nobody is told what somebody says whom they do not hear, but that they wait for a yes."""
    asks = entry.verb == Verb.FOLLOW_ASKED and not is_hidden(entry.by.home if entry.by else "")
    return asks or hears(person, entry.whose)
