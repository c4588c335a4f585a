"""What the data officer writes down: incidents, and who works for the town."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.people.models import Person
from commons.privacy.models import Incident, Subcontractor
from commons.privacy.permissions import may_keep_desk
from commons.privacy.verbs import Verb


@transaction.atomic
def note_incident(*, by: Person, found_at: datetime, what: str, people: int | None, gravity: str) -> Incident:
    if not may_keep_desk(by):
        raise MayNot
    noted = Incident.objects.create(found_at=found_at, what=what, people=people, gravity=gravity, by=by)
    record(Verb.INCIDENT_NOTED, by=by, about=noted, public=False)
    return noted


@transaction.atomic
def revise_incident(incident: Incident, *, by: Person, measures: str, told: str = "") -> None:
    """`told` is "authority" or "people", with this moment; each is told once."""
    if not may_keep_desk(by):
        raise MayNot
    if incident.closed_at:
        raise WrongMoment
    incident.measures = measures
    column = {"authority": "authority_told_at", "people": "people_told_at"}.get(told)
    if column and getattr(incident, column) is None:
        setattr(incident, column, timezone.now())
    incident.save()
    record(Verb.INCIDENT_REVISED, by=by, about=incident, public=False, told=told)


@transaction.atomic
def close_incident(incident: Incident, *, by: Person) -> None:
    """Not before the authority was told, when it has to be."""
    if not may_keep_desk(by):
        raise MayNot
    if incident.closed_at or incident.must_be_told:
        raise WrongMoment
    incident.closed_at = timezone.now()
    incident.save(update_fields=["closed_at"])
    record(Verb.INCIDENT_REVISED, by=by, about=incident, public=False, told="closed")


@transaction.atomic
def note_subcontractor(
    *, by: Person, name: str, what_for: str, where: str, contract_until: date | None
) -> Subcontractor:
    if not may_keep_desk(by):
        raise MayNot
    noted = Subcontractor.objects.create(
        name=name, what_for=what_for, where=where, contract_until=contract_until
    )
    record(Verb.SUBCONTRACTOR_NOTED, by=by, about=noted, public=False)
    return noted


@transaction.atomic
def end_subcontractor(noted: Subcontractor, *, by: Person) -> None:
    if not may_keep_desk(by):
        raise MayNot
    if Subcontractor.objects.filter(pk=noted.pk, ended_at=None).update(ended_at=timezone.now()):
        record(Verb.SUBCONTRACTOR_ENDED, by=by, about=noted, public=False)
