"""One loan: its page, every decision about it, how the thing is, and one's own list of loans."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot, WrongMoment
from commons.base.fragments import render, sent
from commons.images import private
from commons.images.files import Unusable
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from commons.people.permissions import is_mediator
from mutual_aid import actions
from mutual_aid.actions.lending_moves import reason_of
from mutual_aid.forms.answering import ReasonForm
from mutual_aid.forms.lending import ConditionForm, LongerForm, TroubleForm
from mutual_aid.lending_rights import (
    may_answer_longer,
    may_ask_longer,
    may_confirm,
    sides_on_loan,
    steps_on_loan,
)
from mutual_aid.lending_states import LIVING, LoanState, Side
from mutual_aid.models import Condition, Item, Reservation

MOST = 100
Act = Callable[..., Any]
PLAIN: dict[str, Act] = {
    "agree": actions.agree,
    "longer_yes": lambda loan, by: actions.answer_longer(loan, by=by, yes=True),
    "longer_no": lambda loan, by: actions.answer_longer(loan, by=by, yes=False),
    "confirm_handover": lambda loan, by: actions.confirm_condition(loan, by=by, moment="handover"),
    "confirm_return": lambda loan, by: actions.confirm_condition(loan, by=by, moment="return"),
}
WITH_REASON: dict[str, Act] = {
    "cancel": actions.cancel,
    "decline": actions.decline,
    "settle": actions.settle_loan,
}
MOMENTS = {"hand_over": Condition.Moment.HAND_OVER, "bring_back": Condition.Moment.RETURN}
HANDS: dict[str, Act] = {"hand_over": actions.hand_over, "bring_back": actions.bring_back}


@members_only
def mine(request: SignedInRequest) -> HttpResponse:
    """What I borrow, what I lend, my things; for mediators also what they were asked to look at."""
    person = request.person
    kept = Item.objects.kept_by(person)
    loans = Reservation.objects.concerning(person).select_related("item", "borrower")
    lent, borrowed = loans.filter(item__in=kept.values("pk")), loans.filter(borrower=person)
    context = {
        "borrowed": borrowed.living().order_by("ends_on")[:MOST],
        "lent": lent.living().order_by("starts_on")[:MOST],
        "ended": loans.filter(~Q(state__in=LIVING)).order_by("-closed_at")[:20],
        "items": kept.exclude(state=Item.State.GONE)
        .select_related("neighbourhood", "photo")
        .order_by("title")[:MOST],
        "to_settle": _to_settle(person),
    }
    return render(request, "mutual_aid/loan_list.html", context)


@members_only
def loan(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request.person, pk)
    return render(request, "mutual_aid/loan.html", _shown(request.person, found), part="whole")


@members_only
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the two sides, or a mediator, do with a loan; `do` names it."""
    found = _find(request.person, pk)
    name, form = request.POST.get("do", ""), ReasonForm(request.POST)
    if name in PLAIN:
        PLAIN[name](found, by=request.person)
    elif name in WITH_REASON and form.is_valid():
        WITH_REASON[name](found, by=request.person, reason=form.cleaned_data["reason"])
    elif name in WITH_REASON:
        context = {"form": form, "do": name, "thing": found}
        return render(request, "mutual_aid/reason.html", context, status=422)
    else:
        raise Http404
    messages.success(request, _("It is done."))
    return redirect(found)


@members_only
def hands(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """The thing changes hands: how is it? `step` is hand_over or bring_back."""
    found = _find(request.person, pk)
    form = ConditionForm(sent(request), request.FILES or None)
    is_sent = form.is_bound and form.is_valid()
    if step not in steps_on_loan(request.person, found):
        if is_sent and not found.conditions.filter(by=request.person, moment=MOMENTS[step]).exists():
            raise WrongMoment(_("The other side has written it down meanwhile."))  # the words come back
        return redirect(found)  # a double tap, or the back button
    if is_sent:
        file = form.cleaned_data["file"]
        try:
            photo = private.painted(file.chunks()) if file else b""
        except Unusable as unusable:
            form.add_error("file", unusable.sentence)
        else:
            HANDS[step](found, by=request.person, words=form.cleaned_data["words"], photo=photo)
            messages.success(request, _("It is written down. The other side will be asked to confirm."))
            return redirect(found)
    return render(request, "mutual_aid/loan_hands.html", {"loan": found, "form": form, "step": step})


@members_only
def longer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request.person, pk)
    if not may_ask_longer(request.person, found):
        raise MayNot
    form = LongerForm(sent(request), ends_on=found.ends_on)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_longer(found, by=request.person, **form.cleaned_data)
        except actions.Taken as taken:
            form.add_error("until", taken.sentence)
        else:
            messages.success(request, _("Your wish is sent. You will be told of the answer."))
            return redirect(found)
    return render(request, "mutual_aid/loan_longer.html", {"loan": found, "form": form})


@members_only
def trouble(request: SignedInRequest, pk: int) -> HttpResponse:
    """Broken, or not come back: a mediator is asked, nobody is blamed."""
    found, form = _find(request.person, pk), TroubleForm(sent(request))
    is_sent = form.is_bound and form.is_valid()
    if "ask_mediator" not in steps_on_loan(request.person, found):
        if is_sent and form.cleaned_data["reason"].strip() != reason_of(found, "ask_mediator"):
            raise WrongMoment  # the words come back
        return redirect(found)
    if is_sent:
        actions.ask_mediator(found, by=request.person, **form.cleaned_data)
        messages.success(request, _("The mediators are told. One of them will write to you both."))
        return redirect(found)
    return render(request, "mutual_aid/loan_trouble.html", {"loan": found, "form": form})


@members_only
def photo(request: SignedInRequest, pk: int, moment: str) -> HttpResponse:
    """The sealed photo, for those who may read the loan; kept by no browser."""
    condition = get_object_or_404(Condition, loan=_find(request.person, pk), moment=moment)
    content = condition.photo
    if not content:
        raise Http404
    return HttpResponse(
        content,
        content_type=private.TYPE,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


def _find(person: Person, pk: int) -> Reservation:
    rows = Reservation.objects.readable_by(person)
    return get_object_or_404(rows.select_related("item__owner", "item__group", "borrower", "thread"), pk=pk)


def _shown(person: Person, found: Reservation) -> dict[str, Any]:
    sides = sides_on_loan(person, found)
    conditions = list(found.conditions.select_related("by", "confirmed_by").order_by("at"))
    for condition in conditions:
        condition.loan = found
    return {
        "loan": found,
        "is_borrower": Side.BORROWER in sides,
        "is_owner": Side.OWNER in sides,
        "is_awaited": found.is_awaited,
        "conditions": [(condition, may_confirm(person, condition)) for condition in conditions],
        "steps": steps_on_loan(person, found),
        "may_ask_longer": may_ask_longer(person, found),
        "may_answer_longer": may_answer_longer(person, found),
        "trouble": reason_of(found, "ask_mediator") if found.mediated_at else "",
        "outcome": reason_of(found, "settle") if found.mediated_at else "",
        "why": reason_of(found, {"declined": "decline", "cancelled": "cancel"}.get(found.state, "")),
    }


def _to_settle(person: Person) -> list[Reservation]:
    if not is_mediator(person):
        return []
    rows = Reservation.objects.readable_by(person).filter(state=LoanState.MEDIATION)
    return list(rows.select_related("item").order_by("mediated_at")[:MOST])
