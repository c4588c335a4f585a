"""Who may read and write in a conversation."""

from commons.conversations.models import Post, Topic
from commons.people.models import Person
from commons.people.permissions import is_citizen, is_member, is_moderator


def takes_part(person: Person | None, topic: Topic) -> bool:
    return person is not None and topic.participants.filter(person=person, left_at=None).exists()


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
    return takes_part(person, topic) if topic.is_private else True


def may_revise_post(person: Person | None, post: Post) -> bool:
    return is_member(person) and post.author == person and post.state == Post.State.VISIBLE


def may_hide_post(person: Person | None, post: Post) -> bool:
    return is_moderator(person) and may_read_topic(person, post.topic)


def may_lock_topic(person: Person | None, topic: Topic) -> bool:
    if topic.is_private:
        return False
    return is_moderator(person) or (is_citizen(person) and topic.author == person)
