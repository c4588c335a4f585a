"""What the pages of conversations read: spaces, topics with what is unread, one page of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.communities.models import Community
from commons.conversations.models import Participant, Post, ReadMark, Topic
from commons.conversations.showing import message_html
from commons.live.remembered import RememberedEach
from commons.people import homes
from commons.people.models import Person

PAGE = 50
MOST_KEPT = 64  # pages of topics
SPACES = [Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD]
VISIBLE = ~Q(topics__kind=Topic.Kind.PRIVATE) & ~Q(topics__state=Topic.State.HIDDEN)


def spaces() -> QuerySet[Community]:
    """The places where one talks: spaces then neighbourhoods, of here then of elsewhere, the liveliest first.

    `last_post_at` and `topic_count` come with each.
    """
    found = homes.not_hidden(Community.objects.filter(kind__in=SPACES)).annotate(
        last_post_at=Max("topics__last_post_at", filter=VISIBLE), topic_count=Count("topics", filter=VISIBLE)
    )
    return found.order_by("home", "-kind", F("last_post_at").desc(nulls_last=True), "name")


def topics_in(community: Community, person: Person | None) -> QuerySet[Topic]:
    """Pinned first, then the most recent."""
    found = Topic.objects.public().heard_by(person).filter(community=community).select_related("author")
    return with_unread(found, person).order_by("-pinned", F("last_post_at").desc(nulls_last=True))


def recent_topics(person: Person | None) -> QuerySet[Topic]:
    found = Topic.objects.public().heard_by(person).filter(kind=Topic.Kind.PUBLIC)
    found = found.select_related("author", "community")
    return with_unread(found, person).order_by(F("last_post_at").desc(nulls_last=True))


def threads_of(person: Person) -> QuerySet[Topic]:
    """Somebody's private threads."""
    own = Participant.objects.own_threads_of(person).values("topic")
    mine = Topic.objects.filter(kind=Topic.Kind.PRIVATE, pk__in=own).select_related("author")
    return with_unread(mine, person).order_by(F("last_post_at").desc(nulls_last=True))


def unread_topics(person: Person) -> QuerySet[Topic]:
    """What the person has opened before, and where others wrote since."""
    readable = Topic.objects.filter(pk__in=Topic.objects.readable_by(person).values("pk"))
    opened = with_unread(readable.select_related("author"), person)
    return opened.filter(Q(unread__gt=0)).order_by("-last_post_at")


def with_unread(topics: QuerySet[Topic], person: Person | None) -> QuerySet[Topic]:
    """`unread` counts what others wrote since the person's mark; a topic never opened has no mark and counts 0."""
    if person is None:
        return topics
    mark = ReadMark.objects.filter(person=person, topic=OuterRef("topic")).values("last_seq")[:1]
    others = Post.objects.shown().filter(topic=OuterRef("pk")).exclude(author=person)
    missed = (
        others.filter(seq__gt=Subquery(mark)).order_by().values("topic").annotate(n=Count("pk")).values("n")
    )
    return topics.annotate(unread=Subquery(missed))


class Line(NamedTuple):
    """One post as everybody reads it."""

    seq: int
    created: datetime
    html: SafeString


class Row(NamedTuple):
    """A line with what stands above it: the day when it is a new one, the line of what is unread."""

    html: SafeString
    day: date | None
    unread: bool


@dataclass(frozen=True)
class Sheet:
    """One page of a topic. `last_seq` is the last event it knows when it is the last page, else its last post."""

    rows: list[Row]
    number: int
    pages: int
    last_seq: int

    @property
    def is_last(self) -> bool:
        return self.number == self.pages


def sheet_of(
    topic: Topic,
    person: Person | None = None,
    *,
    number: int | None = None,
    at: int | None = None,
    after: int | None = None,
) -> Sheet:
    """The page asked for by number, the one that holds post `at`, or the one with the first post `after` a number.

    `person` hears those whom they follow on limited servers. Nothing asked for is the first page. The unread line
    stands before the first post after `after`.
    """
    pages = max(1, -(-topic.post_count // PAGE))
    if number is None and (at is not None or after is not None):
        posts = Post.objects.filter(topic=topic)
        before = posts.filter(seq__lt=at) if at is not None else posts.filter(seq__lte=after)
        number = before.count() // PAGE + 1
    number = min(max(number or 1, 1), pages)
    lines = _lines(topic, person, number)
    return Sheet(
        list(_rows(lines, after)), number, pages, topic.last_seq if number == pages else lines[-1].seq
    )


_kept: RememberedEach[list[Line]] = RememberedEach(MOST_KEPT)


def _lines(topic: Topic, person: Person | None, number: int) -> list[Line]:
    """Not kept: what is private, and what depends on whom the reader follows."""
    if topic.is_private or homes.quiet().limited:
        return _read_lines(topic, person, number)
    key = (topic.pk, topic.last_seq, number, get_language(), timezone.localdate())
    return _kept.get(key, lambda: _read_lines(topic, person, number))


def _read_lines(topic: Topic, person: Person | None, number: int) -> list[Line]:
    posts = Post.objects.filter(topic=topic).with_voices().order_by("seq")
    shown = list(posts[(number - 1) * PAGE : number * PAGE])
    heard = homes.heard_among(person, (post.author for post in shown))
    for post in shown:
        post.topic = topic
        post.is_heard = post.author is None or post.author.pk in heard
    return [Line(post.seq, post.created, message_html(post)) for post in shown]


def _rows(lines: Iterable[Line], after: int | None) -> Iterable[Row]:
    day: Any = None
    drawn = after is None
    for line in lines:
        this = timezone.localtime(line.created).date()
        unread = not drawn and line.seq > (after or 0)
        drawn = drawn or unread
        yield Row(line.html, this if this != day else None, unread)
        day = this
