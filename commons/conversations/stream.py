"""Of conversations one follows topics, all that is said in a space or a neighbourhood, and one's own circles."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _

from commons.base import sections
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations.models import Seat, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry, EntryQuerySet
from commons.notices.models import Attention
from commons.people import stream
from commons.people.models import Person


def _entries(topics: Any) -> EntryQuerySet:
    return stream.news().filter(about_type=ContentType.objects.get_for_model(Topic), about_id__in=topics)


def _among_few(topics: Any) -> EntryQuerySet:
    kind = ContentType.objects.get_for_model(Topic)
    return stream.news_among_few().filter(about_type=kind, about_id__in=topics)


def followed_talks(person: Person) -> Iterable[tuple[EntryQuerySet, stream.Explain]]:
    topics = Topic.objects.public().heard_by(person)
    rows = Attention.objects.followed_by(person).filter(kind="topic").values_list("key", flat=True)
    own = topics.filter(pk__in=[natural(key) for key in rows]).values("pk")
    yield _entries(own), _by_title
    spaces = Community.objects.followed_by(person).values("pk")
    yield _entries(topics.filter(community__in=spaces).values("pk")), _by_space
    inside = Topic.objects.readable_by(person).filter(reach=Topic.Reach.MEMBERS)
    followed = Q(pk__in=[natural(key) for key in rows]) | Q(community__in=spaces)
    yield _among_few(inside.filter(followed).values("pk")), _by_space
    circles = Seat.objects.kept_by(person).values("circle")
    among = Topic.objects.readable_by(person).filter(reach=Topic.Reach.CIRCLE, circle__in=circles)
    yield _among_few(among.values("pk")), _by_circle


def _by_title(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "title")


def _by_space(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "community__name")


def _by_circle(entries: Sequence[Entry]) -> dict[int, str]:
    names = _names(entries, "circle__name")
    return {key: _("your circle %(name)s") % {"name": name} for key, name in names.items()}


def _names(entries: Sequence[Entry], field: str) -> dict[int, str]:
    names = dict(Topic.objects.filter(pk__in=[one.about_id for one in entries]).values_list("pk", field))
    return {one.pk: names.get(one.about_id) or "" for one in entries}


def follow_button(person: Person | None, topic: Topic) -> dict[str, object] | None:
    """What is private is not followed: its people are told anyway."""
    if topic.is_private:
        return None
    return stream.button(person, "topic", topic.pk, topic.get_absolute_url())


def register() -> None:
    sections.register("topic", "follow", 90, follow_button, "people/_follow_mark.html")
    stream.register(
        followed_talks,
        Verb.TOPIC_STARTED,
        Verb.POST_WRITTEN,
        Verb.TOPIC_LOCKED,
        Verb.ASSEMBLY_CALLED,
        Verb.ASSEMBLY_CLOSED,
    )
