"""Somebody of the town's staff reads what only concerns one person: that they did is written down, with the reason.

The person reads it among their data. Nothing of what was read is copied.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.journal.actions import record
from commons.journal.models import Entry
from commons.people.models import Person
from commons.people.verbs import Verb

SAME_LOOK = timedelta(hours=1)


class Why(TextChoices):
    FLAG = "flag", _("somebody asked the moderators to look")
    HELP = "help", _("to look after your request for help")
    RIGHTS = "rights", _("to answer what you asked the data officer")
    INCIDENT = "incident", _("to clear up an incident")


@transaction.atomic
def note_reading(person: Person | None, *, by: Person, why: Why) -> None:
    """Once an hour for the same reader and reason: a page that is drawn again is the same look."""
    if person is None or person == by or not person.is_local:
        return
    lately = Entry.objects.filter(by=by, verb=Verb.DATA_READ, at__gt=timezone.now() - SAME_LOOK)
    if not lately.about_thing(person).filter(detail__why=why).exists():
        record(Verb.DATA_READ, by=by, about=person, public=False, why=str(why))
