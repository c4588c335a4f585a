"""What moderators, stewards and authors do to a conversation."""

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere
from commons.conversations.actions.log import happened
from commons.conversations.models import Post, Topic
from commons.conversations.permissions import may_hide_post, may_lock_topic, takes_part
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def hide_post(post: Post, *, by: Person, reason: str) -> None:
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not may_hide_post(by, post):
        raise MayNot
    post.state = Post.State.HIDDEN
    post.save(update_fields=["state"])
    happened(topic, Verb.POST_HIDDEN, "hide", post, by, reason=reason)


@transaction.atomic
def lock_topic(topic: Topic, *, by: Person, outcome: str = "") -> None:
    """Close a conversation, with what came out of it."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not may_lock_topic(by, topic):
        raise MayNot
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.LOCKED, outcome=outcome)
    happened(topic, Verb.TOPIC_LOCKED, "lock", None, by)


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Person) -> None:
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not may_lock_topic(by, topic):
        raise MayNot
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.OPEN)
    happened(topic, Verb.TOPIC_REOPENED, "unlock", None, by)


@transaction.atomic
def show_to_moderators(topic: Topic, *, by: Person) -> None:
    """A member of a private thread lets the moderators read it; the others see that it was done."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not takes_part(by, topic):
        raise NotHere
    if topic.shown_to_moderators_at is None:
        Topic.objects.filter(pk=topic.pk).update(shown_to_moderators_at=timezone.now())
        happened(topic, Verb.TOPIC_OPENED_TO_MODERATORS, "shown", None, by)
