"""One page of a topic: twenty messages with their days and the line of what is unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.conversations.models import Post, Topic
from commons.conversations.showing import message_html
from commons.live.remembered import RememberedEach
from commons.people import homes
from commons.people.models import Person

PAGE = 20
MOST_KEPT = 64  # pages of topics
BROUGHT = {"has_pictures": ["pictures__image"], "has_poll": ["poll__options", "poll__counts"]}


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
    since: datetime | None = None,
) -> Sheet:
    """The page asked for by number, the one that holds post `at`, or the one with the first post `after` a number or
    `since` a moment.

    `person` hears those whom they follow on limited servers. Nothing asked for is the first page. The unread line
    stands before the first post after `after`. Messages know their place, so any page costs what the first one does.
    """
    pages = max(1, -(-topic.post_count // PAGE))
    if number is None and (asked := _place_of(topic, at, after, since)):
        number = (asked - 1) // PAGE + 1
    number = min(max(number or 1, 1), pages)
    lines = _lines(topic, person, number)
    is_last = number == pages or not lines
    return Sheet(list(_rows(lines, after)), number, pages, topic.last_seq if is_last else lines[-1].seq)


def _place_of(topic: Topic, at: int | None, after: int | None, since: datetime | None) -> int | None:
    """Past the last message is the last one: a link to what was new leads to the end once it is read."""
    posts = Post.objects.filter(topic=topic)
    if at is not None:
        posts = posts.filter(seq__gte=at).order_by("seq")
    elif after is not None:
        posts = posts.filter(seq__gt=after).order_by("seq")
    elif since is not None:
        posts = posts.filter(created__gte=since).order_by("created", "place")
    else:
        return None
    return posts.values_list("place", flat=True).first() or topic.post_count


def seq_on(topic: Topic, since: datetime) -> int | None:
    """The number of the first message from that moment on."""
    posts = Post.objects.filter(topic=topic, created__gte=since).order_by("created", "place")
    return posts.values_list("seq", flat=True).first()


_kept: RememberedEach[list[Line]] = RememberedEach(MOST_KEPT)


def _lines(topic: Topic, person: Person | None, number: int) -> list[Line]:
    """Not kept: what is private, and what depends on whom the reader follows."""
    if topic.is_private or homes.quiet().limited:
        return _read_lines(topic, person, number)
    key = (topic.pk, topic.last_seq, number, get_language(), timezone.localdate())
    return _kept.get(key, lambda: _read_lines(topic, person, number))


def _read_lines(topic: Topic, person: Person | None, number: int) -> list[Line]:
    page = ((number - 1) * PAGE + 1, number * PAGE)
    shown = list(Post.objects.filter(topic=topic, place__range=page).with_voices().order_by("place"))
    bring(shown)
    heard = homes.heard_among(person, (post.author for post in shown))
    for post in shown:
        post.topic = topic
        post.is_heard = post.author is None or post.author.pk in heard
    return [Line(post.seq, post.created, message_html(post)) for post in shown]


def newest_shown(topic: Topic, most: int) -> list[Post]:
    """The last messages that everybody sees, the newest first."""
    rows = Post.objects.shown().filter(topic=topic).select_related("author").order_by("-place")
    posts = list(rows[:most])
    for post in posts:
        post.topic = topic
    return [post for post in posts if post.is_heard]


def bring(posts: Iterable[Post]) -> None:
    """What only few messages have is asked for when one of them has it."""
    posts = list(posts)
    for has, names in BROUGHT.items():
        if having := [post for post in posts if getattr(post, has)]:
            prefetch_related_objects(having, *names)
    if stubs := [post for post in posts if post.state == Post.State.MOVED]:
        prefetch_related_objects(stubs, "moved_to__topic")


def _rows(lines: Iterable[Line], after: int | None) -> Iterable[Row]:
    day: Any = None
    drawn = after is None
    for line in lines:
        this = timezone.localtime(line.created).date()
        unread = not drawn and line.seq > (after or 0)
        drawn = drawn or unread
        yield Row(line.html, this if this != day else None, unread)
        day = this
