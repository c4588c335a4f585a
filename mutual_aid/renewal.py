"""The link of a mail with which an author keeps a listing on the board, without logging in. No database of links.

It names the listing, its author and how often it was kept before: once used, it is used up.
"""

from django.core import signing
from django.urls import reverse

from commons.people.models import Person
from mutual_aid.models import Listing

SALT = "mutual_aid.renewal"
GOOD_FOR = (
    120 * 24 * 3600
)  # seconds: reminders come up to 30 days before the end, renewing ends 60 days after it


def address_of_renewal(listing: Listing) -> str:
    token = signing.dumps([listing.pk, listing.author_id, listing.renewals], salt=SALT, compress=True)
    return reverse("mutual_aid:renew", args=[token])


def listing_of(token: str) -> tuple[Listing, bool] | None:
    """The listing that the link speaks of, and whether the link is used up. None for what this town never signed."""
    try:
        key, author, renewals = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    here = Person.objects.local().active()
    found = (
        Listing.objects.local()
        .filter(pk=key, author=author, author__in=here)
        .select_related("author")
        .first()
    )
    return (found, found.renewals != renewals) if found else None
