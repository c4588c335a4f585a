"""Who may read and write in a conversation."""

from datetime import timedelta

from django.utils import timezone

from commons.accounts.permissions import is_resident
from commons.communities.models import Community
from commons.communities.permissions import is_banned, keeps_order
from commons.conversations.models import Circle, HeldPost, Poll, Post, Seat, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_citizen, is_member, is_moderator

EDIT_WINDOW = timedelta(hours=24)


def takes_part(person: Person | None, topic: Topic) -> bool:
    """Not once one of the others has blocked them, or they one of the others: for both it is gone."""
    if person is None or not topic.participants.filter(person=person, left_at=None).exists():
        return False
    blocked = blocked_with(person)
    return not blocked or not topic.participants.filter(person__in=blocked, left_at=None).exists()


def is_among(person: Person | None, topic: Topic) -> bool:
    """One of those for whom the topic is: its thread's, its circle's, of this town, or anybody."""
    if topic.is_private:
        return takes_part(person, topic)
    if topic.circle is not None:
        return sits_in(person, topic.circle)
    return topic.is_public or is_citizen(person)


def may_read_topic(person: Person | None, topic: Topic) -> bool:
    """What is said among few is for moderators only after one of them has shown it."""
    if topic.shown_to_moderators_at is not None and is_moderator(person):
        return True
    if topic.state == Topic.State.HIDDEN and not is_moderator(person):
        return False
    return is_among(person, topic)


def may_start_topic(person: Person | None) -> bool:
    return is_member(person)


def may_write_post(person: Person | None, topic: Topic) -> bool:
    if not is_member(person) or topic.state != Topic.State.OPEN or not is_among(person, topic):
        return False
    if topic.announcements and not may_announce(person, topic):
        return False
    return not is_banned(person, topic.community)


def may_announce(person: Person | None, topic: Topic) -> bool:
    """Write where others only read: who began it, and who keeps order there."""
    return (person is not None and topic.author_id == person.pk) or keeps_topic(person, topic)


def may_react(person: Person | None, topic: Topic) -> bool:
    """Also where only some write, and while it is slow; no longer once it is closed."""
    if not is_member(person) or topic.state != Topic.State.OPEN or not is_among(person, topic):
        return False
    return not is_banned(person, topic.community)


def may_revise_post(person: Person | None, post: Post) -> bool:
    """One's own, in the first day where others read it. Of what comes from elsewhere its home decides."""
    if not may_delete_post(person, post):
        return False
    in_time = post.created > timezone.now() - EDIT_WINDOW
    return in_time or not post.is_local or post.topic.is_private


def may_delete_post(person: Person | None, post: Post) -> bool:
    return is_member(person) and post.author == person and post.state == Post.State.VISIBLE


def may_hide_post(person: Person | None, post: Post) -> bool:
    """Of a private thread that is closed to them, the message that a member has shown."""
    if not is_moderator(person):
        return False
    return may_read_topic(person, post.topic) or was_shown_to_moderators(post)


def was_shown_to_moderators(post: Post) -> bool:
    shown = Entry.objects.about_thing(post.topic).filter(verb=Verb.TOPIC_OPENED_TO_MODERATORS)
    return shown.filter(detail__post=post.pk).exists()


def may_hide_topic(person: Person | None, topic: Topic) -> bool:
    return is_moderator(person) and not topic.is_confided


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
    if topic.is_private or topic.merged_into_id:
        return False
    began = is_citizen(person) and topic.author_id == person.pk
    return (began and topic.state != Topic.State.ARCHIVED) or keeps_topic(person, topic)


def may_pin_topic(person: Person | None, topic: Topic) -> bool:
    return topic.kind == Topic.Kind.PUBLIC and topic.circle_id is None and keeps_topic(person, topic)


def may_arrange_topic(person: Person | None, topic: Topic) -> bool:
    """Slow it, keep it for announcements, archive it."""
    return not topic.is_private and topic.merged_into_id is None and keeps_topic(person, topic)


def may_move_posts(person: Person | None, topic: Topic) -> bool:
    """Out of it, or into it: by who keeps order there, where nobody elsewhere decides."""
    return topic.is_kept_here and may_arrange_topic(person, topic)


def may_move_topic(person: Person | None, topic: Topic, to: Community) -> bool:
    return (
        may_move_posts(person, topic)
        and topic.kind == Topic.Kind.PUBLIC
        and topic.circle_id is None
        and keeps_order(person, to)
    )


def keeps_topic(person: Person | None, topic: Topic) -> bool:
    """Moderators; at their own place its stewards too; in a circle who keeps it."""
    if topic.circle is not None:
        return keeps_circle(person, topic.circle)
    return is_moderator(person) or (topic.community is not None and keeps_order(person, topic.community))


def may_undo_posts(person: Person | None, other: Person) -> bool:
    """Hide at once all that somebody wrote in a while. Nobody does it to somebody who keeps order too."""
    return is_moderator(person) and not is_moderator(other)


def may_decide_held(person: Person | None, held: HeldPost) -> bool:
    if person is None or held.author_id == person.pk:
        return False
    place = held.topic.community if held.topic else held.community
    return is_moderator(person) or (place is not None and keeps_order(person, place))


def may_open_poll(person: Person | None, topic: Topic) -> bool:
    """In public by citizens: what is asked in a thread of two needs no count."""
    return is_citizen(person) and not topic.is_private and may_write_post(person, topic)


def may_vote(person: Person | None, poll: Poll) -> bool:
    """Everybody of this town who may read it, while it is open; with `for_residents`, who lives here for sure."""
    return (
        is_citizen(person)
        and poll.is_open
        and poll.post.state == Post.State.VISIBLE
        and may_react(person, poll.post.topic)
        and (not poll.for_residents or is_resident(person))
    )


def lacks_address(person: Person | None, poll: Poll) -> bool:
    """Nothing but a verified address is between them and the vote."""
    return poll.for_residents and poll.is_open and is_citizen(person) and not is_resident(person)


def may_close_poll(person: Person | None, poll: Poll) -> bool:
    """Before its time: only an open one, since whoever could end a secret one early could choose the moment."""
    if not poll.is_open or poll.secret:
        return False
    return poll.post.author == person or keeps_topic(person, poll.post.topic)


def sits_in(person: Person | None, circle: Circle) -> bool:
    return is_citizen(person) and Seat.objects.kept_by(person).filter(circle=circle).exists()


def keeps_circle(person: Person | None, circle: Circle) -> bool:
    return is_citizen(person) and Seat.objects.kept_by(person).filter(circle=circle, keeps=True).exists()
