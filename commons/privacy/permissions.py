"""Whose data are whose business: one's own, and the data officer's for what was asked of them."""

from commons.people.models import Person
from commons.people.permissions import is_data_officer
from commons.privacy.models import Request


def may_keep_desk(person: Person | None) -> bool:
    return is_data_officer(person)


def may_answer_request(person: Person | None, request: Request) -> bool:
    """Nobody answers what they asked themselves."""
    return is_data_officer(person) and request.person_id != person.pk
