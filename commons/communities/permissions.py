"""Who looks after a community."""

from commons.communities.models import Community, Membership
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen


def is_steward(person: Person | None, community: Community) -> bool:
    """Stewards are named; administrators stand in for them. Nobody here is steward of what lives elsewhere."""
    if not is_citizen(person) or not community.is_local:
        return False
    role = Membership.Role.STEWARD
    return is_administrator(person) or community.memberships.filter(person=person, role=role).exists()
