"""Which listings other towns may know of. Apart, because the talk about a listing asks the same."""

from mutual_aid.models import Listing, ListingQuerySet

STATUS = {
    "open": "open",
    "covered": "reserved",
    "done": "done",
    "expired": "expired",
    "cancelled": "withdrawn",
    "paused": "reserved",
}


def is_told(listing: Listing) -> bool:
    """Shared by its author, public, ours, and past the moderators: nothing else speaks."""
    shared = listing.share and listing.visibility == Listing.Visibility.PUBLIC and listing.is_local
    return bool(shared and listing.state in STATUS and listing.author_id)


def told() -> ListingQuerySet:
    """The same question for the database."""
    return Listing.objects.filter(
        home="", share=True, visibility=Listing.Visibility.PUBLIC, state__in=STATUS, author__home=""
    )
