"""What a moderator reads before others do, and what moderators take back at once."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.actions.care import hide_post
from commons.conversations.actions.log import happened
from commons.conversations.actions.pictures import released
from commons.conversations.actions.starting import start_topic
from commons.conversations.actions.writing import refuse_banned, write_post
from commons.conversations.models import Attachment, Draft, HeldPost, Post, PostQuerySet, Topic
from commons.conversations.permissions import (
    may_decide_held,
    may_read_topic,
    may_start_topic,
    may_undo_posts,
    may_write_post,
)
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person

MOST_UNDONE = 500


@transaction.atomic
def hold_post(
    *,
    by: Person,
    text: str,
    rule: str,
    topic: Topic | None = None,
    community: Any = None,
    title: str = "",
    reach: str = Topic.Reach.EVERYBODY,
    reply_seq: int = 0,
    client_id: uuid.UUID | None = None,
    picture: bytes = b"",
    alt: str = "",
) -> HeldPost:
    """Keep it for a moderator, in place of writing it. The same `client_id` again is the same one.

    `picture` as `sealed` made it, with what one sees there as `alt`.
    """
    if topic is not None and not may_read_topic(by, topic):
        raise NotHere
    if not (may_write_post(by, topic) if topic else may_start_topic(by)):
        raise MayNot
    refuse_banned(by, topic.community if topic else community)
    held, new = HeldPost.objects.get_or_create(
        author=by,
        client_id=client_id or uuid.uuid4(),
        defaults={
            "topic": topic,
            "community": community,
            "title": title,
            "reach": reach,
            "text": text,
            "reply_seq": reply_seq,
            "rule": rule,
            "sealed": picture,
            "alt": alt,
        },
    )
    if new:
        Draft.objects.filter(person=by, topic=topic, community=None if topic else community).delete()
        record(Verb.POST_HELD, by=by, about=held, public=False, rule=rule)
    return held


def let_through(held: HeldPost, *, by: Person) -> Post:
    """It appears now, as if it had just been written; its author is told. A picture is painted before anything is
    locked. Raises Unusable when it cannot be shown.
    """
    if not may_decide_held(by, held):
        raise MayNot
    return _let_through(held, by, released(held) if held.state == HeldPost.State.WAITING else [])


@transaction.atomic
def _let_through(held: HeldPost, by: Person, pictures: Sequence[Attachment]) -> Post:
    held = _decided(held, by, HeldPost.State.SHOWN)
    return _publish(held, by, pictures)


@transaction.atomic
def publish_after_all(held: HeldPost, *, by: Person | None) -> Post:
    """After an appeal: what was given back appears, without its picture, which is gone. `by` None: a jury."""
    held = HeldPost.objects.select_related("author", "topic", "community").get(pk=held.pk)
    if by is not None and not may_decide_held(by, held):
        raise MayNot
    given_back = HeldPost.objects.filter(pk=held.pk, state=HeldPost.State.REFUSED)
    if not given_back.update(state=HeldPost.State.SHOWN):
        raise WrongMoment
    return _publish(held, by, [])


def _publish(held: HeldPost, by: Person | None, pictures: Sequence[Attachment]) -> Post:
    if held.topic:
        answered = held.topic.posts.filter(seq=held.reply_seq).first() if held.reply_seq else None
        post = write_post(
            held.topic,
            by=held.author,
            text=held.text,
            client_id=held.client_id,
            reply_to=answered,
            pictures=pictures,
        )
    else:
        topic = start_topic(
            by=held.author,
            title=held.title,
            text=held.text,
            community=held.community,
            reach=held.reach,
            client_id=held.client_id,
            pictures=pictures,
        )
        post = topic.posts.get(seq=1)
    record(Verb.POST_LET_THROUGH, by=by, about=held, public=False, post=post.pk)
    return post


@transaction.atomic
def give_back(held: HeldPost, *, by: Person, reason: str) -> None:
    """It does not appear. Its author reads why, and has their words back; a picture is gone."""
    held = _decided(held, by, HeldPost.State.REFUSED, reason=reason)
    record(Verb.POST_GIVEN_BACK, by=by, about=held, public=False)


def _decided(held: HeldPost, by: Person, state: HeldPost.State, **more: Any) -> HeldPost:
    """Decided once, whoever was faster."""
    held = HeldPost.objects.select_related("author", "topic", "community").get(pk=held.pk)
    if not may_decide_held(by, held):
        raise MayNot
    waiting = HeldPost.objects.filter(pk=held.pk, state=HeldPost.State.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=timezone.now(), sealed=b"", **more):
        raise WrongMoment
    return held


def posts_between(person: Person, since: datetime, until: datetime) -> PostQuerySet:
    """What somebody wrote for others to read in a period, in order: what `undo_posts` hides."""
    said = Post.objects.shown().filter(author=person, created__gte=since, created__lt=until)
    said = said.exclude(topic__kind=Topic.Kind.PRIVATE).exclude(topic__reach=Topic.Reach.CIRCLE)
    return said.select_related("topic").order_by("pk")


@transaction.atomic
def undo_posts(
    person: Person, *, by: Person, since: datetime, until: datetime, reason: str
) -> Sequence[Post]:
    """Hide all of it, each as if one by one, and the conversations that nobody else took part in."""
    if not may_undo_posts(by, person):
        raise MayNot
    posts = list(posts_between(person, since, until)[:MOST_UNDONE])
    for post in posts:
        hide_post(post, by=by, reason=reason)
    for topic in {post.topic_id: post.topic for post in posts}.values():
        _hide_if_alone(topic, person, by)
    record(Verb.POSTS_UNDONE, by=by, about=person, public=False, posts=len(posts), reason=reason)
    return posts


def _hide_if_alone(topic: Topic, person: Person, by: Person) -> None:
    """Its title would go on saying what its only message said."""
    if topic.author_id != person.pk or topic.posts.exclude(author=person).exists():
        return
    if topic.posts.shown().exists():
        return
    if Topic.objects.filter(pk=topic.pk).exclude(state=Topic.State.HIDDEN).update(state=Topic.State.HIDDEN):
        topic.state = Topic.State.HIDDEN
        happened(topic, Verb.TOPIC_LOCKED, "lock", None, by, public=False)
