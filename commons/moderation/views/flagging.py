"""Asking the moderators to look, telling another town, and what came of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.conversations.models import Post, topic_of
from commons.moderation import actions, flaggable
from commons.moderation.forms import FlagForm, ForwardForm
from commons.moderation.models import Flag
from commons.moderation.permissions import may_forward_flag
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from commons.people.permissions import is_moderator

PAGE = 20


@members_only
def flag(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """`label` is "conversations.post"; what this person may not read does not exist for them."""
    thing = readable(label, pk, request.person)
    form = FlagForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("flag", who_asks(request), times=20, seconds=3600)
        actions.flag(thing, by=request.person, **form.cleaned_data)
        messages.success(request, _("The moderators will look at it, and answer you."))
        return redirect(address_of(thing))
    topic = topic_of(thing)
    context = {
        "form": form,
        "what": flaggable.in_words(thing),
        "back": address_of(thing),
        "opens": topic is not None and topic.is_confided,
        "is_message": isinstance(thing, Post),
    }
    return render(request, "moderation/flag.html", context, status=422 if form.errors else 200)


def readable(label: str, pk: int, person: Person) -> Model:
    """A thing that this person may read and flag; anything else is absent."""
    kind = flaggable.kinds().get(label.lower())
    if kind is None or kind.readable_by is None:
        raise Http404
    thing: Model = get_object_or_404(kind.readable_by(person), pk=pk)
    return thing


def address_of(thing: Any) -> str:
    address = getattr(thing, "get_absolute_url", None)
    return address() if address else "/"


@members_only
def forward(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell the moderators of the town where somebody lives: a page of its own, so that nobody does it by mistake."""
    if not is_moderator(request.person):
        raise NotHere
    flagged = get_object_or_404(Flag.objects.waiting().select_related("case"), pk=pk)
    if not may_forward_flag(request.person, flagged):
        raise MayNot
    form = ForwardForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("forward", who_asks(request), times=20, seconds=3600)
        actions.forward_flag(flagged, by=request.person, words=form.cleaned_data["words"])
        messages.success(request, _("It is on its way, in the town’s name."))
        return redirect(flagged.case) if flagged.case else redirect("moderation:queue")
    context = {"form": form, "flag": flagged, "href": address_of(flagged.about)}
    return render(request, "moderation/forward.html", context, status=422 if form.errors else 200)


@members_only
def my_flags(request: SignedInRequest) -> HttpResponse:
    """What somebody flagged and what came of it."""
    mine = Flag.objects.filter(by=request.person).ready_to_read().order_by("-changed")
    return render(request, "moderation/mine.html", {"flags": mine[:PAGE]})
