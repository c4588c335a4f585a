"""Two doors that need more than a session: charges that sleep, and acts that ask once more who is there."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commons.accounts import oidc
from commons.accounts.actions import is_let_in
from commons.accounts.proofs import proved_lately
from commons.people.charges import sleeping_roles_of
from commons.people.middleware import asking
from commons.people.models import Account

# What hands out power or cannot be undone: whoever has a second step shows it again.
ASK_AGAIN = {
    "people:give_role",
    "people:take_role",
    "people:leave",
    "privacy:takeaway_file",
    "mandates:begin",
    "mandates:act",
    "accounts:second_step_lost",
    "accounts:settle_recovery",
}


# What changes how one signs in: whoever has no second step shows that the mailbox, or the card, is theirs.
ASK_EVERYBODY = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_connect",
    "accounts:link",
    "accounts:card",
    "accounts:address",
}


class WakeTheCharge:
    """A refusal to somebody whose charge sleeps says how to wake it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in (403, 404) or not request.user.is_authenticated:
            return response
        person = asking(request)
        if person is None or not sleeping_roles_of(person):
            return response
        return render(request, "accounts/charge_asleep.html", status=response.status_code)


class WaitToBeLetIn:
    """Where joining is not open, an account becomes somebody only when it was let in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        match, account = request.resolver_match, request.user
        if match and match.view_name == "people:welcome" and isinstance(account, Account):
            return None if is_let_in(account) else redirect("account_admission")
        return None


class ProveItIsYou:
    """Whoever has a second step shows it again before these acts, when the last time is five minutes ago. Who has none
    shows, before what would give them one, a code by mail or of their card.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        name, account = (match.view_name if match else ""), request.user
        if name not in ASK_AGAIN | ASK_EVERYBODY or not isinstance(account, Account):
            return None
        if "key" in kwargs and oidc.provider(kwargs["key"]) is None:
            return None  # not there, which the view says
        if name == "accounts:card" and account.has_mail:
            return None  # the same
        if ways := get_adapter().get_reauthentication_methods(account):
            way = ways[0]["url"]
            asked = reauthentication.is_reauthentication_required(request, app="accounts")
        else:
            way = reverse("account_proof")
            asked = name in ASK_EVERYBODY and bool(account.person_id) and not proved_lately(request, account)
        answer: HttpResponse | None = reauthentication.suspend_request(request, way) if asked else None
        return answer
