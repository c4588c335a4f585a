"""Of conversations one follows topics, and all that is said in a space or a neighbourhood."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType

from commons.base import sections
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations.models import Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry, EntryQuerySet
from commons.notices.models import Attention
from commons.people import stream
from commons.people.models import Person


def _entries(topics: Any) -> EntryQuerySet:
    return stream.news().filter(about_type=ContentType.objects.get_for_model(Topic), about_id__in=topics)


def followed_talks(person: Person) -> Iterable[tuple[EntryQuerySet, stream.Explain]]:
    topics = Topic.objects.public().heard_by(person)
    rows = Attention.objects.followed_by(person).filter(kind="topic").values_list("key", flat=True)
    own = topics.filter(pk__in=[natural(key) for key in rows]).values("pk")
    yield _entries(own), _by_title
    spaces = Community.objects.followed_by(person).values("pk")
    yield _entries(topics.filter(community__in=spaces).values("pk")), _by_space


def _by_title(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "title")


def _by_space(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "community__name")


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
    stream.register(followed_talks, Verb.TOPIC_STARTED, Verb.POST_WRITTEN, Verb.TOPIC_LOCKED)
