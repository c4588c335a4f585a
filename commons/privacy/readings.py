"""Who of the town's staff read what only concerns few: one's data, or a private thread that one is in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from commons.conversations.models import Topic
from commons.conversations.verbs import Verb as Talk
from commons.journal.models import Entry
from commons.people.models import Person
from commons.people.reading import Why
from commons.people.verbs import Verb as People

MOST = 100


@dataclass(frozen=True)
class Reading:
    by: Person | None
    at: datetime
    why: str


def readings_of(person: Person) -> list[Reading]:
    """Newest first."""
    kinds = ContentType.objects.get_for_models(Person, Topic)
    threads = Topic.objects.filter(Q(participants__person=person) | Q(circle__seats__person=person))
    mine = Q(verb=People.DATA_READ, about_type=kinds[Person], about_id=person.pk)
    shared = Q(verb=Talk.TOPIC_READ, about_type=kinds[Topic], about_id__in=threads.values("pk"))
    found = Entry.objects.filter(mine | shared).exclude(by=person).select_related("by").order_by("-pk")
    return [Reading(entry.by, entry.at, _why(entry)) for entry in found[:MOST]]


def _why(entry: Entry) -> str:
    said = Why.FLAG.value if entry.verb == Talk.TOPIC_READ else entry.detail.get("why", "")
    return str(dict(Why.choices).get(said, ""))
