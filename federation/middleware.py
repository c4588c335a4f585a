"""The human address of a thing leads those who ask for ActivityPub to its id; rooms' views stay ignorant."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from federation.policy import is_open
from federation.registry import translators
from federation.wishes import wants_activity


class AnswerInActivityPub:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        if request.method not in {"GET", "HEAD"} or not wants_activity(request) or not is_open():
            return None
        match = request.resolver_match
        found = translators.thing_of_page(match.view_name, kwargs) if match else None
        if found is None:
            return None
        response = redirect(found[1].address)
        response["Vary"] = "Accept"
        return response
