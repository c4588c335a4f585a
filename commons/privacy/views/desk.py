"""The desk of the data officer. For everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.reading import Why, note_reading
from commons.privacy import actions
from commons.privacy.forms import (
    AnswerForm,
    IncidentForm,
    MeasuresForm,
    NoteForm,
    SubcontractorForm,
    WaitForm,
)
from commons.privacy.models import Incident, Request, Subcontractor
from commons.privacy.overview import overview
from commons.privacy.permissions import may_answer_request, may_keep_desk

View = Callable[..., HttpResponse]


def officer_only(view: View) -> View:
    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_keep_desk(request.person):
            raise Http404
        return view(request, *args, **kwargs)

    return members_only(guarded)


@officer_only
def desk(request: SignedInRequest) -> HttpResponse:
    return render(request, "privacy/desk.html", overview())


@officer_only
def show_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Looking at it is written down; the person sees that it was read."""
    asked = get_object_or_404(Request.objects.select_related("person", "answered_by"), pk=pk)
    note_reading(asked.person, by=request.person, why=Why.RIGHTS)
    may_answer = asked.answered_at is None and may_answer_request(request.person, asked)
    may_erase = asked.kind == Request.Kind.ERASE and asked.person is not None
    form = AnswerForm(sent(request) if "answer" in request.POST else None, may_erase=may_erase)
    wait = WaitForm(sent(request) if "reason" in request.POST else None)
    if may_answer and form.is_bound and form.is_valid():
        actions.answer_request(asked, by=request.person, **form.cleaned_data)
        messages.success(request, _("The answer is on its way."))
        return redirect("privacy:desk")
    if may_answer and wait.is_bound and wait.is_valid():
        actions.extend_request(asked, by=request.person, **wait.cleaned_data)
        messages.success(request, _("The person is told that it takes longer, and why."))
        return redirect("privacy:request", pk)
    context = {"asked": asked, "form": form, "wait": wait, "may_answer": may_answer}
    return render(request, "privacy/request.html", context, status=422 if form.errors or wait.errors else 200)


@officer_only
def note_request(request: SignedInRequest) -> HttpResponse:
    form = NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        noted = actions.note_request(by=request.person, **form.cleaned_data)
        return redirect("privacy:request", noted.pk)
    return render(request, "privacy/note.html", {"form": form}, status=422 if form.errors else 200)


@officer_only
def note_incident(request: SignedInRequest) -> HttpResponse:
    form = IncidentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return redirect(actions.note_incident(by=request.person, **form.cleaned_data))
    return render(request, "privacy/incident_new.html", {"form": form}, status=422 if form.errors else 200)


@officer_only
def incident(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its clock, and what was done; `told` says who knows now, `close` ends it."""
    noted = get_object_or_404(Incident, pk=pk)
    form = MeasuresForm(sent(request), initial={"measures": noted.measures})
    if request.method == "POST" and form.is_valid():
        told = request.POST.get("told", "")
        actions.revise_incident(noted, by=request.person, measures=form.cleaned_data["measures"], told=told)
        if "close" in request.POST:
            actions.close_incident(noted, by=request.person)
        messages.success(request, _("It is written down."))
        return redirect(noted)
    return render(request, "privacy/incident.html", {"incident": noted, "form": form})


@officer_only
def note_subcontractor(request: SignedInRequest) -> HttpResponse:
    form = SubcontractorForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.note_subcontractor(by=request.person, **form.cleaned_data)
        messages.success(request, _("It is written down."))
        return redirect("privacy:desk")
    return render(
        request, "privacy/subcontractor_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@officer_only
def end_subcontractor(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_subcontractor(get_object_or_404(Subcontractor, pk=pk), by=request.person)
    messages.success(request, _("It is written down."))
    return redirect("privacy:desk")
