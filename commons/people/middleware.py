"""Who is asking: `request.person`, and the steps that a new account must finish before anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from commons.people.models import Account, Person


class SignedInRequest(HttpRequest):
    """A request whose person is known: what views behind `login_required` receive."""

    person: Person
    user: Account  # type: ignore[assignment]


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
        if not getattr(view, "asks_member", False):
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
        if not _person(request):
            return redirect(f"{reverse('people:welcome')}?next={request.get_full_path()}")
        return None


def _person(request: HttpRequest) -> Person | None:
    user = request.user
    if not user.is_authenticated or not isinstance(user, Account):
        return None
    person = user.person
    return person if person and person.is_active else None


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is for signed-in people who have finished joining; others are led there and come back."""
    view.asks_member = True  # type: ignore[attr-defined]
    return view
