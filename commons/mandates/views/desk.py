"""The mandates that a mediator holds, those of somebody at the desk, and how many there are."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commons.base.fragments import sent
from commons.base.numbers import natural
from commons.mandates import actions
from commons.mandates.acting import kind_of_device
from commons.mandates.counting import counts
from commons.mandates.forms import FindForm, PrepareForm
from commons.mandates.models import Mandate
from commons.mandates.permissions import (
    may_count_mandates,
    may_hold_mandates,
    may_prepare_mandate,
    may_receive_people,
)
from commons.people.middleware import SignedInRequest, members_only

MOST = 100


@members_only
def desk(request: SignedInRequest) -> HttpResponse:
    """What one holds, the nearest end first; with `handle`, what somebody gave to anybody, to end it."""
    if not may_receive_people(request.person):
        raise Http404
    form = FindForm(request.GET if "handle" in request.GET else None)
    found: Any = None
    if form.is_bound and form.is_valid():
        given = Mandate.objects.living().filter(resident=form.cleaned_data["handle"])
        found = given.select_related("resident", "mediator").order_by("pk")
    held = Mandate.objects.filter(mediator=request.person).select_related("resident")
    context = {
        "form": form,
        "found": found,
        "holds": may_hold_mandates(request.person),
        "living": held.living().order_by("ends_at", "pk")[:MOST],
        "ended": held.exclude(pk__in=held.living()).order_by("-ended_at")[:20],
    }
    return render(request, "mandates/desk.html", context, status=422 if form.errors else 200)


@members_only
def prepare(request: SignedInRequest) -> HttpResponse:
    """A new one; with `suite`, the next one after another, which it repeats."""
    if not may_hold_mandates(request.person):
        raise Http404
    renews = _renewed(request)
    form = PrepareForm(sent(request), initial=_as_before(renews), fixed=renews.resident if renews else None)
    if form.is_bound and form.is_valid():
        resident = form.cleaned_data["handle"]
        if not may_prepare_mandate(request.person, resident):
            form.refuse_person()
        else:
            mandate = actions.prepare_mandate(
                resident,
                by=request.person,
                wanted=form.wanted,
                renews=renews if renews and renews.resident_id == resident.pk else None,
                device=kind_of_device(request),
            )
            return redirect(mandate)
    context = {"form": form, "renews": renews}
    return render(request, "mandates/prepare.html", context, status=422 if form.errors else 200)


def _renewed(request: SignedInRequest) -> Mandate | None:
    wanted = natural(request.GET.get("suite"))
    if not wanted:
        return None
    return get_object_or_404(Mandate.objects.filter(mediator=request.person), pk=wanted)


def _as_before(renews: Mandate | None) -> dict[str, Any]:
    if renews is None:
        return {}
    names = ("purpose", "scopes", "lasts", "place", "language", "easy_read")
    return {name: getattr(renews, name) for name in names}


@members_only
def figures(request: SignedInRequest) -> HttpResponse:
    if not may_count_mandates(request.person):
        raise Http404
    return render(request, "mandates/figures.html", {"counts": counts()})
