"""What was decided about somebody, as they read it, and asking for another look. Open to suspended people too."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.moderation import actions, jury
from commons.moderation.flaggable import kind_of
from commons.moderation.forms import AnswerAppealForm, AppealForm
from commons.moderation.models import Appeal, Decision
from commons.moderation.permissions import may_appeal, may_hear_appeal, may_lift, may_read_decision
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Account, Person
from commons.people.permissions import is_moderator


def _whoever(request: HttpRequest) -> Person:
    """The person of the account that is signed in, suspended or not: they must be able to read and to answer."""
    user = request.user
    person = user.person if isinstance(user, Account) else None
    if person is None or person.state == Person.State.GONE:
        raise Http404
    return person


def my_decisions(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    person = _whoever(request)
    taken = Decision.objects.of_person(person).with_things()[:50]
    return render(request, "moderation/my_decisions.html", {"decisions": taken})


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided, under which rule, until when, and how to ask for another look."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    person = _whoever(request)
    found = get_object_or_404(Decision.objects.select_related("about_type", "concerned", "case"), pk=pk)
    if not may_read_decision(person, found):
        raise Http404
    made = Appeal.objects.ready_to_read().filter(decision=found).first()
    is_author = found.concerned_id == person.pk
    context = {
        "decision": found,
        "is_author": is_author,
        "written": kind_of(found.about).words(found.about) if is_author and _is_of_thing(found) else "",
        "thing_address": _address(found, person),
        "made": made,
        "may_appeal": may_appeal(person, found),
        "may_lift": may_lift(person, found),
        "may_hear": made is not None and made.state == "waiting" and may_hear_appeal(person, made),
        "draw": _draw(made) if made and made.seed else None,
    }
    return render(request, "moderation/decision.html", context)


@require_POST
@members_only
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    """A moderator ends a decision before its time."""
    found = get_object_or_404(Decision.objects.select_related("concerned"), pk=pk)
    if not is_moderator(request.person):
        raise Http404
    actions.lift_decision(found, by=request.person)
    messages.success(request, _("It no longer holds. Whom it concerned is told."))
    return redirect(found)


def _is_of_thing(found: Decision) -> bool:
    return found.about is not None and found.about != found.concerned


def _address(found: Decision, person: Person) -> str:
    thing = found.about
    if thing is None or thing == person or not hasattr(thing, "get_absolute_url"):
        return ""
    return str(thing.get_absolute_url())


def _draw(made: Appeal) -> dict[str, object]:
    """What one needs to draw again, and whether it gives the same jurors today."""
    seated = [juror.person_id for juror in made.jurors.all()]
    again = jury.drawn_order(made.seed, made.candidates)[: len(seated)]
    return {
        "seed": made.seed,
        "candidates": len(made.candidates),
        "fingerprint": jury.fingerprint(made.candidates),
        "same": bool(made.candidates) and again == seated,
    }


def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom it concerns asks for another look. Absent for everybody else."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    person = _whoever(request)
    found = get_object_or_404(Decision.objects.select_related("about_type", "case"), pk=pk)
    if not may_appeal(person, found):
        raise Http404
    form = AppealForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("appeal", who_asks(request), times=20, seconds=3600)
        said = form.cleaned_data
        made = actions.appeal(found, by=person, words=said["words"], way=said["way"] or Appeal.Way.MODERATOR)
        drawn = made.state == Appeal.State.JURY
        messages.success(
            request,
            _("Five residents were drawn. They answer within three days.")
            if drawn
            else _("Another moderator will look at it, and answer you."),
        )
        return redirect(found)
    context = {"form": form, "decision": found}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)


@members_only
def appeals(request: SignedInRequest) -> HttpResponse:
    """What waits for another look, and what came of the others."""
    if not is_moderator(request.person):
        raise Http404
    context = {
        "waiting": Appeal.objects.waiting().ready_to_read(),
        "settled": Appeal.objects.settled().ready_to_read()[:20],
    }
    return render(request, "moderation/appeals.html", context)


@members_only
def hear(request: SignedInRequest, pk: int) -> HttpResponse:
    """A moderator who did not decide answers."""
    made = get_object_or_404(Appeal.objects.ready_to_read().select_related("decision__case"), pk=pk)
    if not is_moderator(request.person):
        raise Http404
    form = AnswerAppealForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.answer_appeal(made, by=request.person, **form.cleaned_data)
        messages.success(request, _("The answer is on its way."))
        return redirect("moderation:appeals")
    context = {
        "form": form,
        "made": made,
        "decision": made.decision,
        "may_hear": may_hear_appeal(request.person, made),
    }
    return render(request, "moderation/hear.html", context, status=422 if form.errors else 200)
