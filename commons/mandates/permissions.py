"""Who may act for whom. Nobody acts for somebody who holds power over others, nor gives a mandate further."""

from typing import TypeGuard

from commons.accounts.permissions import may_keep_desk
from commons.mandates.models import Mandate
from commons.people.models import Person
from commons.people.permissions import (
    is_administrator,
    is_alert_issuer,
    is_citizen,
    is_data_officer,
    is_mandatary,
    is_mediator,
    is_moderator,
)


def may_hold_mandates(person: Person | None) -> TypeGuard[Person]:
    """A charge that sleeps until its holder has a second step: an administrator gives it to employees only."""
    return is_mandatary(person)


def may_be_helped(person: Person | None) -> bool:
    """A mandate lends what a person may do: never the power over others that comes with a charge."""
    powers = (is_administrator, is_moderator, is_data_officer, is_alert_issuer, is_mediator, is_mandatary)
    return is_citizen(person) and not any(holds(person) for holds in powers)


def may_prepare_mandate(person: Person | None, resident: Person) -> bool:
    return may_hold_mandates(person) and may_be_helped(resident)


def may_lead_mandate(person: Person | None, mandate: Mandate) -> bool:
    """Notes the agreement, begins, renews: the mediator of the mandate."""
    return may_hold_mandates(person) and mandate.mediator_id == person.pk


def may_confirm_mandate(person: Person | None, mandate: Mandate) -> bool:
    return is_citizen(person) and mandate.resident_id == person.pk


def may_act_under(person: Person | None, mandate: Mandate) -> bool:
    return may_lead_mandate(person, mandate) and mandate.is_active and may_be_helped(mandate.resident)


def may_revoke_mandate(person: Person | None, mandate: Mandate) -> bool:
    """Whoever gave it, whoever holds it, and anybody who keeps the desk: a word to any of them is enough."""
    if person is None or not mandate.is_living:
        return False
    own = person.pk in (mandate.resident_id, mandate.mediator_id)
    return own or may_receive_people(person)


def may_receive_people(person: Person | None) -> bool:
    """Finds the mandates of somebody who stands at the desk, to end them."""
    return may_keep_desk(person) or may_hold_mandates(person)


def may_count_mandates(person: Person | None) -> bool:
    """How many there are; never of whom, nor what for."""
    return is_administrator(person) or is_data_officer(person)
