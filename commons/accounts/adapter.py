"""Who may sign up at all: where one needs an invitation, the page is closed to everybody else, whatever they type."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commons.accounts.actions import invitation_in
from commons.people.adapter import AccountAdapter


class TownAdapter(AccountAdapter):
    def logout(self, request: HttpRequest) -> None:
        """Who came by FranceConnect must be offered to leave it as well: its rules, and ours for shared computers."""
        signed = request.session.get("oidc_signed")
        super().logout(request)
        if signed:
            request.session["oidc_leaving"] = signed

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        if {"oidc_leaving", "oidc_signed"} & set(request.session.keys()):
            return reverse("account_connect_leave")
        return str(super().get_logout_redirect_url(request))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.CALADE_SIGN_UP != "invitation" or invitation_in(request) is not None
