"""Who may read and write in a conversation."""

from commons.communities.permissions import is_banned, keeps_order
from commons.conversations.models import Post, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_citizen, is_member, is_moderator


def takes_part(person: Person | None, topic: Topic) -> bool:
    """Not once one of the others has blocked them, or they one of the others: for both it is gone."""
    if person is None or not topic.participants.filter(person=person, left_at=None).exists():
        return False
    blocked = blocked_with(person)
    return not blocked or not topic.participants.filter(person__in=blocked, left_at=None).exists()


def may_read_topic(person: Person | None, topic: Topic) -> bool:
    """A private thread is for its members; for moderators only after one of its members has shown it to them."""
    if topic.is_private:
        shown = topic.shown_to_moderators_at is not None and is_moderator(person)
        return takes_part(person, topic) or shown
    return topic.state != Topic.State.HIDDEN or is_moderator(person)


def may_start_topic(person: Person | None) -> bool:
    return is_member(person)


def may_write_post(person: Person | None, topic: Topic) -> bool:
    if not is_member(person) or topic.state != Topic.State.OPEN:
        return False
    return takes_part(person, topic) if topic.is_private else not is_banned(person, topic.community)


def may_revise_post(person: Person | None, post: Post) -> bool:
    return is_member(person) and post.author == person and post.state == Post.State.VISIBLE


def may_hide_post(person: Person | None, post: Post) -> bool:
    return is_moderator(person) and may_read_topic(person, post.topic)


def may_show_post(person: Person | None, post: Post) -> bool:
    """Show again what was hidden here; what its space elsewhere took out is that space's to show."""
    return post.state == Post.State.HIDDEN and may_hide_post(person, post) and not hidden_by_its_home(post)


def hidden_by_its_home(post: Post) -> bool:
    """The space elsewhere that keeps the conversation took it out, and nobody here has done so since."""
    if post.topic.is_kept_here:
        return False
    hidden = Entry.objects.about_thing(post.topic).filter(verb=Verb.POST_HIDDEN, detail__post=post.pk).last()
    return hidden is not None and hidden.by_id is None


def may_lock_topic(person: Person | None, topic: Topic) -> bool:
    if topic.is_private:
        return False
    began = person is not None and is_citizen(person) and topic.author_id == person.pk
    return began or _keeps(person, topic)


def may_pin_topic(person: Person | None, topic: Topic) -> bool:
    return topic.kind == Topic.Kind.PUBLIC and _keeps(person, topic)


def _keeps(person: Person | None, topic: Topic) -> bool:
    """Moderators; at their own place its stewards too."""
    return is_moderator(person) or (topic.community is not None and keeps_order(person, topic.community))
