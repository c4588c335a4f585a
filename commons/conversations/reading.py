"""What the lists of conversations read: spaces, circles, topics with what is unread, drafts, what waits."""

from collections.abc import Iterable

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
)

from commons.communities.charges import stewards
from commons.communities.models import Community
from commons.conversations.models import (
    Circle,
    Draft,
    HeldPost,
    Participant,
    Post,
    ReadMark,
    Seat,
    Topic,
)
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_moderator

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


def begun() -> QuerySet[Topic]:
    """What feeds name: conversations that everybody may read, the last that was opened first."""
    found = Topic.objects.public().heard_by(None).filter(kind=Topic.Kind.PUBLIC, merged_into=None)
    return found.select_related("author").order_by("-created", "-pk")


def threads_of(person: Person) -> QuerySet[Topic]:
    """Somebody's private threads, with who is in them (see `name_others`)."""
    own = Participant.objects.own_threads_of(person).values("topic")
    mine = Topic.objects.filter(kind=Topic.Kind.PRIVATE, pk__in=own).select_related("author")
    mine = mine.prefetch_related("participants__person")
    return with_unread(mine, person).order_by(F("last_post_at").desc(nulls_last=True))


def name_others(threads: Iterable[Topic], person: Person) -> None:
    """Write on each `with_whom` it is: several threads may be about the same thing."""
    for thread in threads:
        seats = sorted(thread.participants.all(), key=lambda seat: seat.pk)
        others = [seat.person.name for seat in seats if seat.person_id != person.pk]
        thread.with_whom = ", ".join(others)  # type: ignore[attr-defined]  # for the list alone


def unread_topics(person: Person) -> QuerySet[Topic]:
    """What the person has opened before, and where others wrote since."""
    readable = Topic.objects.filter(pk__in=Topic.objects.readable_by(person).values("pk"))
    opened = with_unread(readable.filter(merged_into=None).select_related("author"), person)
    return opened.filter(Q(unread__gt=0)).order_by("-last_post_at")


def with_unread(topics: QuerySet[Topic], person: Person | None) -> QuerySet[Topic]:
    """`unread` counts what others wrote since the person's mark; a topic never opened has no mark and counts 0.

    Each with its assembly, of which lists say when it is.
    """
    topics = topics.select_related("assembly").defer("assembly__minutes", "assembly__minutes_html")
    if person is None:
        return topics
    mark = ReadMark.objects.filter(person=person, topic=OuterRef("topic")).values("last_seq")[:1]
    others = Post.objects.shown().filter(topic=OuterRef("pk")).exclude(author=person)
    missed = (
        others.filter(seq__gt=Subquery(mark)).order_by().values("topic").annotate(n=Count("pk")).values("n")
    )
    return topics.annotate(unread=Subquery(missed))


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
