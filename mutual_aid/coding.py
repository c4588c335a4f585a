"""A patient reader of the journal: what everybody may read on the board gets its code for paper."""

from commons.journal.models import Entry
from mutual_aid.actions import give_code
from mutual_aid.models import Listing
from mutual_aid.verbs import Verb

SHOWS = {
    Verb.LISTING_POSTED.value,
    Verb.LISTING_APPROVED.value,
    Verb.LISTING_REVISED.value,
    Verb.LISTING_RENEWED.value,
    Verb.LISTING_UNHIDDEN.value,
}


def is_on_paper(entry: Entry) -> bool:
    return entry.verb in SHOWS


def code_for_paper(entry: Entry) -> None:
    listing: Listing | None = entry.about
    if listing is not None:
        give_code(listing)
