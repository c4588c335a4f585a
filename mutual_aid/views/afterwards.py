"""After the help: thanks that are shown or taken back, and what did not take place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from mutual_aid import actions
from mutual_aid.forms import VersionForm
from mutual_aid.models import IncidentNote, Response, Thanks
from mutual_aid.permissions import may_read_incidents

ON_THANKS: dict[str, Callable[..., Any]] = {
    "show": actions.show_thanks,
    "take_back": actions.take_back_thanks,
    "withhold": actions.withhold_thanks,
}


@members_only
@require_POST
def decide_thanks(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Thanks.objects.readable_by(request.person).select_related("response__listing"), pk=pk
    )
    act = ON_THANKS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    act(found, by=request.person)
    messages.success(request, _("It is done."))
    return redirect(found)


@members_only
def say_how_it_was(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the person whom a note concerns; absent for everybody else."""
    found = get_object_or_404(Response.objects.readable_by(request.person).select_related("listing"), pk=pk)
    note = get_object_or_404(found.incidents, about=request.person)
    form = VersionForm(sent(request), initial={"words": note.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer_note(found, by=request.person, words=form.cleaned_data["words"])
        messages.success(request, _("It is written down, for the moderators alone."))
        return redirect(found)
    context = {"listing": found.listing, "response": found, "form": form}
    return render(request, "mutual_aid/response_version.html", context, status=422 if form.errors else 200)


@members_only
def missed(request: SignedInRequest, pk: int) -> HttpResponse:
    """What did not take place with somebody, when a third note asked the moderators to look."""
    about = get_object_or_404(Person, pk=pk)
    if not may_read_incidents(request.person, about):
        raise Http404
    if request.method == "POST":
        actions.ask_how_it_was(about, by=request.person)
        messages.success(request, _("They are asked for their side of it."))
        return redirect("mutual_aid:missed", pk)
    notes = list(IncidentNote.objects.lately_about(about).select_related("response__listing", "by"))
    context = {
        "about": about,
        "notes": notes,
        "may_ask": any(not (n.asked_at or n.answered_at) for n in notes),
    }
    return render(request, "mutual_aid/missed.html", context)
