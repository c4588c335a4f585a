"""What moderators, stewards and authors do to a conversation.

`by` None is the word of the space that keeps a conversation from elsewhere; ours is in the hands of people here.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.actions.log import happened
from commons.conversations.models import Post, RemovedPost, Topic
from commons.conversations.permissions import (
    hidden_by_its_home,
    is_among,
    may_arrange_topic,
    may_hide_post,
    may_hide_topic,
    may_lock_topic,
    may_pin_topic,
    may_show_post,
    was_shown_to_moderators,
)
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def hide_post(post: Post, *, by: Person | None, reason: str) -> None:
    topic = _locked(post.topic, by, lambda person, topic: may_hide_post(person, post))
    post.state = Post.State.HIDDEN
    post.save(update_fields=["state"])
    happened(topic, Verb.POST_HIDDEN, "hide", post, by, reason=reason)


@transaction.atomic
def show_post(post: Post, *, by: Person | None) -> None:
    """Show again what was hidden. `by` None undoes only what was hidden so."""
    topic = _locked(post.topic, by, lambda person, topic: may_show_post(person, post))
    if by is None and not hidden_by_its_home(post):
        raise MayNot
    if Post.objects.filter(pk=post.pk, state=Post.State.HIDDEN).update(state=Post.State.VISIBLE):
        happened(topic, Verb.POST_SHOWN, "show", post, by)


@transaction.atomic
def bring_post_back(post: Post, *, by: Person | None) -> None:
    """After an appeal; `by` None is the word of a jury, which needs nobody's leave. What was removed has its words
    again, without its pictures, while they are kept.
    """
    if RemovedPost.objects.filter(post=post).exists():
        _write_again(post, by)
        return
    if by is not None:
        show_post(post, by=by)
        return
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if Post.objects.filter(pk=post.pk, state=Post.State.HIDDEN).update(state=Post.State.VISIBLE):
        happened(topic, Verb.POST_SHOWN, "show", post, None)


def _write_again(post: Post, by: Person | None) -> None:
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    removed = RemovedPost.objects.select_for_update().get(post=post)
    if by is not None and not may_hide_post(by, post):
        raise MayNot
    post = removed.written_into(Post.objects.get(pk=post.pk))
    post.state = Post.State.VISIBLE
    post.save(update_fields=["state", "source", "html", "warning", "attached"])
    removed.delete()
    happened(topic, Verb.POST_SHOWN, "show", post, by)


@transaction.atomic
def hide_topic(topic: Topic, *, by: Person) -> None:
    """A whole conversation, for all but moderators. Nobody hides a private thread from those who are in it."""
    topic = _locked(topic, by, may_hide_topic)
    if Topic.objects.filter(pk=topic.pk).exclude(state=Topic.State.HIDDEN).update(state=Topic.State.HIDDEN):
        topic.state = Topic.State.HIDDEN
        happened(topic, Verb.TOPIC_LOCKED, "lock", None, by, public=False)


@transaction.atomic
def bring_topic_back(topic: Topic, *, by: Person | None) -> None:
    """Open again; `by` None is the word of a jury."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if by is not None and not may_hide_topic(by, topic):
        raise MayNot
    if Topic.objects.filter(pk=topic.pk, state=Topic.State.HIDDEN).update(state=Topic.State.OPEN):
        topic.state = Topic.State.OPEN
        happened(topic, Verb.TOPIC_REOPENED, "unlock", None, by)


@transaction.atomic
def lock_topic(topic: Topic, *, by: Person | None, outcome: str = "") -> None:
    """Nobody writes there any more: closed with what came out of it or, without, locked for a while."""
    topic = _locked(topic, by, may_lock_topic)
    if by is None and topic.state != Topic.State.OPEN:
        return
    if topic.state not in (Topic.State.OPEN, Topic.State.LOCKED):
        raise WrongMoment
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.LOCKED, outcome=outcome)
    happened(topic, Verb.TOPIC_LOCKED, "lock", None, by)


@transaction.atomic
def reopen_topic(topic: Topic, *, by: Person | None) -> None:
    topic = _locked(topic, by, may_lock_topic)
    if by is None and topic.state != Topic.State.LOCKED:
        return
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.OPEN)
    happened(topic, Verb.TOPIC_REOPENED, "unlock", None, by)


@transaction.atomic
def archive_topic(topic: Topic, *, by: Person) -> None:
    """Kept to be read, out of the way: lists name it last, and only who keeps order opens it again."""
    topic = _locked(topic, by, may_arrange_topic)
    if topic.state not in (Topic.State.OPEN, Topic.State.LOCKED):
        raise WrongMoment
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.ARCHIVED, pinned=False)
    happened(topic, Verb.TOPIC_ARCHIVED, "archive", None, by)


@transaction.atomic
def arrange_topic(topic: Topic, *, by: Person, slow_seconds: int, announcements: bool) -> None:
    """How often each may write, and whether all may; a conversation that was slow by itself is no longer."""
    topic = _locked(topic, by, may_arrange_topic)
    wanted = {"slow_seconds": slow_seconds, "announcements": announcements, "heated_until": None}
    if all(getattr(topic, name) == value for name, value in wanted.items()):
        return
    Topic.objects.filter(pk=topic.pk).update(**wanted)
    happened(topic, Verb.TOPIC_ARRANGED, "slow", None, by, slow=slow_seconds, announcements=announcements)


@transaction.atomic
def pin_topic(topic: Topic, *, by: Person | None) -> None:
    """Keep it above the others of its space."""
    topic = _locked(topic, by, may_pin_topic)
    if Topic.objects.filter(pk=topic.pk, pinned=False).update(pinned=True):
        happened(topic, Verb.TOPIC_PINNED, "pin", None, by)


@transaction.atomic
def unpin_topic(topic: Topic, *, by: Person | None) -> None:
    topic = _locked(topic, by, may_pin_topic)
    if Topic.objects.filter(pk=topic.pk, pinned=True).update(pinned=False):
        happened(topic, Verb.TOPIC_UNPINNED, "unpin", None, by)


def _locked(topic: Topic, by: Person | None, allowed: Callable[[Person, Topic], bool]) -> Topic:
    """The topic under its row lock, when this may be done to it."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if topic.is_kept_here if by is None else not allowed(by, topic):
        raise MayNot
    return topic


@transaction.atomic
def show_to_moderators(topic: Topic, *, by: Person) -> None:
    """A member of a private thread or a circle lets the moderators read it; all see that it was done, not by whom."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not topic.is_confided or not is_among(by, topic):
        raise NotHere
    if topic.shown_to_moderators_at is None:
        Topic.objects.filter(pk=topic.pk).update(shown_to_moderators_at=timezone.now())
        happened(topic, Verb.TOPIC_OPENED_TO_MODERATORS, "shown", None, None)


@transaction.atomic
def show_message_to_moderators(post: Post, *, by: Person) -> None:
    """The same for one message and its neighbours; the rest of the thread stays closed. Nobody is told who asked."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if not topic.is_confided or not is_among(by, topic):
        raise NotHere
    if not was_shown_to_moderators(post):
        happened(topic, Verb.TOPIC_OPENED_TO_MODERATORS, "shown", post, None)
