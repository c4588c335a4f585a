"""While somebody acts under a mandate: who they are at which door, and what is refused.

At the doors of its scopes they are the person who gave it. Anywhere else they look as a visitor does, and nothing that
they send is taken: what nobody has thought of is refused.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.base.middleware import SAFE, typed_in
from commons.journal import acting as journal
from commons.mandates import acting, chain, scopes
from commons.mandates.actions import hand_under


class ActForSomebody:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = _now(request)
        request.acting = now  # type: ignore[attr-defined]
        if now is None:
            return self.get_response(request)
        try:
            response = self.get_response(request)
        finally:
            journal.lay_down()
        return self._as_theirs(request, response, now)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        now: acting.Acting | None = getattr(request, "acting", None)
        door = _door(request)
        if now is None or _is_own(door, request):
            return None
        if scopes.opens(now.mandate.scopes, door) and now.mandate.resident:
            request.user = now.mandate.resident.account
            journal.take_up(hand_under(now.mandate, device=now.device))
            return None
        _be_a_visitor(request)
        if request.method not in SAFE or scopes.is_never(door):
            return refuse(request, now)
        return None

    def _as_theirs(self, request: HttpRequest, response: HttpResponse, now: acting.Acting) -> HttpResponse:
        if 300 <= response.status_code < 400 and response["Location"].startswith(reverse("account_login")):
            _be_a_visitor(request)
            response = refuse(request, now)
        door = _door(request)
        looked = request.method == "GET" and response.status_code == 200
        if looked and scopes.is_private(now.mandate.scopes, door):
            with transaction.atomic():
                chain.note_look(now.mandate, door, device=now.device)
        if "X-Page-Store" in response:  # a page with the name of the person on it is nobody else's
            del response["X-Page-Store"]
        response["Cache-Control"] = "private, no-store"
        return response


def refuse(request: HttpRequest, now: acting.Acting) -> HttpResponse:
    """In words, where it was tried; what was typed comes back."""
    name = now.mandate.resident.name if now.mandate.resident else ""
    if scopes.is_never(_door(request)):
        said = _("This stays in the hands of %(name)s alone: nobody does it for somebody else.")
    else:
        said = _("The mandate of %(name)s does not cover this. Nothing was changed.")
    context = {"sentence": said % {"name": name}, "name": name, "typed": typed_in(request)}
    return render(request, "mandates/refused.html", context, status=403)


def _now(request: HttpRequest) -> acting.Acting | None:
    if not request.session.get(acting.KEY):
        return None
    now = acting.held(request)
    if now is None:
        acting.stop(request)
        messages.info(request, _("You act in your own name again."))
    return now


def _door(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name or "" if match else ""


def _is_own(door: str, request: HttpRequest) -> bool:
    return door in scopes.OWN_DOORS or (request.method in SAFE and door in scopes.OWN_PAGES)


def _be_a_visitor(request: HttpRequest) -> None:
    request.user = AnonymousUser()
    request.person = None  # type: ignore[attr-defined]
