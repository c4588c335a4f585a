"""The only way to change a conversation. Every act takes the topic's next number under its row lock."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.base.sealing import seal
from commons.conversations.models import (
    EMOJI,
    SEALED_FOR,
    Participant,
    Post,
    PostRevision,
    Reaction,
    ReadMark,
    Topic,
    TopicEvent,
)
from commons.conversations.permissions import (
    may_hide_post,
    may_lock_topic,
    may_read_topic,
    may_revise_post,
    may_start_topic,
    may_write_post,
    takes_part,
)
from commons.conversations.rendering import post_html, remote_html
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person


@transaction.atomic
def start_topic(
    *,
    by: Person,
    title: str,
    text: str,
    community: Any = None,
    client_id: uuid.UUID | None = None,
    **elsewhere: Any,
) -> Topic:
    """Open a public conversation with its first post. The same `client_id` again gives the same topic.

    `elsewhere` (home, uri, url, and `post` with the first post's uri and url) describes a topic from elsewhere.
    """
    if not may_start_topic(by):
        raise MayNot
    client_id = client_id or uuid.uuid4()
    if sent := Post.objects.filter(author=by, client_id=client_id).first():
        return sent.topic
    post_elsewhere = elsewhere.pop("post", {})
    topic = Topic.objects.create(community=community, title=title, author=by, **elsewhere)
    record(Verb.TOPIC_STARTED, by=by, about=topic)
    write_post(topic, by=by, text=text, client_id=client_id, first=True, **post_elsewhere)
    return topic


@transaction.atomic
def talk_about(thing: models.Model, *, title: str, community: Any = None) -> Topic:
    """The one talk topic of a thing (a wiki page); made the first time somebody asks for it."""
    kind = ContentType.objects.get_for_model(thing)
    topic, _made = Topic.objects.get_or_create(
        about_type=kind,
        about_id=thing.pk,
        kind=Topic.Kind.TALK,
        defaults={"title": title, "community": community},
    )
    return topic


@transaction.atomic
def open_private_thread(*, about: models.Model, title: str, members: Iterable[Person]) -> Topic:
    """A thread that only its members can open. Its words are sealed and never leave the town."""
    topic = Topic.objects.create(kind=Topic.Kind.PRIVATE, title=title, about=about)
    Participant.objects.bulk_create(Participant(topic=topic, person=person) for person in members)
    return topic


@transaction.atomic
def write_post(
    topic: Topic,
    *,
    by: Person,
    text: str,
    client_id: uuid.UUID | None = None,
    reply_to: Post | None = None,
    first: bool = False,
    html: str = "",
    **elsewhere: Any,
) -> Post:
    """Add a post. A retry with the same `client_id` returns what was already written, and changes nothing.

    For a post from elsewhere, `html` is what its home sent (cleaned again here) and `elsewhere` its home, its uri
    and when it was written.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not may_read_topic(by, topic):
        raise NotHere
    if not may_write_post(by, topic):
        raise MayNot if topic.state == Topic.State.OPEN else WrongMoment
    client_id = client_id or uuid.uuid4()
    if sent := Post.objects.filter(author=by, client_id=client_id).first():
        return sent
    post = Post(topic=topic, author=by, client_id=client_id, reply_to=_inside(topic, reply_to), **elsewhere)
    post.source, post.html = _kept(topic, text, html)
    post.seq = _next_seq(
        topic,
        post_count=F("post_count") + 1,
        last_post_at=max(topic.last_post_at or post.created, post.created),
    )
    post.save()
    _log(topic, post.seq, "post", post)
    record(
        Verb.POST_WRITTEN,
        by=by,
        about=topic,
        public=not topic.is_private,
        post=post.pk,
        seq=post.seq,
        first=first,
    )
    if by.is_local:
        mark_read(by, topic, post.seq)
    return post


@transaction.atomic
def revise_post(post: Post, *, by: Person, text: str, html: str = "") -> Post:
    """Change one's own words; in public, what they were stays readable."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    post = Post.objects.get(pk=post.pk)
    if not may_revise_post(by, post):
        raise MayNot
    if not topic.is_private:
        PostRevision.objects.create(post=post, source=post.source)
    post.source, post.html = _kept(topic, text, html)
    post.edited_at = timezone.now()
    post.save(update_fields=["source", "html", "edited_at"])
    _happened(topic, Verb.POST_REVISED, "edit", post, by)
    return post


@transaction.atomic
def delete_post(post: Post, *, by: Person) -> None:
    """Take back one's own words: the place stays, so that every page agrees on what came after."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not may_revise_post(by, post):
        raise MayNot
    post.revisions.all().delete()
    post.state, post.source, post.html = Post.State.DELETED, "", ""
    post.save(update_fields=["state", "source", "html"])
    _happened(topic, Verb.POST_DELETED, "delete", post, by)


@transaction.atomic
def hide_post(post: Post, *, by: Person, reason: str) -> None:
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not may_hide_post(by, post):
        raise MayNot
    post.state = Post.State.HIDDEN
    post.save(update_fields=["state"])
    _happened(topic, Verb.POST_HIDDEN, "hide", post, by, reason=reason)


@transaction.atomic
def react(post: Post, *, by: Person, emoji: str) -> bool:
    """Add one of the six reactions, or take it back; True when it is there afterwards."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if emoji not in EMOJI or not may_read_topic(by, topic):
        raise NotHere
    if not may_write_post(by, topic):
        raise MayNot
    reaction, made = Reaction.objects.get_or_create(post=post, person=by, emoji=emoji)
    if not made:
        reaction.delete()
    _happened(topic, Verb.POST_REACTED, "react", post, by)
    return made


@transaction.atomic
def lock_topic(topic: Topic, *, by: Person, outcome: str = "") -> None:
    """Close a conversation, with what came out of it."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not may_lock_topic(by, topic):
        raise MayNot
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.LOCKED, outcome=outcome)
    _happened(topic, Verb.TOPIC_LOCKED, "lock", None, by)


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Person) -> None:
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not may_lock_topic(by, topic):
        raise MayNot
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.OPEN)
    _happened(topic, Verb.TOPIC_REOPENED, "unlock", None, by)


@transaction.atomic
def show_to_moderators(topic: Topic, *, by: Person) -> None:
    """A member of a private thread lets the moderators read it; the others see that it was done."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not takes_part(by, topic):
        raise NotHere
    if topic.shown_to_moderators_at is None:
        Topic.objects.filter(pk=topic.pk).update(shown_to_moderators_at=timezone.now())
        _happened(topic, Verb.TOPIC_OPENED_TO_MODERATORS, "shown", None, by)


@transaction.atomic
def leave_thread(topic: Topic, *, by: Person) -> None:
    Participant.objects.filter(topic=topic, person=by, left_at=None).update(left_at=timezone.now())


def leave_conversations(person: Person, erase: bool) -> None:
    """Of somebody who leaves the town, or their server: private threads are left, words go if that is wished."""
    for thread in Topic.objects.filter(kind=Topic.Kind.PRIVATE, participants__person=person).distinct():
        leave_thread(thread, by=person)
    if erase:
        said = Post.objects.shown().filter(
            author=person, topic__kind__in=[Topic.Kind.PUBLIC, Topic.Kind.TALK]
        )
        for post in said.select_related("topic").order_by("pk"):
            delete_post(post, by=person)


def mark_read(person: Person, topic: Topic, seq: int) -> None:
    """Move somebody's own mark forward, never back. Not an act: nobody else is told."""
    mark, _made = ReadMark.objects.get_or_create(person=person, topic=topic)
    ReadMark.objects.filter(pk=mark.pk, last_seq__lt=seq).update(last_seq=seq)


def _inside(topic: Topic, post: Post | None) -> Post | None:
    """What a post answers must be in the same topic: an outsider could otherwise reach into a private one."""
    return post if post and post.topic_id == topic.pk else None


def _kept(topic: Topic, text: str, html: str) -> tuple[str, str]:
    if topic.is_private:
        return seal(text, purpose=SEALED_FOR), ""
    return text, remote_html(html) if html else post_html(text)


def _next_seq(topic: Topic, **changes: Any) -> int:
    """The topic's row is locked until commit, so the order of numbers is the order of commits."""
    Topic.objects.filter(pk=topic.pk).update(last_seq=F("last_seq") + 1, **changes)
    topic.refresh_from_db(fields=["last_seq"])
    return topic.last_seq


def _log(topic: Topic, seq: int, kind: str, post: Post | None) -> None:
    TopicEvent.objects.create(topic=topic, seq=seq, kind=kind, post=post)


def _happened(topic: Topic, verb: Verb, kind: str, post: Post | None, by: Person, **detail: Any) -> None:
    seq = _next_seq(topic)
    _log(topic, seq, kind, post)
    post_id = post.pk if post else None
    record(verb, by=by, about=topic, public=not topic.is_private, post=post_id, seq=seq, **detail)
