"""What is printed: for somebody without a screen, for the wall at the baker's; and where its codes lead."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commons.base.fragments import stored
from commons.communities.towns import own_town
from commons.people.middleware import SignedInRequest, members_only
from commons.places.models import Neighbourhood
from mutual_aid.models import ConsentText, Listing, Service, ShortCode
from mutual_aid.permissions import may_decide
from mutual_aid.posters import SHEETS, address_of_code, qr
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.views.desk import desk_only
from mutual_aid.wordings import Purpose, wording


def consent_text(request: HttpRequest, purpose: str = Purpose.POSTING, code: str = "") -> HttpResponse:
    """The text that is read to people, today's or an earlier one, for everybody to see and to print."""
    if purpose not in Purpose.values:
        raise Http404
    today = wording(purpose, town=own_town().name)
    shown = today
    if code not in ("", today.code):
        shown = get_object_or_404(ConsentText, code=code, purpose=purpose)  # type: ignore[assignment]
    context = {
        "wording": shown,
        "purpose": Purpose(purpose),
        "purposes": list(Purpose),
        "is_old": shown is not today,
    }
    answer = render(request, "mutual_aid/paper_consent.html", context)
    return stored(request, answer)


def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The open listings of a neighbourhood, as many as fit on one sheet, the newest first. No names."""
    neighbourhood = get_object_or_404(Neighbourhood, slug=slug)
    sheet = SHEETS.get(request.GET.get("format", "a4"), SHEETS["a4"])
    shown = Listing.objects.public().local().filter(neighbourhood=neighbourhood, state=ListingState.OPEN)
    rows = shown.filter(short_code__isnull=False).select_related("short_code").order_by("-created", "-pk")
    board = settings.CALADE_ORIGIN + reverse("mutual_aid:board") + f"?where={neighbourhood.slug}"
    found = list(rows[: sheet.room])
    context = {
        "neighbourhood": neighbourhood,
        "sheet": sheet,
        "sheets": list(SHEETS.values()),
        "lines": [(row, qr(address_of_code(row.short_code.code))) for row in found],
        "more": max(0, shown.count() - len(found)),
        "board_qr": qr(board),
        "board_address": settings.CALADE_ORIGIN.partition("://")[2] + reverse("mutual_aid:board"),
        "desk": Service.objects.listed().filter(is_desk=True).first(),
        "today": timezone.localdate(),
    }
    answer = render(request, "mutual_aid/paper_poster.html", context)
    return stored(request, answer)


def short_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code leads; one that ended and one that never was look alike."""
    listing = ShortCode.objects.listing_of(code)
    if listing is None:
        return render(request, "mutual_aid/paper_gone.html", status=404)
    return redirect(listing)


@desk_only
def request_sheet(request: SignedInRequest) -> HttpResponse:
    """A blank sheet to fill in by hand; a mediator types it in later, in the same order."""
    context = {
        "wording": wording(Purpose.POSTING, town=own_town().name),
        "desk": Service.objects.listed().filter(is_desk=True).first(),
    }
    return render(request, "mutual_aid/paper_request.html", context)


@members_only
def results(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who answered, what was agreed, when: for whoever decides about the listing, on paper. No numbers of helpers."""
    readable = Listing.objects.readable_by(request.person).select_related("neighbourhood")
    listing = get_object_or_404(readable, pk=pk)
    if not may_decide(request.person, listing):
        raise Http404
    told = [ResponseState.ACCEPTED, ResponseState.DONE, ResponseState.PROPOSED, ResponseState.RELEASED]
    rows = listing.responses.readable_by(request.person).filter(state__in=told)
    context = {
        "listing": listing,
        "responses": rows.select_related("helper", "neighbour").order_by("created"),
        "desk": Service.objects.listed().filter(is_desk=True).first(),
        "today": timezone.localdate(),
    }
    return render(request, "mutual_aid/paper_results.html", context)
