"""Calendars for other programs: one task for everybody, one's own at a secret address."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.base.calendars import TYPE, written
from commons.base.fragments import render
from commons.communities.towns import own_town
from commons.people.middleware import SignedInRequest, asking, members_only
from mutual_aid import calendars
from mutual_aid.actions.calendars import close_calendar, renew_calendar
from mutual_aid.models import CalendarAddress, Listing
from mutual_aid.models.calendars import digest_of
from mutual_aid.states import ListingState

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@members_only
def mine(request: SignedInRequest) -> HttpResponse:
    """What is coming, and the address for one's own calendar program."""
    address = CalendarAddress.objects.filter(person=request.person).first()
    secret = reverse("mutual_aid:calendar_feed", args=[address.token]) if address and address.token else ""
    context = {
        "happenings": sorted(
            (one for one in calendars.of_person(request.person) if one.is_coming),
            key=lambda one: str(one.starts),
        ),
        "address": settings.CALADE_ORIGIN + secret if secret else "",
    }
    answer = render(request, "mutual_aid/calendar.html", context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@members_only
@require_POST
def change(request: SignedInRequest) -> HttpResponse:
    """A new address, or none."""
    if request.POST.get("do") == "close":
        close_calendar(by=request.person)
        messages.success(request, _("The address answers nobody any more."))
    else:
        renew_calendar(by=request.person)
        messages.success(request, _("Here is your address. Any earlier one answers nobody any more."))
    return redirect("mutual_aid:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever knows the address. One that is wrong or was renewed leaves no line in a log."""
    address = CalendarAddress.objects.select_related("person").filter(digest=digest_of(token)).first()
    if address is None or not (address.person.is_active and address.person.is_local):
        nobody = HttpResponse(status=404, content_type="text/plain", headers=PRIVATE)
        nobody._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address down
        return nobody
    with translation.override(settings.LANGUAGE_CODE):
        content = written(
            _("Mutual aid in %(town)s") % {"town": own_town().name},
            calendars.of_person(address.person),
            of="mutual aid",
        )
    return HttpResponse(content, content_type=TYPE, headers=PRIVATE)


@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task, for everybody who may read it; a public one that was cancelled still says so."""
    readable = Listing.objects.readable_by(asking(request)).values("pk")
    cancelled = Q(state=ListingState.CANCELLED, visibility=Listing.Visibility.PUBLIC, home="")
    tasks = Listing.objects.filter(Q(pk__in=readable) | cancelled, plan__isnull=False)
    listing = get_object_or_404(tasks.select_related("plan", "neighbourhood"), pk=pk)
    happening = calendars.of_listing(listing)
    if happening is None or listing.state not in calendars.TELLING:
        raise Http404
    content = written(listing.title, [happening], of="mutual aid")
    return HttpResponse(
        content,
        content_type=TYPE,
        headers={"Content-Disposition": f'attachment; filename="chantier-{listing.pk}.ics"'},
    )
