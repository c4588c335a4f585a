"""Opinion rounds: asking, adding statements, answering, what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import Conflict, MayNot
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.conversations import actions, assembly_rights
from commons.conversations.forms import AnswersForm, RoundForm, StatementForm
from commons.conversations.minuting import opinions_of
from commons.conversations.models import Assembly, OpinionRound, OpinionStatement
from commons.conversations.views.assemblies import assembly_at
from commons.conversations.views.common import for_all, see_other
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


@members_only
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    assembly = assembly_at(pk, request.person)
    if not assembly_rights.hosts(request.person, assembly):
        raise MayNot
    form = RoundForm(sent(request))
    if request.method == "POST" and form.is_valid():
        found = actions.ask_opinions(assembly, by=request.person, **form.cleaned_data)
        return see_other(found.get_absolute_url())
    context = {"topic": assembly.topic, "form": form}
    return render(request, "conversations/opinions_ask.html", context, status=422 if form.errors else 200)


def _round(pk: int, person: Person | None) -> OpinionRound:
    readable = Assembly.objects.readable_by(person).values("pk")
    rounds = OpinionRound.objects.select_related("assembly__topic__community", "assembly__topic__circle")
    return get_object_or_404(rounds.filter(assembly__in=readable), pk=pk)


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """While it is open what one may answer, then what came of it."""
    person = asking(request)
    found = _round(pk, person)
    response = _page(request, found, person, _blank(found, person))
    return for_all(request, response) if found.assembly.topic.is_public else response


def _blank(found: OpinionRound, person: Person | None) -> AnswersForm | None:
    if person is None or not assembly_rights.may_answer_round(person, found):
        return None
    given = found.ballots.filter(voter=found.voter(person)).values_list("answers", flat=True).first() or {}
    return AnswersForm(opinions=found, initial={f"s{key}": value for key, value in given.items()})


def _page(
    request: HttpRequest,
    found: OpinionRound,
    person: Person | None,
    form: AnswersForm | None,
    suggestion: StatementForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    hosts = assembly_rights.hosts(person, found.assembly)
    may_add = found.is_open and (hosts or assembly_rights.may_suggest_statement(person, found))
    context: dict[str, Any] = {
        "round": found,
        "topic": found.assembly.topic,
        "told": opinions_of(found),
        "form": form,
        "has_answered": form is not None and bool(form.initial),
        "hosts": hosts,
        "held": list(found.statements.filter(is_held=True).order_by("pk")) if hosts else [],
        "suggestion": suggestion or (StatementForm() if may_add else None),
    }
    return render(request, "conversations/opinions.html", context, status=status)


@require_POST
@members_only
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _round(pk, request.person)
    form = AnswersForm(request.POST, opinions=found)
    if not form.is_valid():
        return _page(request, found, request.person, form, status=422)
    limit("vote", who_asks(request), times=30, seconds=60)
    actions.answer_round(found, by=request.person, answers=form.cleaned_data["answers"])
    messages.success(request, _("Your answers are kept. You can change them until the round closes."))
    return see_other(found.get_absolute_url())


@require_POST
@members_only
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _round(pk, request.person)
    form = StatementForm(request.POST)
    if form.is_valid():
        limit("statement", who_asks(request), times=10, seconds=600)
        try:
            statement = actions.add_statement(found, by=request.person, text=form.cleaned_data["text"])
        except Conflict as there_already:
            form.add_error("text", there_already.sentence)
        else:
            if statement.is_held:
                messages.success(request, _("Thank you. A host looks at your statement before it appears."))
            return see_other(found.get_absolute_url())
    return _page(request, found, request.person, _blank(found, request.person), form, status=422)


@require_POST
@members_only
def decide(request: SignedInRequest, pk: int, statement: int) -> HttpResponse:
    """A host shows what was suggested or, with `decline`, does not."""
    found = _round(pk, request.person)
    held = get_object_or_404(OpinionStatement, round=found, pk=statement)
    held.round = found
    actions.decide_statement(held, by=request.person, shown="decline" not in request.POST)
    return see_other(found.get_absolute_url())


@require_POST
@members_only
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _round(pk, request.person)
    actions.close_round(found, by=request.person)
    return see_other(found.get_absolute_url())
