"""What the pages of conversations read: spaces, topics with what is unread, one page of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.communities.charges import stewards
from commons.communities.models import Community
from commons.conversations.models import (
    Circle,
    Draft,
    HeldPost,
    Participant,
    Poll,
    Post,
    ReadMark,
    Seat,
    Topic,
)
from commons.conversations.showing import message_html
from commons.live.remembered import RememberedEach
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_moderator

PAGE = 20
MOST_BALLOTS = 500
MOST_KEPT = 64  # pages of topics
BROUGHT = {"has_pictures": ["pictures__image"], "has_poll": ["poll__options", "poll__counts"]}
SPACES = [Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD]
VISIBLE = (
    Q(topics__reach=Topic.Reach.EVERYBODY, topics__merged_into=None)
    & ~Q(topics__kind=Topic.Kind.PRIVATE)
    & ~Q(topics__state=Topic.State.HIDDEN)
)
# Archived ones last: they are kept to be read, out of the way of what is talked about.
ARCHIVED = Case(When(state=Topic.State.ARCHIVED, then=1), default=0)


def spaces() -> QuerySet[Community]:
    """The places where one talks: spaces then neighbourhoods, of here then of elsewhere, the liveliest first.

    `last_post_at` and `topic_count` come with each.
    """
    found = homes.not_hidden(Community.objects.filter(kind__in=SPACES)).annotate(
        last_post_at=Max("topics__last_post_at", filter=VISIBLE), topic_count=Count("topics", filter=VISIBLE)
    )
    return found.order_by("home", "-kind", F("last_post_at").desc(nulls_last=True), "name")


def topics_in(community: Community, person: Person | None) -> QuerySet[Topic]:
    """Pinned first, then the most recent, the archived ones last."""
    found = Topic.objects.listed_for(person).heard_by(person).filter(community=community)
    listed = with_unread(found.select_related("author"), person)
    return listed.order_by("-pinned", ARCHIVED, F("last_post_at").desc(nulls_last=True))


def topics_of_circle(circle: Circle, person: Person) -> QuerySet[Topic]:
    found = Topic.objects.listed_for(person).filter(circle=circle).select_related("author")
    return with_unread(found, person).order_by(ARCHIVED, F("last_post_at").desc(nulls_last=True))


def circles_of(person: Person) -> QuerySet[Circle]:
    seats = Seat.objects.kept_by(person).values("circle")
    return (
        Circle.objects.filter(pk__in=seats)
        .annotate(members=Count("seats", filter=Q(seats__left_at=None)))
        .order_by("name")
    )


def recent_topics(person: Person | None) -> QuerySet[Topic]:
    found = Topic.objects.listed_for(person).heard_by(person).filter(kind=Topic.Kind.PUBLIC, circle=None)
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
    opened = with_unread(readable.filter(merged_into=None).select_related("author"), person)
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


def drafts_of(person: Person) -> QuerySet[Draft]:
    """The last one first, with its place."""
    mine = Draft.objects.filter(person=person).select_related("topic__circle", "community")
    return mine.order_by("-saved_at")


def held_for(person: Person) -> QuerySet[HeldPost] | None:
    """What waits for a moderator, and at their own places for stewards; None for whoever decides nothing."""
    waiting = HeldPost.objects.waiting().ready_to_read().exclude(author=person)
    if is_moderator(person):
        return waiting
    if not (kept := stewarded_by(person)):
        return None
    return waiting.filter(Q(topic__community__in=kept) | Q(topic=None, community__in=kept))


def stewarded_by(person: Person) -> list[int]:
    return [community for community, steward in stewards() if steward == person.pk]


def polls_readable_by(person: Person | None) -> QuerySet[Poll]:
    posts = Post.objects.readable_by(person).filter(state=Post.State.VISIBLE)
    polls = Poll.objects.filter(post__in=posts.values("pk")).select_related("post__topic__circle")
    return polls.select_related("post__topic__community", "post__author").prefetch_related(
        "options", "counts"
    )


def open_polls(topic: Topic) -> QuerySet[Poll]:
    """Those that go on when their conversation is closed: nobody can vote in them any more."""
    return Poll.objects.filter(post__topic=topic, closed_at=None).select_related("post__topic")


def has_voted_in_secret(person: Person | None, poll: Poll) -> bool:
    return person is not None and poll.secret and poll.receipts.filter(person=person).exists()


def has_voted(person: Person, poll: Poll) -> bool:
    voted = poll.receipts if poll.secret else poll.ballots
    return voted.filter(person=person).exists()


def chosen_before(person: Person | None, poll: Poll) -> dict[str, Any]:
    """How the form stands for who may change their mind."""
    ballot = None if poll.secret else poll.ballots.filter(person=person).first()
    if ballot is None:
        return {}
    if poll.method == Poll.Method.RANKED:
        return {f"place_{option}": str(place) for place, option in enumerate(ballot.choices, 1)}
    chosen = [str(option) for option in ballot.choices]
    return {"choice": chosen if poll.method == Poll.Method.SEVERAL else chosen[0]}


def ballots_shown(poll: Poll) -> list[tuple[Person, list[str]]]:
    """Who chose what, in an open poll, by name."""
    if poll.secret:
        return []
    texts = {option.pk: option.text for option in poll.choices}
    rows = poll.ballots.select_related("person").order_by("person__name", "pk")[:MOST_BALLOTS]
    return [(ballot.person, [texts[option] for option in ballot.choices]) for ballot in rows]
