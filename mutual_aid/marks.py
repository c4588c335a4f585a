"""What of the board can be muted: a neighbourhood. Listings come and go."""

from collections.abc import Iterator

from commons.notices.marks import Mark, carries
from mutual_aid.models import Listing, Response


def _of_listing(listing: Listing) -> Iterator[Mark]:
    if listing.neighbourhood_id:
        yield "neighbourhood", str(listing.neighbourhood_id)


def _of_response(response: Response) -> Iterator[Mark]:
    yield from _of_listing(response.listing)


def register_marks() -> None:
    carries("mutual_aid.listing", _of_listing)
    carries("mutual_aid.response", _of_response)
