"""Organising a task for several, changing one of a series or the following, coming to it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot, Refused
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only
from mutual_aid.actions import series, slots
from mutual_aid.forms import beginning
from mutual_aid.forms.answering import ReasonForm
from mutual_aid.forms.tasks import BaseRoles, ComeForm, TaskForm, roles_formset
from mutual_aid.models import Listing
from mutual_aid.permissions import may_propose_help, may_revise_listing
from mutual_aid.states import ListingState
from mutual_aid.tasks import rows_of


@members_only
def organise(request: SignedInRequest) -> HttpResponse:
    start = {**beginning(request.person, request.GET), "client_key": uuid4()}
    form, roles = TaskForm(sent(request), initial=start), roles_formset(sent(request))
    if form.is_bound and _both_valid(form, roles) and not _in_danger(request, form):
        said = {**form.fields_of_task, "roles": roles.roles, "client_key": form.cleaned_data["client_key"]}
        repeats, until = form.cleaned_data["repeats"], form.cleaned_data["until"]
        if repeats:
            made = series.start_series(by=request.person, rule=repeats, until=until, **said)
        else:
            made = slots.organise(by=request.person, **said)
        waits = made.state == ListingState.PENDING
        messages.success(
            request,
            _("A moderator reads it first, usually within a day. You will be told.")
            if waits
            else _("It is on the board."),
        )
        return redirect(made)
    return _form(request, form, roles)


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    listing = _task(request, pk)
    if not may_revise_listing(request.person, listing):
        raise MayNot
    form = TaskForm(sent(request), listing=listing, initial=_start(listing))
    roles = roles_formset(sent(request), listing.slots.all())
    if form.is_bound and _both_valid(form, roles) and not _in_danger(request, form):
        said = {**form.fields_of_task, "roles": roles.roles}
        try:
            _save(request, form, listing, said)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect(listing)
    return _form(request, form, roles, listing)


@members_only
@require_POST
def cancel_following(request: SignedInRequest, pk: int) -> HttpResponse:
    listing, form = _task(request, pk), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    series.cancel_following(listing, by=request.person, reason=reason)
    messages.success(request, _("It is done. Those who were going to come are told."))
    return redirect("mutual_aid:mine")


@members_only
def come(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a role. Where there is no room one waits, and is told."""
    listing = _task(request, pk)
    own = listing.responses.filter(helper=request.person)
    if request.method == "POST" and (known := own.accepted().first()):
        return redirect(known)  # a double tap, or the other tab
    waits = own.waiting().exists()
    if not waits and not may_propose_help(request.person, listing):
        raise MayNot
    rows = rows_of(request.person, listing)
    labels = {row.slot.pk: row.words for row in rows}
    roles = [row.slot for row in rows]
    form = ComeForm(sent(request), slots=roles, labels=labels, initial={"client_key": uuid4()})
    if form.is_bound and form.is_valid():
        response = slots.come(listing, by=request.person, **form.cleaned_data)
        accepted = response.state == response.State.ACCEPTED
        sentence = (
            _("You are expected. Thank you.") if accepted else _("You are on the list, and will be told.")
        )
        messages.success(request, sentence)
        return redirect(response)
    return render(request, "mutual_aid/task_come.html", {"listing": listing, "form": form})


def _task(request: SignedInRequest, pk: int) -> Listing:
    tasks = Listing.objects.readable_by(request.person).filter(plan__isnull=False)
    return get_object_or_404(tasks.select_related("plan", "author", "neighbourhood", "mediator"), pk=pk)


def _both_valid(form: TaskForm, roles: BaseRoles) -> bool:
    return all([form.is_valid(), roles.is_valid()])


def _in_danger(request: SignedInRequest, form: TaskForm) -> bool:
    return form.danger and "calm" not in request.POST


def _form(
    request: SignedInRequest, form: TaskForm, roles: BaseRoles, listing: Listing | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "roles": roles,
        "listing": listing,
        "danger": form.is_bound and form.danger,
        "calm": "calm" in request.POST,
        "groups": _groups(form),
    }
    return render(request, "mutual_aid/task_write.html", context)


def _groups(form: TaskForm) -> dict[str, list[Any]]:
    """The fields of each part of the page, in the order of reading."""
    parts = {
        "what": ["scope", "title", "category", "body"],
        "when": ["day", "starts", "ends", "repeats", "until"],
        "where": ["neighbourhood", "meeting_place"],
        "who": ["takes_everybody", "visibility", "share"],
    }
    return {part: [form[name] for name in names if name in form.fields] for part, names in parts.items()}


def _start(listing: Listing) -> dict[str, Any]:
    plan = listing.plan
    begins, ends = timezone.localtime(plan.starts_at), timezone.localtime(plan.ends_at)
    place = getattr(listing, "meeting_place", None)
    names = ["title", "body", "neighbourhood", "visibility", "share"]
    return {name: getattr(listing, name) for name in names} | {
        "category": listing.category.value,
        "day": begins.date(),
        "starts": begins.time(),
        "ends": ends.time(),
        "meeting_place": place.text if place else "",
        "takes_everybody": plan.takes_everybody,
    }


def _save(request: SignedInRequest, form: TaskForm, listing: Listing, said: dict[str, Any]) -> None:
    if form.cleaned_data.get("scope") != "following":
        slots.revise_task(listing, by=request.person, **said)
        messages.success(request, _("The changes are saved."))
        return
    kept = series.revise_following(listing, by=request.person, **said)
    messages.success(request, _("This one and those that follow are changed."))
    if kept:
        messages.info(
            request,
            ngettext(
                "%(n)d later one stays as it is, because people come to it.",
                "%(n)d later ones stay as they are, because people come to them.",
                kept,
            )
            % {"n": kept},
        )
