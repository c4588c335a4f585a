"""Writing a listing bit by bit: the same draft grows, and is put on the board once."""

from typing import Any
from uuid import UUID

from django.db import transaction

from commons.people.models import Person
from mutual_aid.actions.listings import post_listing, revise_listing
from mutual_aid.actions.lives import submit_listing
from mutual_aid.actions.moves import locked
from mutual_aid.models import Listing
from mutual_aid.states import ListingState


@transaction.atomic
def keep_draft(
    *,
    by: Person,
    kind: str,
    client_key: UUID | None = None,
    draft: Listing | None = None,
    **fields: Any,
) -> Listing:
    """Write down what there is so far. The same `client_key` (or the `draft` itself) is the same draft.

    What was published meanwhile (in another tab, by a second press) is given back as it is.
    """
    draft = draft or _begun(by, client_key)
    if draft is None:
        draft = post_listing(by=by, kind=kind, client_key=client_key, as_draft=True, **fields)
    elif locked(draft).state == ListingState.DRAFT:
        draft = revise_listing(draft, by=by, **fields)
    else:
        return draft
    return draft


@transaction.atomic
def publish_draft(draft: Listing, *, by: Person) -> Listing:
    """To the board, or before a moderator; a second press finds it there."""
    draft = locked(draft)
    if draft.state != ListingState.DRAFT:
        return draft
    return submit_listing(draft, by=by)


def _begun(by: Person, client_key: UUID | None) -> Listing | None:
    if client_key is None:
        return None
    return Listing.objects.filter(author=by, client_key=client_key).first()
