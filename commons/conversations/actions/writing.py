"""Writing in a conversation, changing and taking back one's own words."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.communities.permissions import is_banned
from commons.conversations.actions.log import happened, inside, kept, log_all
from commons.conversations.actions.pace import note_heat, refuse_too_soon
from commons.conversations.actions.pictures import attach
from commons.conversations.actions.reading import mark_read
from commons.conversations.models import Attachment, Draft, Post, PostRevision, RemovedPost, Topic
from commons.conversations.permissions import (
    may_delete_post,
    may_hide_post,
    may_read_topic,
    may_revise_post,
    may_write_post,
)
from commons.conversations.rendering import people_named_in
from commons.conversations.verbs import Verb
from commons.journal.actions import News, record, record_all
from commons.people.models import Person

MOST_MENTIONED = 10  # who are told of one post


def refuse_banned(person: Person, community: Any) -> None:
    if is_banned(person, community):
        raise MayNot(_("This person was removed from this space and can no longer write in it."))


@dataclass(frozen=True, kw_only=True)
class Words:
    """A post that somebody writes.

    For one from elsewhere, `html` is what its home sent (cleaned again here), `mentioned` whom it names, and
    `elsewhere` its home, its uri, when it was written, what it warns of and what is attached to it. When
    `mentioned` is None nobody is told of it: many old posts are read together.
    """

    topic: Topic
    by: Person
    text: str
    client_id: uuid.UUID | None = None
    reply_to: Post | None = None
    first: bool = False
    html: str = ""
    mentioned: Iterable[Person] | None = ()
    pictures: Sequence[Attachment] = ()
    elsewhere: Mapping[str, Any] = field(default_factory=dict)


def write_post(
    topic: Topic,
    *,
    by: Person,
    text: str,
    client_id: uuid.UUID | None = None,
    reply_to: Post | None = None,
    first: bool = False,
    html: str = "",
    mentioned: Iterable[Person] | None = (),
    pictures: Sequence[Attachment] = (),
    **elsewhere: Any,
) -> Post:
    """Add a post. A retry with the same `client_id` returns what was already written, and changes nothing."""
    words = Words(
        topic=topic,
        by=by,
        text=text,
        client_id=client_id,
        reply_to=reply_to,
        first=first,
        html=html,
        mentioned=mentioned,
        pictures=pictures,
        elsewhere=elsewhere,
    )
    return write_posts([words])[0]


@transaction.atomic
def write_posts(said: Sequence[Words]) -> list[Post]:
    """Add posts, in this order; all of them or none. Each author is asked for as if they came one by one."""
    wanted = Topic.objects.select_for_update(of=("self",)).select_related("community").order_by("pk")
    topics = wanted.in_bulk({words.topic.pk for words in said})
    for words in said:
        _check_may_write(words.by, topics[words.topic.pk])
    posts: dict[int, Post] = _sent_before(said)
    for n, words in enumerate(said):
        if n not in posts:
            refuse_too_soon(topics[words.topic.pk], words.by)
    new = {n: _post(words, topics[words.topic.pk]) for n, words in enumerate(said) if n not in posts}
    for topic in topics.values():
        _take_numbers(topic, [post for post in new.values() if post.topic_id == topic.pk])
    Post.objects.bulk_create(new.values())
    attach((post, picture) for n, post in new.items() for picture in said[n].pictures)
    log_all((post.topic, post.seq, "post", post) for post in new.values())
    record_all([_news(said[n], post) for n, post in new.items()])
    for post in new.values():
        if post.author and post.author.is_local:
            mark_read(post.author, post.topic, post.seq)
            Draft.objects.filter(person=post.author, topic=post.topic).delete()
    for topic in topics.values():
        note_heat(topic)
    posts |= new
    return [posts[n] for n in range(len(said))]


def _check_may_write(by: Person, topic: Topic) -> None:
    if not may_read_topic(by, topic):
        raise NotHere
    refuse_banned(by, None if topic.is_private else topic.community)
    if not may_write_post(by, topic):
        raise MayNot if topic.state == Topic.State.OPEN else WrongMoment


def _sent_before(said: Sequence[Words]) -> dict[int, Post]:
    """What was already written, by its place in `said`."""
    asked = {(words.by.pk, words.client_id): n for n, words in enumerate(said) if words.client_id}
    if not asked:
        return {}
    sent = Post.objects.filter(author__in={by for by, _id in asked}, client_id__in={id for _by, id in asked})
    return {asked[here]: post for post in sent if (here := (post.author_id, post.client_id)) in asked}


def _post(words: Words, topic: Topic) -> Post:
    post = Post(
        topic=topic,
        author=words.by,
        client_id=words.client_id or uuid.uuid4(),
        reply_to=inside(topic, words.reply_to),
        has_pictures=bool(words.pictures),
        **words.elsewhere,
    )
    post.source, post.html = kept(topic, words.text, words.html)
    return post


def _take_numbers(topic: Topic, posts: Sequence[Post]) -> None:
    """The topic's row is locked until commit, so the order of numbers is the order of commits."""
    if not posts:
        return
    for post in posts:
        topic.last_seq += 1
        topic.post_count += 1
        post.seq, post.place = topic.last_seq, topic.post_count
    times = [post.created for post in posts]
    topic.last_post_at = max([topic.last_post_at, *times] if topic.last_post_at else times)
    Topic.objects.filter(pk=topic.pk).update(
        last_seq=topic.last_seq, post_count=topic.post_count, last_post_at=topic.last_post_at
    )


def _news(words: Words, post: Post) -> News:
    detail = {
        "post": post.pk,
        "seq": post.seq,
        "first": words.first,
        "mentioned": _told_of(post, words.mentioned),
    }
    return News(
        verb=Verb.POST_WRITTEN, by=words.by, about=post.topic, public=post.topic.is_public, detail=detail
    )


def _told_of(post: Post, mentioned: Iterable[Person] | None) -> list[int] | None:
    """Whom a post names: ours says so in its words, one from elsewhere in what came with it."""
    if mentioned is None:
        return None
    named = people_named_in(post.html) if post.is_local else mentioned
    return [person.pk for person in named][:MOST_MENTIONED]


@transaction.atomic
def revise_post(post: Post, *, by: Person, text: str, html: str = "", **elsewhere: Any) -> Post:
    """Change one's own words; in public, what they were stays readable. `elsewhere`: as in `write_post`."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    refuse_banned(by, None if topic.is_private else topic.community)
    post = Post.objects.get(pk=post.pk)
    if not may_revise_post(by, post):
        raise MayNot
    if not topic.is_private:
        PostRevision.objects.create(post=post, source=post.source)
    post.source, post.html = kept(topic, text, html)
    post.edited_at = timezone.now()
    for name, value in elsewhere.items():
        setattr(post, name, value)
    post.save(update_fields=["source", "html", "edited_at", *elsewhere])
    happened(topic, Verb.POST_REVISED, "edit", post, by)
    return post


@transaction.atomic
def delete_post(post: Post, *, by: Person) -> None:
    """Take back one's own words: the place stays, so that every page agrees on what came after."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not may_delete_post(by, post):
        raise MayNot
    _empty(post, topic, by)


@transaction.atomic
def remove_post(post: Post, *, by: Person) -> None:
    """A moderator takes the words away; the place stays. Apart, they wait until nobody can contest it any more."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not may_hide_post(by, post) or not topic.is_kept_here:
        raise MayNot
    if post.state != Post.State.DELETED:
        said = {name: getattr(post, name) for name in ("source", "html", "warning", "attached")}
        RemovedPost.objects.update_or_create(post=post, defaults=said)
    _empty(post, topic, by)


def as_it_was(post: Post) -> Post:
    """What was removed, with the words that it had, in memory alone; anything else as it is."""
    if post.state != Post.State.DELETED:
        return post
    removed = RemovedPost.objects.filter(post=post).first()
    return removed.written_into(copy(post)) if removed else post


def _empty(post: Post, topic: Topic, by: Person) -> None:
    post.revisions.all().delete()
    post.pictures.all().delete()
    post.state, post.source, post.html = Post.State.DELETED, "", ""
    post.warning, post.attached, post.has_pictures = "", [], False
    post.save(update_fields=["state", "source", "html", "warning", "attached", "has_pictures"])
    happened(topic, Verb.POST_DELETED, "delete", post, by)


@transaction.atomic
def mentioned_elsewhere(people: Iterable[Person], *, by: Person, url: str) -> None:
    """Somebody named people of this town in a post that has no place here: they are told where it is."""
    told = [person.pk for person in people][:MOST_MENTIONED]
    if told:
        record(Verb.PEOPLE_MENTIONED, by=by, about=by, public=False, people=told, url=url)
