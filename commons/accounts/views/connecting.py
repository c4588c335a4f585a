"""To FranceConnect or ProConnect and back. Everything here can be done by mail as well."""

import logging
import time
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.accounts import actions, oidc
from commons.accounts.models import Identity
from commons.base.limits import limit, who_asks
from commons.base.ways import way
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Account

logger = logging.getLogger(__name__)
KEPT, PENDING, SIGNED, LEAVING = "oidc", "oidc_pending", "oidc_signed", "oidc_leaving"
PENDING_FOR = 30 * 60


def leave_for(request: HttpRequest, key: str) -> HttpResponse:
    """A link, since the policy of our pages lets no form lead elsewhere; nothing but the session remembers it."""
    limit("oidc", who_asks(request), times=20, seconds=600)
    at = _provider(key)
    try:
        address, kept = oidc.begin(at)
    except (oidc.Refused, KeyError, ValueError) as wrong:
        return _failed(request, at, wrong)
    request.session[KEPT] = {**kept, "next": way(request.GET.get("next", ""), otherwise="")}
    return redirect(address)


def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """Known: signed in, past the second step if there is one. Signed in already: linked. Else the way by mail, once."""
    at = _provider(key)
    kept = request.session.pop(KEPT, {})
    try:
        known = oidc.finish(at, kept, state=request.GET.get("state", ""), code=request.GET.get("code", ""))
    except (oidc.Refused, KeyError, ValueError) as wrong:
        return _failed(request, at, wrong)
    request.session[SIGNED] = [at.key, known.id_token]
    account: Any = request.user
    if isinstance(account, Account):
        actions.link_identity(account, provider=at.key, digest=known.digest)
        messages.success(request, _("%(name)s now opens your account too.") % {"name": at.name})
        return redirect("accounts:identities")
    found = Identity.objects.filter(provider=at.key, digest=known.digest).select_related("account").first()
    if found is None:
        request.session[PENDING] = [at.key, known.digest, int(time.time()) + PENDING_FOR]
        return render(request, "accounts/not_known_yet.html", {"provider": at})
    back = kept.get("next") or None
    login = Login(user=found.account, email=found.account.email, redirect_url=back)
    answer: HttpResponse = perform_login(request, login)
    return answer


@members_only
def identities(request: SignedInRequest) -> HttpResponse:
    linked = {row.provider for row in Identity.objects.filter(account=request.user)}
    waiting = _waiting(request)
    lines = [
        {"provider": at, "linked": at.key in linked, "waits": at.key in waiting} for at in oidc.providers()
    ]
    return render(request, "accounts/identities.html", {"lines": lines})


@require_POST
@members_only
def link(request: SignedInRequest, key: str) -> HttpResponse:
    """Who came from there unknown and then proved an address says that both are the same person: on a shared computer
    the one may have left and the other come.
    """
    waiting = _waiting(request)
    if key not in waiting:
        raise Http404
    actions.link_identity(request.user, provider=key, digest=waiting[key])
    request.session.pop(PENDING)
    return redirect("accounts:identities")


def _waiting(request: HttpRequest) -> dict[str, str]:
    key, digest, until = request.session.get(PENDING, ["", "", 0])
    return {key: digest} if key and time.time() < until else {}


@require_POST
@members_only
def unlink(request: SignedInRequest, key: str) -> HttpResponse:
    actions.unlink_identity(request.user, provider=key)
    return redirect("accounts:identities")


def leave_there_too(request: HttpRequest) -> HttpResponse:
    """After signing out here: the link that signs out there."""
    key, id_token = request.session.pop(LEAVING, ["", ""])
    at = oidc.provider(key)
    try:
        address = oidc.farewell(at, id_token)[0] if at else ""
    except (oidc.Refused, KeyError, ValueError):
        address = ""
    if at is None or not address:
        return redirect("home")
    return render(request, "accounts/leave_there_too.html", {"provider": at, "address": address})


def ended(request: HttpRequest, key: str) -> HttpResponse:
    """Back from signing out there; whatever state they give back, there is nothing left to end."""
    _provider(key)
    messages.success(request, _("You are signed out there too."))
    return redirect("home")


def _provider(key: str) -> oidc.Provider:
    at = oidc.provider(key)
    if at is None:
        raise Http404
    return at


def _failed(request: HttpRequest, at: oidc.Provider, wrong: Exception) -> HttpResponse:
    logger.warning("sign-in through %s: %s", at.key, wrong)
    return render(request, "accounts/connect_failed.html", {"provider": at}, status=502)
