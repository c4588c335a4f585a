"""What every act of a conversation does: take the topic's next number under its row lock, and say what happened."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from commons.base.sealing import seal
from commons.conversations.models import SEALED_FOR, Post, Topic, TopicEvent
from commons.conversations.rendering import post_html, remote_html
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person

ASSEMBLY = "assembly"  # the kind of event that shows panels instead of a message


def inside(topic: Topic, post: Post | None) -> Post | None:
    """What a post answers must be in the same topic: an outsider could otherwise reach into a private one."""
    return post if post and post.topic_id == topic.pk else None


def kept(topic: Topic, text: str, html: str) -> tuple[str, str]:
    if topic.is_private:
        return seal(text, purpose=SEALED_FOR), ""
    return text, remote_html(html) if html else post_html(text)


def next_seq(topic: Topic) -> int:
    """The topic's row is locked until commit, so the order of numbers is the order of commits."""
    Topic.objects.filter(pk=topic.pk).update(last_seq=F("last_seq") + 1)
    topic.refresh_from_db(fields=["last_seq"])
    return topic.last_seq


def log_all(events: Iterable[tuple[Topic, int, str, Post | None]]) -> None:
    TopicEvent.objects.bulk_create(
        TopicEvent(topic=topic, seq=seq, kind=kind, post=post) for topic, seq, kind, post in events
    )


def happened(
    topic: Topic,
    verb: Verb,
    kind: str,
    post: Post | None,
    by: Person | None,
    *,
    public: bool = True,
    **detail: Any,
) -> None:
    seq = next_seq(topic)
    log_all([(topic, seq, kind, post)])
    post_id = post.pk if post else None
    record(verb, by=by, about=topic, public=public and topic.is_public, post=post_id, seq=seq, **detail)


def assembled(
    topic: Topic, verb: Verb, panels: str, by: Person | None, *, public: bool = True, **detail: Any
) -> None:
    """The same in its assembly: `panels` of the page changed, see `TopicEvent.panels`."""
    seq = next_seq(topic)
    TopicEvent.objects.create(topic=topic, seq=seq, kind=ASSEMBLY, panels=panels)
    record(verb, by=by, about=topic, public=public and topic.is_public, panels=panels, seq=seq, **detail)
