"""A mandate ends: taken back, at its time, or because one of the two leaves."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.mandates import chain
from commons.mandates.models import Line, Mandate
from commons.mandates.permissions import may_revoke_mandate
from commons.mandates.states import MANDATE, MandateState
from commons.mandates.verbs import Verb
from commons.people.models import Person

WAITS_FOR = timedelta(days=30)  # for an agreement, and then for its beginning


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, by: Person, device: str = "") -> None:
    """At once: the next page that the mediator asks for is their own again."""
    if not may_revoke_mandate(by, mandate):
        if not mandate.is_living:
            raise WrongMoment
        raise MayNot
    now = timezone.now()
    MANDATE.move(mandate, MandateState.REVOKED, ended_at=now, ended_by=by, changed=now)
    record(Verb.MANDATE_REVOKED, by=by, about=mandate, public=False)
    chain.append(mandate, Verb.MANDATE_REVOKED, who=_who(mandate, by), device=device)


def _who(mandate: Mandate, by: Person) -> str:
    if by.pk == mandate.resident_id:
        return Line.Who.RESIDENT
    return Line.Who.MEDIATOR if by.pk == mandate.mediator_id else Line.Who.DESK


def expire_due() -> int:
    """The chore: those whose time is over, and those that nobody agreed to or began within thirty days."""
    now = timezone.now()
    over = Mandate.objects.filter(state=MandateState.ACTIVE, ends_at__lte=now)
    waiting = Mandate.objects.filter(
        state__in=[MandateState.PREPARED, MandateState.CONSENTED], changed__lte=now - WAITS_FOR
    )
    count = 0
    for mandate in [*over[:200], *waiting[:200]]:
        try:
            _expire(mandate)
        except WrongMoment:  # taken back in the same instant
            continue
        count += 1
    return count


@transaction.atomic
def _expire(mandate: Mandate) -> None:
    now = timezone.now()
    MANDATE.move(mandate, MandateState.EXPIRED, ended_at=now, changed=now)
    record(Verb.MANDATE_EXPIRED, by=None, about=mandate, public=False)
    chain.append(mandate, Verb.MANDATE_EXPIRED, who=Line.Who.TOWN)


def leave(person: Person, erase: bool) -> None:
    """Whoever leaves is bound by nothing. Inside the transaction of the leaving."""
    for mandate in Mandate.objects.living().readable_by(person):
        revoke_mandate(mandate, by=person)
