"""Who is told when a task moves, and when a place is free in a role; the latter is found by reading the journal."""

from collections.abc import Iterable

from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from mutual_aid.actions.slots import tell_who_waits
from mutual_aid.models import Listing, Response
from mutual_aid.states import ACTIVE
from mutual_aid.verbs import Verb

FREES = {Verb.HELP_RELEASED.value, Verb.HELP_NOT_DONE.value}


def frees_a_role(entry: Entry) -> bool:
    return entry.verb in FREES


def tell_who_waits_for(entry: Entry) -> None:
    response: Response | None = entry.about
    if response is not None:
        tell_who_waits(response)


@tells(Verb.SLOT_FREED)
def those_who_wait_for_the_role_are_told(entry: Entry) -> Iterable[Telling]:
    listing: Listing | None = entry.about
    if listing is None:
        return
    waiting = listing.responses.waiting().filter(slot=entry.detail.get("slot")).select_related("helper")
    for response in waiting:
        if response.helper:
            yield Telling(response.helper, listing.get_absolute_url(), listing.title, by_mail=True)


@tells(Verb.TASK_MOVED)
def those_who_come_are_told(entry: Entry) -> Iterable[Telling]:
    listing: Listing | None = entry.about
    if listing is None:
        return
    for response in listing.responses.filter(state__in=ACTIVE).select_related("helper"):
        if response.helper:
            yield Telling(response.helper, listing.get_absolute_url(), listing.title, by_mail=True)
