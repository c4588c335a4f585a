"""Asking the moderators to look, and their queue."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot, NotHere
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.journal.models import Entry
from commons.moderation import actions
from commons.moderation.forms import AppealForm, FlagForm, ForwardForm, ListForm, SettleForm
from commons.moderation.models import Decision, Flag, WatchList
from commons.moderation.permissions import may_appeal, may_forward_flag, may_keep_list, may_settle_flag
from commons.moderation.screening import RULES, flagged_hosts, flagged_words
from commons.moderation.verbs import Verb
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_moderator

PAGE = 20


@members_only
def flag(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """`label` is "conversations.post"; what this person may not read does not exist for them."""
    thing = _readable(label, pk, request)
    form = FlagForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("flag", who_asks(request), times=20, seconds=3600)
        actions.flag(thing, by=request.person, **form.cleaned_data)
        messages.success(request, _("The moderators will look at it, and answer you."))
        return redirect(_address_of(thing))
    topic = getattr(thing, "topic", thing)
    context = {
        "form": form,
        "thing": thing,
        "back": _address_of(thing),
        "opens": getattr(topic, "is_confided", False),
    }
    return render(request, "moderation/flag.html", context, status=422 if form.errors else 200)


def _readable(label: str, pk: int, request: SignedInRequest) -> Model:
    """Only models whose querysets know who may read them can be flagged."""
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    readable = getattr(model._default_manager, "readable_by", None)
    if readable is None:
        raise Http404
    thing: Model = get_object_or_404(readable(request.person), pk=pk)
    return thing


def _address_of(thing: Any) -> str:
    address = getattr(thing, "get_absolute_url", None)
    return address() if address else "/"


@members_only
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """An author asks that another moderator looks at what was decided. Absent for everybody else."""
    decision = get_object_or_404(Decision.objects.select_related("about_type"), pk=pk)
    if not may_appeal(request.person, decision):
        raise Http404
    form = AppealForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.appeal(decision, by=request.person, words=form.cleaned_data["words"])
        messages.success(request, _("Another moderator will look at it, and answer you."))
        return redirect(decision)
    context = {"form": form, "decision": decision}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)


@members_only
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, oldest first, with the settled ones behind a link. The queue does not exist for others."""
    if not is_moderator(request.person):
        raise NotHere
    settled = "settled" in request.GET
    flags = Flag.objects.settled() if settled else Flag.objects.waiting()
    page = Paginator(flags.ready_to_read(), PAGE).get_page(request.GET.get("page"))
    rows = [_row(request, flagged) for flagged in page]
    context = {"rows": rows, "page": page, "settled": settled, "form": SettleForm()}
    return render(request, "moderation/queue.html", context)


def _row(request: SignedInRequest, flagged: Flag) -> dict[str, Any]:
    may_settle = _may_settle(request, flagged)
    return {
        "flag": flagged,
        "href": _address_of(flagged.about),
        "may_settle": may_settle,
        "may_forward": may_settle and may_forward_flag(request.person, flagged),
    }


def _may_settle(request: SignedInRequest, flag: Flag) -> bool:
    return flag.state == Flag.State.OPEN and may_settle_flag(request.person, flag)


@require_POST
@members_only
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    if not is_moderator(request.person):
        raise NotHere
    flagged = get_object_or_404(Flag.objects.waiting(), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        row = {"flag": flagged, "href": _address_of(flagged.about), "may_settle": True}
        return render(request, "moderation/queue.html", {"rows": [row], "form": form}, status=422)
    upheld = form.cleaned_data["upheld"] == "yes"
    actions.settle_flag(flagged, by=request.person, upheld=upheld, answer=form.cleaned_data["answer"])
    messages.success(request, _("The answer is on its way."))
    return redirect("moderation:queue")


@members_only
def forward(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell the moderators of the town where somebody lives: a page of its own, so that nobody does it by mistake."""
    if not is_moderator(request.person):
        raise NotHere
    flagged = get_object_or_404(Flag.objects.waiting(), pk=pk)
    if not may_forward_flag(request.person, flagged):
        raise MayNot
    form = ForwardForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("forward", who_asks(request), times=20, seconds=3600)
        actions.forward_flag(flagged, by=request.person, words=form.cleaned_data["words"])
        messages.success(request, _("It is on its way, in the town’s name."))
        return redirect("moderation:queue")
    context = {"form": form, "flag": flagged, "href": _address_of(flagged.about)}
    return render(request, "moderation/forward.html", context, status=422 if form.errors else 200)


@members_only
def my_flags(request: SignedInRequest) -> HttpResponse:
    """What somebody flagged and what came of it."""
    mine = Flag.objects.filter(by=request.person).ready_to_read().order_by("-changed")
    return render(request, "moderation/mine.html", {"flags": mine[:PAGE]})


@members_only
def show_gate(request: SignedInRequest) -> HttpResponse:
    """What the gate looks for, a text to try it on, and what it did lately, so that a false alarm is seen."""
    if not may_keep_list(request.person):
        raise NotHere
    listed = WatchList.now()
    form = ListForm(sent(request), initial={"words": listed.words, "hosts": listed.hosts})
    found: set[str] | None = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if "try" not in request.POST:
            actions.revise_list(by=request.person, words=asked["words"], hosts=asked["hosts"])
            messages.success(request, _("It is written down what the gate looks for."))
            return redirect("moderation:gate")
        tried = WatchList(words=asked["words"], hosts=asked["hosts"])
        found = flagged_words(asked["text"], tried) | flagged_hosts(asked["text"], tried)
    entries = Entry.objects.filter(verb=Verb.TEXT_SCREENED).select_related("by", "about_type")
    entries = entries.prefetch_related("about").order_by("-pk")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    rows = [
        {"entry": entry, "rule": RULES.get(entry.detail["rule"], ""), "href": _address_of(entry.about)}
        for entry in page
    ]
    context = {"form": form, "found": found, "tried": found is not None, "rows": rows, "page": page}
    return render(request, "moderation/gate.html", context, status=422 if form.errors else 200)
