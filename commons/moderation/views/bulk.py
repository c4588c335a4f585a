"""The same decision on many cases: first what would happen, then the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from commons.base.errors import NotHere
from commons.base.numbers import natural
from commons.moderation import actions
from commons.moderation.forms import ACTS, DecideForm
from commons.moderation.models import Case, Decision
from commons.moderation.permissions import may_see_case, may_settle_case
from commons.people.middleware import SignedInRequest, members_only

MOST = 50
OF_ONE = (Decision.Kind.LIMITED, Decision.Kind.SUSPENDED)  # people are judged one by one


@members_only
def together(request: SignedInRequest) -> HttpResponse:
    """Chosen in the queue; then the form; then, with `look`, what would happen; then, with `do`, it happens."""
    if not may_see_case(request.person):
        raise NotHere
    if request.method != "POST":
        return redirect("moderation:queue")  # somebody comes back to the address of the form
    cases, left_out = _chosen(request)
    if not cases:
        messages.info(request, ngettext("Please choose a case.", "Please choose cases.", 2))
        return redirect("moderation:queue")
    decides = bool({"look", "do"} & set(request.POST))
    form = DecideForm(_common_acts(request, cases), request.POST if decides else None)
    ready = decides and form.is_valid()
    if ready and "do" in request.POST:
        _decide(request, cases, form)
        return redirect("moderation:queue")
    context = {
        "cases": cases,
        "left_out": left_out,
        "form": form,
        "preview": _preview(cases, form) if ready else None,
    }
    return render(request, "moderation/together.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> tuple[list[Case], int]:
    numbers = (natural(key) for key in request.POST.getlist("case")[:MOST])
    keys = {number for number in numbers if number is not None}
    waiting = Case.objects.waiting().exclude(state=Case.State.PROPOSED).filter(pk__in=keys).ready_to_read()
    person = getattr(request, "person", None)
    mine = [case for case in waiting if may_settle_case(person, case)]
    return mine, len(keys) - len(mine)


def _common_acts(request: SignedInRequest, cases: list[Case]) -> list[str]:
    """What can be done with each of them."""
    each = [actions.acts_on(case, request.person) for case in cases]
    return [act for act in each[0] if act not in OF_ONE and all(act in acts for acts in each)]


def _preview(cases: list[Case], form: DecideForm) -> dict[str, Any]:
    authors = {case.author.pk for case in cases if case.author}
    return {"act": ACTS[form.cleaned_data["kind"]], "things": len(cases), "people": len(authors)}


def _decide(request: SignedInRequest, cases: list[Case], form: DecideForm) -> None:
    actions.decide_together(cases, by=request.person, choice=form.choice)
    done = ngettext("%(n)d case is answered.", "%(n)d cases are answered.", len(cases)) % {"n": len(cases)}
    messages.success(request, done)
