"""The desk where the town receives people: letters to print, proofs that were seen, accounts to open again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.accounts import actions
from commons.accounts.forms import CardLostForm, ProofSeenForm, StepLostForm
from commons.accounts.models import Recovery, Residence
from commons.accounts.permissions import may_keep_desk, may_settle_recovery
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only


@members_only
def desk(request: SignedInRequest, seen: Any = None, lost: Any = None, card_lost: Any = None) -> HttpResponse:
    _keeps(request)
    recoveries = [
        {"row": row, "may_settle": may_settle_recovery(request.person, row)}
        for row in Recovery.objects.waiting().select_related("person", "asked_by")
    ]
    context = {
        "letters": Residence.objects.waiting_for_a_letter(),
        "recoveries": recoveries,
        "seen": seen or ProofSeenForm(),
        "lost": lost or StepLostForm(),
        "card_lost": card_lost or CardLostForm(),
    }
    return render(request, "accounts/desk.html", context, status=422 if seen or lost or card_lost else 200)


@require_POST
@members_only
def print_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer is the letter itself: its code is shown here and nowhere else."""
    _keeps(request)
    residence = get_object_or_404(Residence.objects.select_related("person"), pk=pk)
    address, code = actions.print_letter(residence, by=request.person)
    context = {"address": address, "code": code, "name": residence.person.name}
    return render(request, "accounts/letter.html", context)


@require_POST
@members_only
def proof_seen(request: SignedInRequest) -> HttpResponse:
    _keeps(request)
    form = ProofSeenForm(sent(request))
    if not form.is_valid():
        return desk(request, seen=form)
    person = form.cleaned_data["handle"]
    actions.verify_residence(person, by=request.person, met=form.cleaned_data["how"] == "met")
    messages.success(request, _("It is written down: %(name)s lives here.") % {"name": person.name})
    return redirect("accounts:desk")


@require_POST
@members_only
def second_step_lost(request: SignedInRequest) -> HttpResponse:
    _keeps(request)
    form = StepLostForm(sent(request))
    if not form.is_valid():
        return desk(request, lost=form)
    person = form.cleaned_data["handle"]
    actions.ask_for_recovery(person, by=request.person, proof=form.cleaned_data["proof"])
    messages.success(request, _("A second person at the desk must now confirm it."))
    return redirect("accounts:desk")


@require_POST
@members_only
def settle_recovery(request: SignedInRequest, pk: int) -> HttpResponse:
    _keeps(request)
    recovery = get_object_or_404(Recovery.objects.waiting(), pk=pk)
    if "confirm" in request.POST:
        actions.confirm_recovery(recovery, by=request.person)
        messages.success(request, _("The account is open again: the code by mail is enough, for now."))
    else:
        actions.refuse_recovery(recovery, by=request.person)
        messages.success(request, _("It is refused. Nothing has changed."))
    return redirect("accounts:desk")


def _keeps(request: SignedInRequest) -> None:
    if not may_keep_desk(request.person):
        raise Http404
