"""Devices that ring: one is added after a tap on it, and taken away from any."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.doors import members_only
from commons.base.egress import BadAddress
from commons.base.limits import limit, who_asks
from commons.notices import actions
from commons.notices.forms import DeviceForm
from commons.notices.views.reading import reader_of
from commons.notices.webpush import BadKey


@require_POST
@members_only
def add(request: HttpRequest) -> HttpResponse:
    limit("device", who_asks(request), times=20, seconds=3600)
    form = DeviceForm(request.POST)
    try:
        if form.is_valid():
            actions.add_device(by=reader_of(request), **form.cleaned_data)
            messages.success(request, _("This device rings from now on when something concerns you."))
        else:
            messages.error(request, _("The device did not say how it can be reached."))
    except (BadAddress, BadKey):
        messages.error(request, _("This device cannot be reached safely: nothing was kept."))
    return redirect(reverse("notices:wishes") + "#appareils")


@require_POST
@members_only
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove_device(pk, by=reader_of(request))
    messages.success(request, _("That device rings no more."))
    return redirect(reverse("notices:wishes") + "#appareils")
