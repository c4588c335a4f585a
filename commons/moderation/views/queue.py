"""What waits for the moderators: one list for all rooms, and one page for each case."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import NotHere
from commons.base.fragments import sent
from commons.base.numbers import natural
from commons.journal import verbs
from commons.moderation import actions
from commons.moderation.flaggable import in_words
from commons.moderation.forms import DecideForm
from commons.moderation.models import Answer, Appeal, Case, Decision, Flag
from commons.moderation.permissions import may_confirm, may_forward_flag, may_see_case, may_settle_case
from commons.moderation.seeing import seen
from commons.moderation.views.flagging import address_of, readable
from commons.people.middleware import SignedInRequest, members_only

PAGE = 20
AGES = {"1": timedelta(days=1), "3": timedelta(days=3), "7": timedelta(days=7)}


@members_only
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, danger first, then the oldest. The queue does not exist for others."""
    _moderators_only(request)
    settled = "settled" in request.GET
    cases = narrowed(Case.objects.settled() if settled else Case.objects.waiting(), request)
    page = Paginator(cases.ready_to_read(), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "cases": page,
        "page": page,
        "query": asked.urlencode(),
        "settled": settled,
        "reasons": Flag.Reason.choices,
        "rooms": verbs.rooms(),
        "asked": request.GET,
        "narrowed": bool(
            {"reason", "room", "age", "mine"} & {name for name, value in request.GET.items() if value}
        ),
        "appeals": Appeal.objects.waiting().count(),
        "to_confirm": Decision.objects.to_confirm().exclude(by=request.person).count(),
    }
    return render(request, "moderation/queue.html", context)


def narrowed(cases: Any, request: HttpRequest) -> Any:
    """By reason, by room, by how long they have waited, or only one's own."""
    if reason := request.GET.get("reason"):
        cases = cases.filter(flags__reason=reason).distinct()
    if room := request.GET.get("room"):
        cases = cases.filter(room=room)
    if age := AGES.get(request.GET.get("age", "")):
        cases = cases.filter(created__lte=timezone.now() - age)
    if "mine" in request.GET and hasattr(request, "person"):
        cases = cases.filter(assigned_to=request.person)
    return cases


@require_POST
@members_only
def next_case(request: SignedInRequest) -> HttpResponse:
    """Take the next one that nobody looks after."""
    _moderators_only(request)
    case = actions.take_next(by=request.person)
    if case is None:
        messages.info(request, _("Nothing waits that nobody looks after."))
        return redirect("moderation:queue")
    return redirect(case)


@members_only
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """One case: what stands there, who asked what, what was decided before, and the decision to take."""
    found = _case(request, pk)
    form = DecideForm(actions.acts_on(found, request.person), sent(request), initial=_ready(request))
    if request.method == "POST" and form.is_valid():
        taken = actions.decide_case(found, by=request.person, choice=form.choice)
        proposed = taken is not None and taken.is_proposed
        messages.success(
            request, _("A second person is asked.") if proposed else _("The answers are on their way.")
        )
        return redirect("moderation:queue")
    context = {"case": found, "form": form, **seen(found, by=request.person), **_standing(request, found)}
    return render(request, "moderation/case.html", context, status=422 if form.errors else 200)


def _ready(request: HttpRequest) -> dict[str, Any]:
    """A ready answer that was asked for fills the form, without a script."""
    ready = Answer.objects.filter(pk=natural(request.GET.get("answer", "")) or 0).first()
    return {"rule": ready.rule, "words": ready.words} if ready else {}


def _standing(request: SignedInRequest, found: Case) -> dict[str, Any]:
    person = request.person
    flags = list(found.flags.select_related("by").order_by("pk"))
    for flag in flags:
        flag.case = found
    proposed = found.decisions.to_confirm().select_related("by", "concerned", "case").first()
    return {
        "flags": flags,
        "replies": []
        if found.is_waiting
        else list(dict.fromkeys(flag.answer for flag in flags if flag.answer)),
        "decisions": found.decisions.select_related("by", "second").order_by("pk"),
        "earlier": found.earlier(),
        "about_author": Decision.objects.of_person(found.author).exclude(case=found)[:10]
        if found.author
        else [],
        "may_settle": found.is_waiting and may_settle_case(person, found),
        "proposed": proposed,
        "may_confirm": proposed is not None and may_confirm(person, proposed),
        "forward": next((flag for flag in flags if may_forward_flag(person, flag)), None),
        "answers": Answer.objects.all(),
    }


@require_POST
@members_only
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it, or with `back` give it back."""
    found = _case(request, pk)
    if "back" in request.POST:
        actions.give_case_back(found, by=request.person)
        return redirect("moderation:queue")
    actions.take_case(found, by=request.person)
    return redirect(found)


@require_POST
@members_only
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """The second person says yes or, with `decline`, no."""
    found = _case(request, pk)
    decision = get_object_or_404(found.decisions.to_confirm())
    if "decline" in request.POST:
        actions.decline_decision(decision, by=request.person)
        messages.success(request, _("It does not happen. The case waits again."))
    else:
        actions.confirm_decision(decision, by=request.person)
        messages.success(request, _("It is done. The person concerned is told how to ask for another look."))
    return redirect(found)


@members_only
def open_case(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """A moderator decides about something that nobody has flagged."""
    _moderators_only(request)
    thing = readable(label, pk, request.person)
    if request.method == "POST":
        return redirect(actions.open_case(thing, by=request.person))
    context = {"what": in_words(thing), "back": address_of(thing)}
    return render(request, "moderation/open_case.html", context)


def _moderators_only(request: SignedInRequest) -> None:
    if not may_see_case(request.person):
        raise NotHere


def _case(request: SignedInRequest, pk: int) -> Case:
    _moderators_only(request)
    return get_object_or_404(Case.objects.ready_to_read(), pk=pk)
