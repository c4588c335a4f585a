"""The words by which the board finds a listing: written with it; for older ones by the worker."""

from django.db import transaction

from mutual_aid.actions.moves import locked
from mutual_aid.models import Listing, ListingWord

BATCH = 50


def write_words_due() -> int:
    """The chore: listings that were on the board before their words were kept."""
    without = Listing.objects.on_board().filter(words=None).exclude(title="").order_by("-pk")
    return sum(_write(key) for key in list(without.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _write(key: int) -> bool:
    ListingWord.objects.write(locked(Listing(pk=key)))
    return ListingWord.objects.filter(listing=key).exists()
