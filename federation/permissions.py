"""Who decides of other servers."""

from commons.people.models import Person
from commons.people.permissions import is_administrator


def may_steer_lanes(person: Person) -> bool:
    return is_administrator(person)
