"""The directory of services, and handing a request over to one of them."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.actions.agreements import Agreement, end_consent, keep_consent
from mutual_aid.actions.desk import LONGEST_NOTE, kept_by, note
from mutual_aid.models import HandOver, Listing, Service
from mutual_aid.permissions import may_keep_services
from mutual_aid.verbs import Verb
from mutual_aid.wordings import Purpose


@transaction.atomic
def keep_service(
    service: Service | None, *, by: Person, name: str, contact: str, what_for: str, is_desk: bool = False
) -> Service:
    """A new line of the directory, or a line put right."""
    if not may_keep_services(by):
        raise MayNot
    service = service or Service()
    service.name, service.contact, service.what_for = name.strip(), contact.strip(), what_for.strip()
    service.is_desk = is_desk
    others = Service.objects.select_for_update().listed().exclude(pk=service.pk)
    if others.filter(name=service.name).exists():
        raise Refused(_("A service of this name is listed already."))
    if is_desk and others.filter(is_desk=True).exists():
        raise Refused(_("Another line says already that it is the desk."), desk=True)
    service.save()
    record(Verb.SERVICE_LISTED, by=by, about=service)
    return service


@transaction.atomic
def end_service(service: Service, *, by: Person) -> Service:
    """Out of the directory. What was handed over to it keeps its name."""
    if not may_keep_services(by):
        raise MayNot
    if not Service.objects.filter(pk=service.pk, ended_at=None).update(ended_at=timezone.now()):
        raise WrongMoment
    record(Verb.SERVICE_ENDED, by=by, about=service)
    return service


@transaction.atomic
def hand_to_service(
    listing: Listing,
    *,
    by: Person,
    service: Service,
    agreement: Agreement,
    follow_up_on: date,
    words: str = "",
) -> HandOver:
    """A service is told. `follow_up_on` is the day on which the desk asks what became of it."""
    kept_by(listing, by=by)
    if follow_up_on < timezone.localdate():
        raise Refused(_("This day is past. Please choose another one."))
    known = HandOver.objects.filter(listing=listing, service=service, closed_at=None).first()
    if known:
        return known
    if service.ended_at:
        raise WrongMoment
    consent = keep_consent(listing, Purpose.HANDING_OVER, agreement, by=by)
    handed = HandOver(listing=listing, service=service, consent=consent, by=by, follow_up_on=follow_up_on)
    handed.note = words[:LONGEST_NOTE]
    handed.save()
    note(Verb.REQUEST_HANDED_OVER, listing, by=by, service=service.pk)
    return handed


@transaction.atomic
def close_hand_over(handed: HandOver, *, by: Person, outcome: str, words: str = "") -> HandOver:
    """What became of it. Somebody who has changed their mind takes their agreement back with it."""
    kept_by(handed.listing, by=by)
    fresh = HandOver.objects.select_for_update(of=("self",)).select_related("consent").get(pk=handed.pk)
    if fresh.closed_at is not None:
        raise WrongMoment(_("The outcome is written down already."))
    fresh.outcome, fresh.closed_at = HandOver.Outcome(outcome), timezone.now()
    if words.strip():
        fresh.note = f"{fresh.note}\n{words}".strip()[:LONGEST_NOTE]
    fresh.save()
    if outcome == HandOver.Outcome.STOPPED and fresh.consent and fresh.consent.withdrawn_at is None:
        end_consent(fresh.consent, by=by)
    note(Verb.HAND_OVER_CLOSED, fresh.listing, by=by, outcome=outcome)
    return fresh
