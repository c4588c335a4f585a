"""Who looks after a community, and who may no longer write in it."""

from commons.communities.models import Ban, Community, Membership
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen, is_moderator

# Where people talk. A wiki is protected page by page, a board listing by listing.
WITH_BANS = {Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD}


def is_steward(person: Person | None, community: Community) -> bool:
    """Stewards are named; administrators stand in for them. Nobody here is steward of what lives elsewhere."""
    if not is_citizen(person) or not community.is_local:
        return False
    role = Membership.Role.STEWARD
    return is_administrator(person) or community.memberships.filter(person=person, role=role).exists()


def keeps_order(person: Person | None, community: Community) -> bool:
    """Moderators everywhere in the town, stewards at their own place."""
    return community.is_local and (is_moderator(person) or is_steward(person, community))


def may_ban(person: Person | None, other: Person, community: Community) -> bool:
    """Nobody bans themselves, nor those who keep order in the same place."""
    if community.kind not in WITH_BANS or not keeps_order(person, community):
        return False
    return person != other and not keeps_order(other, community)


def ban_of(person: Person | None, community: Community | None) -> Ban | None:
    if person is None or community is None:
        return None
    return Ban.objects.current().filter(person=person, community=community).first()


def is_banned(person: Person | None, community: Community | None) -> bool:
    return ban_of(person, community) is not None
