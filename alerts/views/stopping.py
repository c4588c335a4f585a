"""The end of an alert before its time."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from alerts import actions
from alerts.forms import ReasonForm
from alerts.models import Alert, Bulletin
from alerts.permissions import may_stop_alerts
from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only


@members_only
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is over sooner than was said; a word about it is welcome."""
    return _stop(request, pk, actions.end_alert, is_wrong=False)


@members_only
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was wrong."""
    return _stop(request, pk, actions.cancel_alert, is_wrong=True)


def _stop(request: SignedInRequest, pk: int, act: Callable[..., Bulletin], *, is_wrong: bool) -> HttpResponse:
    if not may_stop_alerts(request.person):
        raise NotHere
    found = get_object_or_404(Alert.objects.published(), pk=pk)
    if not found.is_running():
        return redirect(found)
    form = ReasonForm(sent(request), needed=is_wrong, hint=_("Everybody reads this on its page."))
    if form.is_valid():
        act(found, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is done."))
        return redirect(found)
    context = {"form": form, "alert": found, "is_wrong": is_wrong}
    return render(request, "alerts/stop.html", context, status=422 if form.errors else 200)
