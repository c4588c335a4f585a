"""What can be found of the board: public listings by their summary, members' ones by members."""

from commons.search.registry import Document, register
from mutual_aid.models import Listing


def listing_document(listing: Listing) -> Document | None:
    """The body of a public listing is not indexed: visitors may search, and they do not read bodies."""
    if not listing.is_on_board or listing.visibility == Listing.Visibility.MEDIATORS:
        return None
    members_only = listing.visibility == Listing.Visibility.MEMBERS
    summary = f"{listing.get_category_display()} {listing.where_text}"
    body = f"{summary}\n{listing.body}" if members_only else summary
    return Document(
        "listing",
        listing.title,
        body,
        listing.get_absolute_url(),
        listing.home,
        members_only,
        group=listing.board_id,
        at=listing.created,
    )


register(Listing, listing_document)
