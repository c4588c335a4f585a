"""Who is asking: `request.person`, and the steps that a new account must finish before anything else."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from commons.base.doors import members_only as members_only
from commons.base.middleware import typed_in
from commons.base.ways import taken_apart
from commons.people.models import Account, Person


class SignedInRequest(HttpRequest):
    """A request whose person is known: what views behind `login_required` receive."""

    person: Person
    user: Account


def own_data(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view is given the person behind the account, in whatever state: rights do not end with a suspension."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = request.user
        person = account.person if isinstance(account, Account) else None
        if person is None:
            raise Http404
        return view(request, person, *args, **kwargs)

    return login_required(guarded)


class WhoIsAsking:
    """A suspended person reads as a visitor; an account without a person is led to the welcome page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: _person(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        person = _person(request)
        request.person = person  # type: ignore[attr-defined]  # known now: what is lazy costs at each touch
        if getattr(view, "asks_member", False):
            if not request.user.is_authenticated:
                return _lead_to("account_login", request)
            return None if person else _lead_to("people:welcome", request)
        user = request.user
        if isinstance(user, Account) and user.person_id is None and not _is_open_to_newcomers(request):
            return _lead_to("people:welcome", request)
        return None


# What an account may see before it has said who it is: what it is about to accept, the way out, the switches.
OPEN_TO_NEWCOMERS = {
    "welcome",
    "charter",
    "privacy",
    "accessibility",
    "sobriety",
    "set_language",
    "set_theme",
}


def _is_open_to_newcomers(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    return name in OPEN_TO_NEWCOMERS or name.startswith("account_") or request.path.startswith("/admin/")


LONG = 100  # characters that nobody should have to write again


def _lead_to(page: str, request: HttpRequest) -> HttpResponse:
    """There and back again; what was sent by a form cannot be sent again, so back to where the form was. Whose
    session ended while they were writing is given their words to copy: nothing of a stranger is stored.
    """
    back = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
    came_from = taken_apart(request.headers.get("Referer", ""))
    back = came_from.path if came_from.netloc == request.get_host() else "/"
    address = f"{reverse(page)}?{urlencode({'next': back})}"
    words = typed_in(request)
    if not any(len(said) > LONG for said in words.values()):
        return redirect(address)
    context = {"signed_out": address, "typed": words}
    return render(request, "errors/403.html", context, status=403)


def asking(request: HttpRequest) -> Person | None:
    """The person who asks, or None for a visitor: what querysets and permissions take."""
    return _person(request)


def _person(request: HttpRequest) -> Person | None:
    user = request.user
    if not user.is_authenticated or not isinstance(user, Account):
        return None
    person = user.person
    return person if person and person.is_active else None
