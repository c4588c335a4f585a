"""The desk of the mediators: what they do for people far from computers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.base.numbers import natural
from commons.communities.towns import own_town
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from commons.people.permissions import is_mediator
from commons.people.reading import Why, note_reading
from mutual_aid import actions
from mutual_aid.at_desk import at_desk, on_the_desk, who_could_be_asked
from mutual_aid.forms.desk import (
    CallForm,
    CodeForm,
    FollowUpForm,
    ForSomebodyForm,
    HandOverEndForm,
    HandOverForm,
    NeighbourForm,
    ReachForm,
)
from mutual_aid.models import Call, Consent, DeskCase, HandOver, Listing, Nudge
from mutual_aid.showing import standing_consent
from mutual_aid.wordings import Purpose, wording

View = Callable[..., HttpResponse]
Bound = forms.Form | None


def desk_only(view: View) -> View:
    """For everybody but mediators the page does not exist."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_mediator(request.person):
            raise Http404
        return view(request, *args, **kwargs)

    return members_only(guarded)


@desk_only
def desk(request: SignedInRequest) -> HttpResponse:
    return render(request, "mutual_aid/desk.html", on_the_desk(request.person))


@desk_only
def write(request: SignedInRequest) -> HttpResponse:
    """One page, as it stands on the paper sheet."""
    read_aloud = wording(Purpose.POSTING, town=own_town().name)
    form = ForSomebodyForm(sent(request), wording=read_aloud)
    if form.is_bound and form.is_valid():
        listing = actions.post_for_somebody(by=request.person, consent=form.agreement, **form.listing_fields)
        messages.success(request, _("It is on the board."))
        return redirect("mutual_aid:desk_case", listing.pk)
    return render(request, "mutual_aid/desk_write.html", {"form": form}, status=422 if form.errors else 200)


@desk_only
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    listing = _found(request, pk)
    note_reading(listing.author, by=request.person, why=Why.HELP)
    return _case_page(request, listing)


@desk_only
@require_POST
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    over_from = natural(request.POST.get("over_from"))
    actions.take_request(_found(request, pk), by=request.person, over_from=over_from)
    messages.success(request, _("You look after this request now."))
    return redirect("mutual_aid:desk_case", pk)


@desk_only
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.give_request_back(_found(request, pk), by=request.person)
    messages.success(request, _("The other mediators can take it now."))
    return redirect("mutual_aid:desk")


@desk_only
@require_POST
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Without a day when the button says that it is settled."""
    listing, form = _found(request, pk), FollowUpForm(request.POST)
    if "settled" in request.POST:
        actions.flag_follow_up(listing, by=request.person, on=None)
    elif form.is_valid():
        actions.flag_follow_up(listing, by=request.person, **form.cleaned_data)
    else:
        return _case_page(request, listing, follow_up=form)
    return _noted(request, pk)


@desk_only
@require_POST
def reach(request: SignedInRequest, pk: int) -> HttpResponse:
    listing, form = _found(request, pk), ReachForm(request.POST)
    if not form.is_valid():
        return _case_page(request, listing, reach=form)
    actions.keep_reach(listing, by=request.person, **form.cleaned_data)
    return _noted(request, pk)


@desk_only
@require_POST
def call(request: SignedInRequest, pk: int) -> HttpResponse:
    listing, form = _found(request, pk), CallForm(request.POST)
    if not form.is_valid():
        return _case_page(request, listing, call=form)
    actions.log_call(listing, by=request.person, **form.cleaned_data)
    return _noted(request, pk)


@desk_only
@require_POST
def nudge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody of the few that the page proposes."""
    listing, wanted = _found(request, pk), natural(request.POST.get("person"))
    person = get_object_or_404(Person.objects.citizens(), pk=wanted or 0)
    actions.nudge(listing, person, by=request.person)
    messages.success(request, _("They are asked, and may say no with one press."))
    return redirect("mutual_aid:desk_case", pk)


@desk_only
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    listing = _found(request, pk)
    read_aloud = wording(Purpose.HANDING_OVER, town=own_town().name)
    form = HandOverForm(sent(request), wording=read_aloud)
    if form.is_bound and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("service", "words", "follow_up_on")}
        actions.hand_to_service(listing, by=request.person, agreement=form.agreement, **facts)
        return _noted(request, pk)
    context = {"listing": listing, "form": form}
    return render(request, "mutual_aid/desk_hand_over.html", context, status=422 if form.errors else 200)


@desk_only
@require_POST
def close_hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    handed = get_object_or_404(HandOver.objects.select_related("listing", "service"), pk=pk)
    listing, form = _found(request, handed.listing_id), HandOverEndForm(request.POST)
    if not form.is_valid():
        return _case_page(request, listing, handed=handed, end=form)
    actions.close_hand_over(handed, by=request.person, **form.cleaned_data)
    return _noted(request, listing.pk)


@desk_only
def answer_by_code(request: SignedInRequest) -> HttpResponse:
    """A neighbour rings or comes by with a code: first the code, then what they propose."""
    code_form = CodeForm(request.GET if "code" in request.GET else None)
    listing = code_form.listing if code_form.is_bound and code_form.is_valid() else None
    read_aloud = wording(Purpose.ANSWERING, town=own_town().name)
    form = NeighbourForm(sent(request), wording=read_aloud) if listing else None
    if form and listing and form.is_bound and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("message", "alias", "reach", "client_key")}
        actions.answer_for_neighbour(listing, by=request.person, agreement=form.agreement, **facts)
        messages.success(request, _("It is sent. The answer will stand on the desk."))
        return redirect("mutual_aid:desk")
    context = {"code_form": code_form, "listing": listing, "form": form}
    wrong = bool(code_form.errors or (form and form.errors))
    return render(request, "mutual_aid/desk_code.html", context, status=422 if wrong else 200)


@desk_only
@require_POST
def withdraw_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.standing().select_related("listing"), pk=pk)
    actions.withdraw_consent(consent, by=request.person)
    messages.success(request, _("It is written down, and everything has stopped."))
    return redirect("mutual_aid:desk")


def _found(request: SignedInRequest, pk: int) -> Listing:
    rows = at_desk(request.person).select_related("neighbourhood", "author", "mediator")
    return get_object_or_404(rows, pk=pk)


def _noted(request: SignedInRequest, pk: int) -> HttpResponse:
    messages.success(request, _("It is written down."))
    return redirect("mutual_aid:desk_case", pk)


def _case_page(
    request: SignedInRequest,
    listing: Listing,
    *,
    call: Bound = None,
    follow_up: Bound = None,
    reach: Bound = None,
    handed: HandOver | None = None,
    end: Bound = None,
) -> HttpResponse:
    """All that the desk knows of a request; a form that was sent wrong comes back where it stood."""
    kept = DeskCase.objects.filter(listing=listing).select_related("keeper").first()
    mine = kept is not None and kept.keeper_id == request.person.pk
    hand_overs = HandOver.objects.filter(listing=listing).select_related("service").order_by("-at")
    wrong = any(form and form.errors for form in (call, follow_up, reach, end))
    note = {"on": kept.follow_up_on, "words": kept.note} if kept else {}
    context = {
        "listing": listing,
        "case": kept,
        "is_mine": mine,
        "shows_forms": mine or wrong,
        "is_free": kept is None or kept.keeper_id is None,
        "calls": Call.objects.filter(listing=listing).select_related("by").order_by("-at"),
        "nudges": Nudge.objects.filter(listing=listing).select_related("person").order_by("-at"),
        "askable": who_could_be_asked(listing) if mine else [],
        "hand_overs": [(row, end if row == handed else _end_form(row)) for row in hand_overs],
        "consent": standing_consent(request.person, listing),
        "call_form": call or CallForm(auto_id="call_%s"),
        "follow_up_form": follow_up or FollowUpForm(initial=note, auto_id="follow_%s"),
        "reach_form": reach or ReachForm(initial={"reach": kept.reach if kept else ""}, auto_id="reach_%s"),
    }
    return render(request, "mutual_aid/desk_case.html", context, status=422 if wrong else 200)


def _end_form(handed: HandOver) -> HandOverEndForm:
    return HandOverEndForm(auto_id=f"end_{handed.pk}_%s")
