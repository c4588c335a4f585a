"""What only the reader notices: how far they have read, that they leave a thread."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from commons.conversations.actions.log import happened
from commons.conversations.models import Participant, ReadMark, Topic
from commons.conversations.verbs import Verb
from commons.live.hub import kick_person
from commons.people.models import Person


@transaction.atomic
def leave_thread(topic: Topic, *, by: Person) -> None:
    """The others see who left and when; what was said stays with them. Open pages of who left hear nothing of it."""
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if Participant.objects.filter(topic=topic, person=by, left_at=None).update(left_at=timezone.now()):
        happened(topic, Verb.THREAD_LEFT, "leave", None, by, public=False)
        transaction.on_commit(lambda: kick_person(by.pk))


@transaction.atomic
def bring_into_thread(topic: Topic, person: Person) -> None:
    """Somebody who speaks for one of its members from now on. The room that asks for it writes the entry."""
    seat, made = Participant.objects.get_or_create(topic=topic, person=person)
    if not made and seat.left_at:
        Participant.objects.filter(pk=seat.pk).update(left_at=None)


def mark_read(person: Person, topic: Topic, seq: int) -> None:
    """Move somebody's own mark forward, never back. Not an act: nobody else is told."""
    mark, _made = ReadMark.objects.get_or_create(person=person, topic=topic)
    ReadMark.objects.filter(pk=mark.pk, last_seq__lt=seq).update(last_seq=seq)


@transaction.atomic
def mark_all_read(person: Person, topics: Iterable[Topic]) -> None:
    """Everything in these conversations that was said until now."""
    for topic in topics:
        mark_read(person, topic, topic.last_seq)


def mark_unread(person: Person, topic: Topic, seq: int) -> None:
    """Move the mark back before one message, to come back to it."""
    ReadMark.objects.update_or_create(person=person, topic=topic, defaults={"last_seq": max(seq - 1, 0)})
