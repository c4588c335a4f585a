"""Who looks after a community, and who may no longer write in it."""

from django.utils import timezone

from commons.communities.charges import bans, stewards
from commons.communities.models import Ban, Community
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen, is_moderator

# Where people talk. A wiki is protected page by page, a board listing by listing.
WITH_BANS = {Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD}


def is_steward(person: Person | None, community: Community) -> bool:
    """Stewards are named; administrators stand in for them. Nobody here is steward of what lives elsewhere."""
    if not is_citizen(person) or not community.is_local:
        return False
    return (community.pk, person.pk) in stewards() or is_administrator(person)


def keeps_order(person: Person | None, community: Community) -> bool:
    """Moderators everywhere in the town, stewards at their own place."""
    return community.is_local and (is_moderator(person) or is_steward(person, community))


def may_name_stewards(person: Person | None, community: Community) -> bool:
    """Of what lives elsewhere its own home decides."""
    return community.is_local and is_administrator(person)


def may_ban(person: Person | None, other: Person, community: Community) -> bool:
    """Nobody bans themselves, nor those who keep order in the same place."""
    if community.kind not in WITH_BANS or not keeps_order(person, community):
        return False
    return not keeps_order(other, community)


def ban_of(person: Person | None, community: Community | None) -> Ban | None:
    if not is_banned(person, community):
        return None
    return Ban.objects.current().filter(person=person, community=community).first()


def is_banned(person: Person | None, community: Community | None) -> bool:
    if person is None or community is None:
        return False
    known, here = bans(), (community.pk, person.pk)
    until = known.get(here)
    return here in known and (until is None or until > timezone.now())
