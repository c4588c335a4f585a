"""Writing a listing in three steps, and changing it in the same three."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import MayNot
from commons.people.middleware import SignedInRequest, members_only
from mutual_aid import actions
from mutual_aid.forms import Asking
from mutual_aid.models import Item, Listing
from mutual_aid.permissions import may_revise_listing
from mutual_aid.states import ListingState


@members_only
def ask(request: SignedInRequest, kind: str) -> HttpResponse:
    asking = Asking(kind, request.person, posted=request.POST if request.method == "POST" else None)
    return _answer(request, asking)


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk)
    if not may_revise_listing(request.person, listing):
        raise MayNot
    if listing.slots.exists():
        return redirect("mutual_aid:task_revise", pk)
    if item := Item.objects.filter(listing=listing).first():
        return redirect("mutual_aid:item_revise", item.pk)
    posted = request.POST if request.method == "POST" else None
    return _answer(request, Asking(listing.kind, request.person, posted=posted, listing=listing))


def _answer(request: SignedInRequest, asking: Asking) -> HttpResponse:
    if request.method == "POST":
        asking.go(request.POST.get("go", "next"))
    if not asking.ready:
        return render(request, "mutual_aid/listing_write.html", {"asking": asking, "form": asking.form})
    listing = _keep(asking)
    messages.success(request, _said(listing))
    return redirect(listing)


def _keep(asking: Asking) -> Listing:
    """Write it down, and put it on the board when that was the wish."""
    person, draft = asking.person, asking.ready == "draft"
    if asking.listing is None:
        key = key_of(asking.values["client_key"])
        return actions.post_listing(
            by=person, kind=asking.kind, client_key=key, as_draft=draft, **asking.fields
        )
    listing = actions.revise_listing(asking.listing, by=person, **asking.fields)
    if listing.state == ListingState.DRAFT and not draft:
        return actions.submit_listing(listing, by=person)
    return listing


def key_of(text: str) -> UUID | None:
    """What makes pressing twice harmless; nonsense is as good as none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(listing: Listing) -> str:
    if listing.state == ListingState.DRAFT:
        return _("The draft is kept. Nobody else can see it.")
    if listing.state == ListingState.PENDING:
        return _("A moderator reads it first, usually within a day. You will be told.")
    return _("It is on the board.")
