"""One listing: its page, proposing help, and every decision about it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot, TooMany, WrongMoment
from commons.base.fragments import render, sent, stored
from commons.moderation.forms import RuleForm
from commons.people.middleware import SignedInRequest, members_only
from mutual_aid import actions
from mutual_aid.forms import DeclineForm, HelpForm, ReasonForm, ThanksForm
from mutual_aid.models import Listing, Response
from mutual_aid.permissions import goes_home, has_said_adult, steps_on_listing
from mutual_aid.showing import faces, what_is_shown
from mutual_aid.states import ON_BOARD

Act = Callable[..., Any]
ON_LISTING: dict[str, Act] = {
    "approve": actions.approve_listing,
    "pause": actions.pause_listing,
    "prolong": actions.prolong_listing,
    "renew": actions.renew_listing,
    "reopen": actions.reopen_listing,
    "resume": actions.resume_listing,
    "unhide": actions.unhide_listing,
}
ON_LISTING_WITH_REASON: dict[str, Act] = {
    "cancel": actions.cancel_listing,
    "complete": actions.complete_listing,
    "hide": actions.hide_listing,
    "refuse": actions.refuse_listing,
}
ON_RESPONSE: dict[str, Act] = {
    "accept": actions.accept_response,
    "confirm": actions.confirm_done,
    "done": actions.mark_done,
    "withdraw": actions.withdraw_response,
}
ON_RESPONSE_WITH_REASON: dict[str, Act] = {
    "decline": actions.decline_response,
    "dispute": actions.dispute,
    "no_show": actions.report_no_show,
    "release": actions.release_response,
}


def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Visitors see the summary; members the whole; those concerned what was proposed."""
    person = request.person or None  # type: ignore[attr-defined]
    rows = Listing.objects.readable_by(person).select_related("neighbourhood", "author", "mediator", "board")
    found = get_object_or_404(rows, pk=pk)
    answer = render(request, "mutual_aid/listing.html", what_is_shown(person, found), part="whole")
    return stored(request, answer)


@members_only
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answering. What ended, or was answered already, while somebody wrote gives their words back, with ways on."""
    found, person = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk), request.person
    if found.slots.exists():
        return redirect("mutual_aid:come", pk)  # each role has its places
    asks_adult = goes_home(found) and not has_said_adult(person)
    form = HelpForm(sent(request), asks_adult=asks_adult, initial={"client_key": uuid4()})
    status, over = 200, found.state not in ON_BOARD
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            response = actions.propose_help(
                found,
                by=person,
                message=said["message"],
                client_key=said["client_key"],
                adult=said.get("adult", False),
            )
        except WrongMoment:
            status, over = 409, True
        except (MayNot, TooMany) as no:
            form.add_error("message", no.sentence or _("This person has already answered you."))
            status = no.status
        else:
            messages.success(request, _("Your proposal is sent. You will be told of the answer."))
            return redirect(response)
    elif form.errors:
        status = 422
    context = {"listing": found, "form": form, "over": over, "needs_trusted": found.category.needs_trusted}
    return render(request, "mutual_aid/listing_propose.html", context, status=status)


@members_only
def judge(request: SignedInRequest, pk: int, do: str) -> HttpResponse:
    """A moderator gives a listing back or hides it: under which rule, and why."""
    found = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk)
    form = RuleForm(sent(request))
    if do not in steps_on_listing(request.person, found) and not form.is_valid():
        return redirect(found)  # what was typed goes on: the action says no and gives it back
    if request.method == "POST" and form.is_valid():
        ON_LISTING_WITH_REASON[do](found, by=request.person, **form.cleaned_data)
        messages.success(request, _("It is done."))
        return redirect(found)
    context = {"listing": found, "form": form, "do": do}
    return render(request, "mutual_aid/listing_judge.html", context, status=422 if form.errors else 200)


@members_only
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """What its author or a moderator does with a listing; `do` names it."""
    found = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk)
    return _do(request, found, ON_LISTING, ON_LISTING_WITH_REASON)


@members_only
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the two sides do with a proposal; `do` names it."""
    found = get_object_or_404(Response.objects.readable_by(request.person).select_related("listing"), pk=pk)
    return _do(request, found, ON_RESPONSE, ON_RESPONSE_WITH_REASON)


@members_only
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """A polite no: one of four sentences, or one's own."""
    found = get_object_or_404(Response.objects.readable_by(request.person).select_related("listing"), pk=pk)
    face = faces(request.person, [found])[0]
    form = DeclineForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.decline_response(found, by=request.person, reason=form.reason)
        messages.success(request, _("They are thanked, and told kindly."))
        return redirect(found)
    if "decline" not in face.steps:
        return redirect(found)
    context = {"listing": found.listing, "face": face, "form": form}
    return render(request, "mutual_aid/response_decline.html", context, status=422 if form.errors else 200)


@members_only
def thank(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Response.objects.readable_by(request.person).select_related("listing"), pk=pk)
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.thank(found, by=request.person, **form.cleaned_data)
        messages.success(request, _("Your thanks are sent."))
        return redirect(found)
    context = {"listing": found.listing, "face": faces(request.person, [found])[0], "form": form}
    return render(request, "mutual_aid/response_thank.html", context)


def _do(
    request: SignedInRequest, thing: Listing | Response, plain: dict[str, Act], reasoned: dict[str, Act]
) -> HttpResponse:
    name = request.POST.get("do", "")
    form = ReasonForm(request.POST)
    if name in plain:
        plain[name](thing, by=request.person)
    elif name in reasoned and form.is_valid():
        reasoned[name](thing, by=request.person, reason=form.cleaned_data["reason"])
    elif name in reasoned:
        return render(
            request, "mutual_aid/reason.html", {"form": form, "do": name, "thing": thing}, status=422
        )
    else:
        raise Http404
    messages.success(request, _("It is done."))
    return redirect(thing)
