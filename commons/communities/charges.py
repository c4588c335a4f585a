"""Who looks after which community, and who was removed from which: read as a whole, as in `commons.people.charges`."""

from datetime import datetime

from commons.communities.models import Ban, Membership
from commons.communities.verbs import Verb
from commons.live.remembered import Remembered
from commons.people.verbs import Verb as People

Pair = tuple[int, int]  # the keys of a community and of a person


def _read_stewards() -> frozenset[Pair]:
    named = Membership.objects.of_stewards()
    return frozenset(named.values_list("community", "person"))


def _read_bans() -> dict[Pair, datetime | None]:
    rows = Ban.objects.current().values_list("community", "person", "until")
    return {(community, person): until for community, person, until in rows}


stewards = Remembered(_read_stewards, until={Verb.STEWARD_NAMED, Verb.STEWARD_ENDED, People.PERSON_LEFT})
bans = Remembered(_read_bans, until={Verb.PERSON_BANNED, Verb.PERSON_READMITTED, People.PERSON_LEFT})
