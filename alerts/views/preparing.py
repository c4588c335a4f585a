"""Before publication: writing, sending to a second person, confirming or refusing. For those who hold the charge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from alerts import actions
from alerts.forms import BulletinForm, ConfirmForm, ReasonForm
from alerts.forms.writing import words_of
from alerts.models import Alert, Bulletin
from alerts.permissions import may_prepare_alerts, may_see_preparation, steps_open_to
from alerts.states import PUBLIC, State
from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only

ACTS: dict[str, Callable[..., Bulletin]] = {
    "submit": actions.submit_bulletin,
    "take_back": actions.take_back_bulletin,
    "rewrite": actions.rewrite_bulletin,
    "drop": actions.drop_bulletin,
}


@members_only
def preparation(request: SignedInRequest) -> HttpResponse:
    if not may_see_preparation(request.person):
        raise NotHere
    bulletins = list(Bulletin.objects.in_preparation())
    context = {
        "waiting": [one for one in bulletins if one.state == State.WAITING],
        "others": [one for one in bulletins if one.state != State.WAITING],
        "may_write": may_prepare_alerts(request.person),
    }
    return render(request, "alerts/preparation.html", context)


@members_only
def bulletin(request: SignedInRequest, pk: int) -> HttpResponse:
    """As it will be read; `do` names what is done with it."""
    found = _find(request, pk)
    if found.state in PUBLIC:
        return redirect(found)
    if request.method == "POST":
        if (act := ACTS.get(request.POST.get("do", ""))) is None:
            raise NotHere
        act(found, by=request.person)
        messages.success(request, _("It is done."))
        return redirect("alerts:preparation" if act is actions.drop_bulletin else found)
    return _show(request, found, ConfirmForm(bulletin=found, initial={"edition": found.edition}))


@members_only
def write(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@members_only
def update(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next bulletin of an alert; the one that holds stays until somebody confirms it."""
    return _write(request, get_object_or_404(Alert.objects.published().running(), pk=pk))


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    if found.issuer_id != request.person.pk:
        raise NotHere
    form = BulletinForm(sent(request), rules=actions.the_rules(), is_new=False, initial=words_of(found))
    if form.is_valid():
        words = form.words
        words.pop("client_key")
        return redirect(_go_on(request, actions.revise_bulletin(found, by=request.person, **words)))
    context = {"form": form, "alert": found.alert, "bulletin": found}
    return render(request, "alerts/write.html", context, status=422 if form.errors else 200)


@members_only
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    if found.state in PUBLIC or request.method != "POST":
        return redirect(found)
    form = ConfirmForm(request.POST, bulletin=found)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    said = form.cleaned_data
    checked = said.get("source_checked", False)
    actions.confirm_bulletin(found, by=request.person, edition=said["edition"], source_checked=checked)
    messages.success(request, _("It is relayed."))
    return redirect(found.alert)


@members_only
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = ReasonForm(sent(request), needed=True, hint=_("Who wrote it reads this, and can put it right."))
    if "refuse" not in steps_open_to(request.person, found) and not form.is_valid():
        return redirect(found)  # what was typed goes on: the action says no and gives it back
    if form.is_valid():
        actions.refuse_bulletin(found, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is not relayed. Who wrote it is told why."))
        return redirect("alerts:preparation")
    context = {"form": form, "bulletin": found}
    return render(request, "alerts/refuse.html", context, status=422 if form.errors else 200)


def _find(request: SignedInRequest, pk: int) -> Bulletin:
    if not may_see_preparation(request.person):
        raise NotHere
    rows = Bulletin.objects.exclude(state=State.DROPPED).select_related("alert__current", "issuer")
    return get_object_or_404(rows, pk=pk)


def _write(request: SignedInRequest, alert: Alert | None) -> HttpResponse:
    if not may_prepare_alerts(request.person):
        raise NotHere
    initial: dict[str, Any] = words_of(alert.current) if alert and alert.current else {}
    form = BulletinForm(sent(request), rules=actions.the_rules(), is_new=alert is None, initial=initial)
    if form.is_valid():
        return redirect(_go_on(request, actions.draft_bulletin(by=request.person, alert=alert, **form.words)))
    context = {"form": form, "alert": alert, "bulletin": None}
    return render(request, "alerts/write.html", context, status=422 if form.errors else 200)


def _go_on(request: SignedInRequest, written: Bulletin) -> Bulletin:
    """Kept as a draft, or sent to the second person at once; sent twice, it waits already."""
    if request.POST.get("do") == "submit" and written.state == State.DRAFTED:
        actions.submit_bulletin(written, by=request.person)
        messages.success(request, _("A second person is asked to confirm it."))
    return written


def _show(request: SignedInRequest, found: Bulletin, form: ConfirmForm, status: int = 200) -> HttpResponse:
    context = {"bulletin": found, "steps": steps_open_to(request.person, found), "form": form}
    context["is_issuer"] = found.issuer_id == request.person.pk
    return render(request, "alerts/bulletin.html", context, status=status)
