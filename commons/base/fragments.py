"""Answer with the page, or with one part of it to a script that asks for just that."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render as render_page


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """`template`, or its partial `part` when the request says `X-Fragment: 1` (our scripts)."""
    wants_part = part and request.headers.get("X-Fragment")
    response = render_page(request, f"{template}#{part}" if wants_part else template, context, status=status)
    if part:
        response["Vary"] = "X-Fragment"
    return response


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, even when that is nothing at all; None when it is only being looked at."""
    return request.POST if request.method == "POST" else None


def public(response: HttpResponse) -> HttpResponse:
    """Mark an answer as the same for every reader without a session: the page store may keep it."""
    response["X-Page-Store"] = "public"
    return response


def stored(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page store may keep what is shown to somebody who is not signed in."""
    return response if request.user.is_authenticated else public(response)
