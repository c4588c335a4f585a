"""The page behind the link of a mail: one press, without logging in, keeps a listing on the board."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from commons.base.errors import WrongMoment
from mutual_aid import actions
from mutual_aid.models import Listing
from mutual_aid.renewal import listing_of
from mutual_aid.states import ListingState


@csrf_exempt  # the signed link is the proof, and there is no session; programs that fetch links only read
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Says neither title nor words: a link may be read over a shoulder, or handed on."""
    known = listing_of(token)
    if known is None:
        raise Http404
    listing, used_up = known
    late = False
    if request.method == "POST" and not used_up:
        try:
            listing, used_up = _kept(listing), True
        except WrongMoment:
            late = True
    context = {"listing": listing, "used_up": used_up, "late": late}
    return render(request, "mutual_aid/listing_renew.html", context)


def _kept(listing: Listing) -> Listing:
    if listing.author is None:
        raise WrongMoment
    keep = actions.renew_listing if listing.state == ListingState.EXPIRED else actions.prolong_listing
    return keep(listing, by=listing.author)
