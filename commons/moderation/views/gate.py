"""The gate: what it looks for, what other rules would have held, and what it did."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import NotHere
from commons.base.fragments import sent
from commons.journal.models import Entry
from commons.moderation import actions
from commons.moderation.flaggable import in_words
from commons.moderation.forms import ListForm
from commons.moderation.models import WatchList
from commons.moderation.permissions import may_keep_list
from commons.moderation.rehearsal import rehearse
from commons.moderation.screening import RULES, flagged_hosts, flagged_words
from commons.moderation.verbs import Verb
from commons.moderation.views.flagging import address_of
from commons.people.middleware import SignedInRequest, members_only

PAGE = 20
KEPT = ("words", "hosts", "links_visitor", "links_newcomer", "links_talk", "first_messages")


@members_only
def show_gate(request: SignedInRequest) -> HttpResponse:
    """What the gate looks for, a text to try it on, and what it did lately, so that a false alarm is seen."""
    if not may_keep_list(request.person):
        raise NotHere
    listed = WatchList.now()
    form = ListForm(sent(request), initial={name: getattr(listed, name) for name in KEPT})
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in KEPT}
        if not {"try", "rehearse"} & set(request.POST):
            actions.revise_list(by=request.person, **asked)
            messages.success(request, _("It is written down what the gate looks for."))
            return redirect("moderation:gate")
        tried = _tried(form, WatchList(**asked), request)
    context = {"form": form, **tried, **_lately(request)}
    return render(request, "moderation/gate.html", context, status=422 if form.errors else 200)


def _tried(form: ListForm, listed: WatchList, request: SignedInRequest) -> dict[str, Any]:
    """Nothing is changed."""
    if "rehearse" in request.POST:
        found = rehearse(listed)
        held = [
            {"what": in_words(thing), "href": address_of(thing), "rule": RULES[rule]}
            for thing, rule in found.shown
        ]
        return {"rehearsal": found, "would_hold": held}
    text = form.cleaned_data["text"]
    return {"found": flagged_words(text, listed) | flagged_hosts(text, listed), "tried": True}


def _lately(request: SignedInRequest) -> dict[str, Any]:
    entries = Entry.objects.filter(verb=Verb.TEXT_SCREENED).select_related("by", "about_type")
    page = Paginator(entries.prefetch_related("about").order_by("-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "entry": entry,
            "what": in_words(entry.about),
            "rule": RULES.get(entry.detail["rule"], ""),
            "href": address_of(entry.about),
        }
        for entry in page
    ]
    return {"rows": rows, "page": page}
