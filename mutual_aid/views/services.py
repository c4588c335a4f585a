"""The directory of services, kept by administrators; and what somebody answers who was asked to help."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import Refused
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_mediator
from mutual_aid import actions
from mutual_aid.forms.desk import ServiceForm
from mutual_aid.models import Listing, Nudge, Service
from mutual_aid.permissions import may_keep_services
from mutual_aid.suggesting import why_asked


@members_only
def services(request: SignedInRequest) -> HttpResponse:
    """For mediators and administrators; these write in it."""
    may_keep = may_keep_services(request.person)
    if not may_keep and not is_mediator(request.person):
        raise Http404
    context = {"services": Service.objects.listed(), "may_keep": may_keep}
    return render(request, "mutual_aid/desk_services.html", context)


@members_only
def service_write(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    if not may_keep_services(request.person):
        raise Http404
    service = get_object_or_404(Service.objects.listed(), pk=pk) if pk else None
    names = ("name", "contact", "what_for", "is_desk")
    before = {name: getattr(service, name) for name in names} if service else {}
    form = ServiceForm(sent(request), initial=before)
    if form.is_bound and form.is_valid() and _keep(request, service, form):
        messages.success(request, _("The directory is up to date."))
        return redirect("mutual_aid:services")
    context = {"form": form, "service": service}
    return render(request, "mutual_aid/desk_service_write.html", context, status=422 if form.errors else 200)


def _keep(request: SignedInRequest, service: Service | None, form: ServiceForm) -> bool:
    try:
        actions.keep_service(service, by=request.person, **form.cleaned_data)
    except Refused as said_no:
        field = "is_desk" if form.cleaned_data["is_desk"] and "desk" in said_no.facts else "name"
        form.add_error(field, said_no.sentence)
        return False
    return True


@members_only
@require_POST
def service_end(request: SignedInRequest, pk: int) -> HttpResponse:
    if not may_keep_services(request.person):
        raise Http404
    actions.end_service(get_object_or_404(Service.objects.listed(), pk=pk), by=request.person)
    messages.success(request, _("The directory is up to date."))
    return redirect("mutual_aid:services")


@members_only
def nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the notice leads: what is needed, why you, and two ways to say no with one press."""
    asked = get_object_or_404(
        Nudge.objects.select_related("listing__neighbourhood", "by"), pk=pk, person=request.person
    )
    if not Listing.objects.readable_by(request.person).filter(pk=asked.listing_id).exists():
        raise Http404
    if request.method == "POST":
        actions.answer_nudge(asked, by=request.person, answer=request.POST.get("answer", ""))
        messages.success(request, _("Thank you for having said it. Nobody is told."))
        return redirect("mutual_aid:board")
    context = {"nudge": asked, "listing": asked.listing, "why": why_asked(asked.listing, request.person)}
    return render(request, "mutual_aid/desk_nudge.html", context)
