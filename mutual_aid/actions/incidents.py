"""What did not take place: noted for nobody, until a third note in six months asks a person to look. Never more."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere
from commons.moderation.actions import flag_by_town
from commons.moderation.models import Flag
from commons.people.models import Person
from mutual_aid.actions.moves import announce, locked_response
from mutual_aid.models import IncidentNote, Response
from mutual_aid.permissions import may_read_incidents
from mutual_aid.verbs import Verb

ENOUGH = 3
LONGEST = 1_000


def keep_note(response: Response, *, about: Person | None, by: Person, text: str) -> IncidentNote:
    """In the transaction of the step. The third about one person asks the moderators to look, in nobody's name."""
    note = IncidentNote(response=response, about=about, by=by)
    note.text = text.strip()[:LONGEST]
    note.save()
    if about is not None and _is_to_look_at(about):
        said = _("Help that was agreed did not take place, three times in six months.")
        flag_by_town(note, reason=Flag.Reason.OTHER, note=said)
    return note


def _is_to_look_at(person: Person) -> bool:
    """Enough notes, and nobody has been asked to look who has not answered yet."""
    if IncidentNote.objects.lately_about(person).count() < ENOUGH:
        return False
    kind = ContentType.objects.get_for_model(IncidentNote)
    notes = IncidentNote.objects.filter(about=person).values("pk")
    return not Flag.objects.waiting().filter(about_type=kind, about_id__in=notes).exists()


@transaction.atomic
def answer_note(response: Response, *, by: Person, words: str) -> IncidentNote:
    """The person concerned says how it was. As often as they like; moderators read the last words."""
    response = locked_response(response)
    note = response.incidents.select_for_update().filter(about=by).first()
    if note is None:
        raise NotHere
    note.answer, note.answered_at = words.strip()[:LONGEST], timezone.now()
    note.save(update_fields=["sealed_answer", "answered_at"])
    announce(Verb.INCIDENT_ANSWERED, by=by, listing=response.listing, about=response, public=False)
    return note


@transaction.atomic
def ask_how_it_was(person: Person, *, by: Person) -> int:
    """A moderator asks the person concerned for their side, of each note that has no answer yet."""
    if not may_read_incidents(by, person):
        raise MayNot
    open_notes = IncidentNote.objects.lately_about(person).filter(answered_at=None, asked_at=None)
    for note in open_notes.select_related("response__listing"):
        IncidentNote.objects.filter(pk=note.pk).update(asked_at=timezone.now())
        announce(Verb.INCIDENT_ASKED, by=by, listing=note.response.listing, about=note.response, public=False)
    return len(open_notes)
