"""What can be found of the board: public listings by their summary, members' ones by members."""

from django.utils.translation import gettext_lazy as _

from commons.search.registry import Document, name_kind, register
from mutual_aid.models import Item, Listing


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


def item_document(item: Item) -> Document | None:
    """What is lent is found by its name, as in the library that visitors read too."""
    if not item.is_lent:
        return None
    where = item.neighbourhood.name if item.neighbourhood else ""
    return Document(
        "item", item.title, f"{item.category.label} {where}", item.get_absolute_url(), at=item.created
    )


register(Listing, listing_document)
register(Item, item_document)
name_kind("item", _("Things to borrow"))
