"""A moderator reads a private thread or a circle: it is written down, and its members are told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commons.conversations.models import Topic
from commons.conversations.permissions import is_among
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.people.models import Person

ONE_READING = timedelta(days=1)  # a page that is opened again within a day is the same reading


@transaction.atomic
def note_reading(topic: Topic, *, by: Person) -> None:
    """Nothing for members, nor for what everybody may read."""
    if not topic.is_confided or is_among(by, topic):
        return
    lately = Entry.objects.about_thing(topic).filter(verb=Verb.TOPIC_READ, by=by)
    if not lately.filter(at__gte=timezone.now() - ONE_READING).exists():
        record(Verb.TOPIC_READ, by=by, about=topic, public=False)
