"""For moderators: what is decided of other servers, who waits for a decision, lists of other towns."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.base.errors import Conflict, MayNot
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Follow
from federation import decisions
from federation.block_lists import BadList
from federation.forms import DecisionForm, ListForm
from federation.models import HeldLetter, Server
from federation.permissions import may_decide
from federation.wants import sentence_of

FEW = 5
MOST_ASKED = 20  # who ask to follow, on one's own page


def _check(request: SignedInRequest) -> None:
    if not may_decide(request.person):
        raise MayNot


@members_only
def overview(request: SignedInRequest) -> HttpResponse:
    """Who waits, what was decided, and the form for a new decision."""
    _check(request)
    form = DecisionForm(initial={"host": request.GET.get("serveur", "")[:255]})
    context = {
        "form": form,
        "waiting": [_waiting(row) for row in decisions.servers_waiting()],
        "here": {"follows": list(decisions.waiting_follows(request.person)[:100])},
        "servers": list(decisions.servers_decided()),
    }
    return render(request, "federation/decisions.html", context)


def _waiting(row: dict[str, Any]) -> dict[str, Any]:
    first = HeldLetter.objects.filter(host=row["host"]).order_by("pk")[:FEW]
    return row | {"wants": [sentence_of(letter) for letter in first]}


@members_only
def decide(request: SignedInRequest, host: str = "") -> HttpResponse:
    """One server: what is decided, changed by a form."""
    _check(request)
    server = get_object_or_404(Server, host=host) if host else None
    form = DecisionForm(sent(request), initial=_today(server))
    if request.method == "POST" and form.is_valid():
        decisions.decide_of_server(by=request.person, **form.cleaned_data)
        messages.success(request, _("It is done, and it stands in the public record."))
        return redirect("federation:decisions")
    status = 422 if form.is_bound else 200
    return render(request, "federation/decision.html", {"form": form, "server": server}, status=status)


def _today(server: Server | None) -> dict[str, Any]:
    names = ("host", "standing", "hides_media", "reason", "note")
    return {name: getattr(server, name) for name in names} if server else {}


@require_POST
@members_only
def answer_follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody of a limited server asked to follow: yes or no."""
    follow = get_object_or_404(Follow, pk=pk, state=Follow.State.REQUESTED)
    decisions.answer_follow(follow, by=request.person, accept="accept" in request.POST)
    messages.success(request, _("They have their answer."))
    return redirect("federation:decisions" if may_decide(request.person) else "people:me")


@members_only
def take_over(request: SignedInRequest) -> HttpResponse:
    """First what a list would change, then, when that is agreed to, the change itself."""
    _check(request)
    form = ListForm(sent(request), request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text, mark = form.cleaned_data["text"], form.cleaned_data["mark"]
        try:
            if mark:
                return _taken_over(request, text, mark)
            context |= {"plan": decisions.plan_of(text), "text": text}
        except BadList:
            form.add_error(
                "file" if request.FILES else "text",
                _("This is not a list of servers: a line with the names of the columns is missing."),
            )
        except Conflict:
            form.add_error(None, _("Something changed meanwhile. Please look at the list once more."))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "federation/block_list.html", context, status=status)


def _taken_over(request: SignedInRequest, text: str, mark: str) -> HttpResponse:
    number = decisions.take_over_list(text, by=request.person, mark=mark)
    said = ngettext("%(number)s server was changed.", "%(number)s servers were changed.", number)
    messages.success(request, said % {"number": number})
    return redirect("federation:decisions")


@members_only
def export(request: SignedInRequest) -> HttpResponse:
    _check(request)
    answer = HttpResponse(decisions.list_of_decisions(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="serveurs.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def follows_to_answer(person: Any, about: Any) -> dict[str, Any] | None:
    """On one's own page: who of a limited server asks to follow, and waits for this person's answer."""
    follows = decisions.waiting_follows(person)[:MOST_ASKED]
    return {"follows": follows} if follows else None
