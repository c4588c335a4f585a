"""Juries of residents: saying yes to being drawn, and answering."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import NotHere
from commons.base.fragments import sent
from commons.moderation import actions
from commons.moderation.flaggable import kind_of
from commons.moderation.forms import VoteForm
from commons.moderation.models import Juror, JuryWish
from commons.moderation.permissions import may_join_jury, may_vote
from commons.people.middleware import SignedInRequest, members_only


@members_only
def juries(request: SignedInRequest) -> HttpResponse:
    """What a jury does, one's yes or no, and what one was asked."""
    if request.method == "POST":
        actions.wish_for_jury(by=request.person, wanted="yes" in request.POST)
        messages.success(request, _("It is written down."))
        return redirect("moderation:juries")
    context = {
        "wished": JuryWish.objects.filter(person=request.person).exists(),
        "may_join": may_join_jury(request.person),
        "seats": Juror.objects.filter(person=request.person).select_related("appeal").order_by("-pk")[:20],
    }
    return render(request, "moderation/juries.html", context)


@members_only
def jury(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a juror reads: what stands there, the rule, both sides; no name of anybody."""
    seats = Juror.objects.select_related("appeal__decision__about_type", "person")
    seat = get_object_or_404(seats, pk=pk)
    if seat.person != request.person:
        raise NotHere
    form = VoteForm(sent(request) if "back" not in request.POST else None)
    if request.method == "POST" and "back" in request.POST:
        actions.step_back(seat, by=request.person)
        messages.success(request, _("Somebody else is asked. Thank you for saying so."))
        return redirect("moderation:juries")
    if request.method == "POST" and form.is_valid():
        actions.vote(seat, by=request.person, **form.cleaned_data)
        messages.success(request, _("Thank you. Both sides read the outcome."))
        return redirect("moderation:juries")
    decision = seat.appeal.decision
    thing = decision.about
    context = {
        "seat": seat,
        "decision": decision,
        "words": kind_of(thing).words(thing) if thing is not None and thing != decision.concerned else "",
        "form": form,
        "may_vote": may_vote(request.person, seat),
    }
    return render(request, "moderation/jury.html", context, status=422 if form.errors else 200)
