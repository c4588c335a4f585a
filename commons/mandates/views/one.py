"""One mandate: for the two whom it binds, and for who ends it at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot, Refused
from commons.communities.towns import own_town
from commons.mandates import acting, actions, chain, scopes
from commons.mandates.acting import kind_of_device
from commons.mandates.forms import AgreementForm
from commons.mandates.models import Mandate
from commons.mandates.permissions import (
    may_act_under,
    may_confirm_mandate,
    may_lead_mandate,
    may_receive_people,
    may_revoke_mandate,
)
from commons.mandates.showing import shown_lines
from commons.mandates.states import MandateState
from commons.mandates.wording import paragraphs
from commons.people.middleware import SignedInRequest, members_only


@members_only
def mandate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _theirs(request, pk))


@members_only
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """The copy that the person takes home."""
    found = _theirs(request, pk)
    context = {"mandate": found, "paragraphs": _text(found), "scopes": scopes.named(found.scopes)}
    return render(request, "mandates/paper.html", context)


@require_POST
@members_only
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    found, form = _theirs(request, pk), AgreementForm(request.POST)
    if not may_lead_mandate(request.person, found):
        raise MayNot
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.note_agreement(found, by=request.person, device=kind_of_device(request), **form.facts)
    except Refused as said_no:
        if said_no.status != Refused.status:
            raise
        form.add_error("code" if form.facts["how"] == "code" else None, said_no.sentence)
        return _page(request, found, form)
    messages.success(request, _("The agreement is written down. The mandate can begin."))
    return redirect(found)


@require_POST
@members_only
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _theirs(request, pk)
    actions.confirm_mandate(found, by=request.person, device=kind_of_device(request))
    messages.success(request, _("You have agreed. You can take it back at any time, here."))
    return redirect(found)


@require_POST
@members_only
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _theirs(request, pk)
    actions.begin_mandate(found, by=request.person, device=kind_of_device(request))
    messages.success(request, _("The mandate has begun. Print the copy for the person."))
    return redirect(found)


@require_POST
@members_only
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """From the next page on."""
    found = _theirs(request, pk)
    actions.begin_acting(found, by=request.person, device=kind_of_device(request))
    acting.begin(request, found)
    return redirect("home")


@require_POST
@members_only
def stop(request: SignedInRequest) -> HttpResponse:
    acting.stop(request)
    messages.success(request, _("You act in your own name again."))
    return redirect("mandates:desk")


@require_POST
@members_only
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Also from the desk, for whom the mandate is not there to read."""
    person = request.person
    rows = Mandate.objects.all() if may_receive_people(person) else Mandate.objects.readable_by(person)
    found = get_object_or_404(rows, pk=pk)
    actions.revoke_mandate(found, by=person, device=kind_of_device(request))
    messages.success(request, _("It is taken back, from this moment on."))
    if person.pk in (found.resident_id, found.mediator_id):
        return redirect(found)
    return redirect("mandates:desk")


def _theirs(request: SignedInRequest, pk: int) -> Mandate:
    rows = Mandate.objects.readable_by(request.person).select_related("resident", "mediator", "ended_by")
    return get_object_or_404(rows, pk=pk)


def _text(found: Mandate) -> list[str]:
    """What was read, or what is to be read."""
    return found.text.split("\n\n") if found.text else paragraphs(found, town=own_town().name)


def _page(request: SignedInRequest, found: Mandate, form: AgreementForm | None = None) -> HttpResponse:
    person = request.person
    waits = found.state == MandateState.PREPARED
    context: dict[str, Any] = {
        "mandate": found,
        "is_resident": person.pk == found.resident_id,
        "leads": may_lead_mandate(person, found),
        "may_act": may_act_under(person, found),
        "may_revoke": may_revoke_mandate(person, found),
        "may_confirm": waits and may_confirm_mandate(person, found),
        "scopes": scopes.named(found.scopes),
        "paragraphs": _text(found),
        "form": form or AgreementForm(),
        "lines": shown_lines(found),
        "broken_at": chain.broken_at(found),
        "code": actions.code_of(found) if waits and person.pk == found.resident_id else "",
    }
    return render(request, "mandates/mandate.html", context, status=422 if form else 200)
