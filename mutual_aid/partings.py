"""A patient reader of the journal: a block, or somebody leaving, ends what was agreed."""

from commons.journal.models import Entry
from commons.people.models import Person
from commons.people.verbs import Verb as PeopleVerb
from mutual_aid.actions import part_ways, take_leave

ENDS = {PeopleVerb.PERSON_BLOCKED.value, PeopleVerb.PERSON_LEFT.value}


def ends_something(entry: Entry) -> bool:
    return entry.verb in ENDS


def end_what_was_between(entry: Entry) -> None:
    person: Person | None = entry.about
    if person is None:
        return
    if entry.verb == PeopleVerb.PERSON_LEFT:
        take_leave(person)
    elif entry.by is not None:
        part_ways(entry.by, person)
