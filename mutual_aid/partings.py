"""A patient reader of the journal: a block, or somebody leaving, ends what was agreed."""

from commons.journal.models import Entry
from commons.people.models import Person
from commons.people.verbs import Verb as PeopleVerb
from mutual_aid.actions import (
    end_alerts,
    part_ways,
    remove_mirrored_listing,
    take_back_what_one_can_do,
    take_leave,
)
from mutual_aid.actions.erasing import erase_everything_of
from mutual_aid.actions.lending import part_borrowers
from mutual_aid.models import Listing, SavedAlert

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
        part_borrowers(entry.by, person)


def leave_board(person: Person, erase: bool) -> None:
    """Somebody leaves, or their server says so: nobody waits for a person who is not there any more."""
    take_back_what_one_can_do(by=person)
    end_alerts(SavedAlert.objects.all(), of=person)
    take_leave(person)
    if erase:
        erase_everything_of(person)
    for copy in Listing.objects.filter(author=person).exclude(home=""):
        remove_mirrored_listing(copy)
