"""Starting a conversation: in a space, in a circle, about a thing, between a few people."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from commons.base.errors import MayNot, NotHere
from commons.conversations.actions.writing import refuse_banned, write_post
from commons.conversations.models import Attachment, Circle, Draft, Participant, Post, Topic
from commons.conversations.permissions import may_start_topic, sits_in
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
    reach: str = Topic.Reach.EVERYBODY,
    client_id: uuid.UUID | None = None,
    pictures: Sequence[Attachment] = (),
    **elsewhere: Any,
) -> Topic:
    """Open a conversation with its first post. The same `client_id` again gives the same topic.

    `elsewhere` (home, uri, url, and `post` with the first post's uri and url) describes a topic from elsewhere.
    """
    if not may_start_topic(by):
        raise MayNot
    refuse_banned(by, community)
    client_id = client_id or uuid.uuid4()
    if sent := Post.objects.filter(author=by, client_id=client_id).first():
        return sent.topic
    post_elsewhere = elsewhere.pop("post", {})
    if reach == Topic.Reach.CIRCLE:
        raise MayNot
    topic = Topic.objects.create(community=community, title=title, author=by, reach=reach, **elsewhere)
    record(Verb.TOPIC_STARTED, by=by, about=topic, public=topic.is_public)
    write_post(topic, by=by, text=text, client_id=client_id, first=True, pictures=pictures, **post_elsewhere)
    if community and by.is_local:
        Draft.objects.filter(person=by, community=community).delete()
    return topic


@transaction.atomic
def start_in_circle(
    circle: Circle,
    *,
    by: Person,
    title: str,
    text: str,
    client_id: uuid.UUID | None = None,
    pictures: Sequence[Attachment] = (),
) -> Topic:
    """Open a conversation that the members of a circle read, and nobody else."""
    if not sits_in(by, circle):
        raise NotHere
    client_id = client_id or uuid.uuid4()
    if sent := Post.objects.filter(author=by, client_id=client_id).first():
        return sent.topic
    topic = Topic.objects.create(circle=circle, reach=Topic.Reach.CIRCLE, title=title, author=by)
    record(Verb.TOPIC_STARTED, by=by, about=topic, public=False)
    write_post(topic, by=by, text=text, client_id=client_id, first=True, pictures=pictures)
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
