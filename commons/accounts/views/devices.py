"""The pages about how one signs in: devices."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.accounts import actions
from commons.accounts.models import Device
from commons.people.middleware import SignedInRequest, members_only


@members_only
def devices(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in, this device first."""
    own = _own(request)
    here = [device for device in own if device.session_key == request.session.session_key]
    others = [device for device in own if device not in here]
    return render(request, "accounts/devices.html", {"here": here, "others": others})


@require_POST
@members_only
def close_devices(request: SignedInRequest) -> HttpResponse:
    """One of the other devices or, with `mark` "all", each of them."""
    mark = request.POST.get("mark", "")
    others = [device for device in _own(request) if device.session_key != request.session.session_key]
    chosen = others if mark == "all" else [device for device in others if device.mark == mark]
    if not chosen:
        raise Http404
    actions.close_devices(chosen, by=request.user)
    messages.success(request, _("It is done: a new code is needed there."))
    return redirect("accounts:devices")


def _own(request: SignedInRequest) -> list[Device]:
    return list(Device.objects.filter(account=request.user, expire_date__gt=timezone.now()).order_by("-seen"))
