"""Who is removed from a community, let back in, or given the care of it, is told so."""

from collections.abc import Iterable

from commons.communities.models import Community
from commons.communities.verbs import Verb
from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.people.models import Person


@tells(Verb.PERSON_BANNED)
def person_banned(entry: Entry) -> Iterable[Telling]:
    return _told(entry)


@tells(Verb.PERSON_READMITTED)
def person_readmitted(entry: Entry) -> Iterable[Telling]:
    return _told(entry)


@tells(Verb.STEWARD_NAMED)
def steward_named(entry: Entry) -> Iterable[Telling]:
    return _told(entry)


@tells(Verb.STEWARD_ENDED)
def steward_ended(entry: Entry) -> Iterable[Telling]:
    return _told(entry)


def _told(entry: Entry) -> Iterable[Telling]:
    community: Community | None = entry.about
    person = Person.objects.local().filter(pk=entry.detail["person"]).first()
    if community and person:
        yield Telling(person, community.get_absolute_url(), community.name, by_mail=True)
