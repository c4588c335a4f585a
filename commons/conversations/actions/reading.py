"""What only the reader notices: how far they have read, that they leave a thread."""

from django.db import transaction
from django.utils import timezone

from commons.conversations.models import Participant, ReadMark, Topic
from commons.live.hub import kick_person
from commons.people.models import Person


@transaction.atomic
def leave_thread(topic: Topic, *, by: Person) -> None:
    """Their open pages are closed: those that show the thread must not hear it any longer."""
    if Participant.objects.filter(topic=topic, person=by, left_at=None).update(left_at=timezone.now()):
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
