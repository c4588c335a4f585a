"""Headers that every answer carries, and refusals as kind pages."""

import logging
import time
from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from commons.base import headers
from commons.base.errors import Refused
from commons.base.limits import network_of
from commons.base.logs import route_of

security = logging.getLogger("calade.security")

SAFE = {"GET", "HEAD", "OPTIONS"}
TOLD = {403, 404, 429}  # whoever may not, whoever builds a request by hand, whoever comes too often
NEVER_A_PAGE = ("text/css", "text/javascript", "application/javascript")


class SecurityHeaders:
    """WEB-1 and WEB-2 of our security rules: nothing from elsewhere, nothing inline, nothing told to elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        _add(response, headers.ON_EVERYTHING | headers.strict_transport())
        if response.get("Content-Type", "").startswith(NEVER_A_PAGE):
            return response  # half a kilobyte each that would count against the weight of every page
        _add(response, headers.ON_PAGES)
        if "X-Page-Store" not in response and not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "private, no-store")
        return response


def _add(response: HttpResponse, lines: dict[str, str]) -> None:
    for name, value in lines.items():
        response.setdefault(name, value)


class LogRequests:
    """A line for each page that Django makes, without the address of anybody: see `commons.base.logs`."""

    logger = logging.getLogger("calade.requests")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        took = (time.perf_counter() - begun) * 1000
        self.logger.info("%s %s %s %.0f ms", response.status_code, request.method, route_of(request), took)
        return response


class FromOurPages:
    """Browsers say which site a request comes from: what changes something comes from our own pages, beside the
    token of the form. Doors that are open to programs (`csrf_exempt`) decide for themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.method in SAFE or getattr(view, "csrf_exempt", False):
            return None
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
        if ours:
            return None
        note_refusal(request, "elsewhere")
        return render(request, "errors/403.html", {"typed": typed_in(request)}, status=403)


class PackedPages(GZipMiddleware):
    """Everything but what the page store keeps, and packs once for all its readers."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if "X-Page-Store" in response else super().process_response(request, response)


class KindErrors:
    """Turns what actions refuse into a page that says what happened, what is kept, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            # No address of ours has one, and PostgreSQL refuses to be asked for it.
            return render(request, "errors/404.html", status=404)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and _is_looked_at(request):
            page = render(request, "errors/405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if error.status in TOLD:
            note_refusal(request, str(error.status))
        context = {"sentence": error.sentence, "facts": error.facts, "typed": typed_in(request)}
        response = render(request, f"errors/{error.status}.html", context, status=error.status)
        if seconds := error.facts.get("seconds"):
            response["Retry-After"] = str(seconds)
        return response


def _is_looked_at(request: HttpRequest) -> bool:
    """By somebody with a browser, who would see a blank page."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def note_refusal(request: HttpRequest, why: str) -> None:
    """In the security log, as `commons.journal.security_log` writes there: `why` is a status or a fixed word."""
    user = getattr(request, "user", None)  # whoever is refused at the first door is not yet asked for
    account = user.pk if user and user.is_authenticated else ""
    security.info("refused %s account=%s why=%s at=%s", network_of(request), account, why, route_of(request))


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What the person had typed, so that a refusal page can give it back."""
    try:
        sent = request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation):
        return {}  # nobody can read it
    hidden = {"csrfmiddlewaretoken", "password", "code", "client_id", "client_key", "draft", "do", "next"}
    return {key: str(value) for key, value in sent.items() if key not in hidden and str(value).strip()}
