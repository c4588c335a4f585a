"""Headers that every answer carries, and refusals as kind pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from commons.base.errors import Refused

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

NEVER_A_PAGE = ("text/css", "text/javascript", "application/javascript")


class SecurityHeaders:
    """WEB-1 and WEB-2 of our security rules: nothing from elsewhere, nothing inline, nothing told to elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.get("Content-Type", "").startswith(NEVER_A_PAGE):
            return response  # half a kilobyte each that would count against the weight of every page
        response.setdefault("Content-Security-Policy", CSP)
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"
        )
        if "X-Page-Store" not in response and not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "private, no-store")
        return response


class PackedPages(GZipMiddleware):
    """Everything but what the page store keeps, and packs once for all its readers."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if "X-Page-Store" in response else super().process_response(request, response)


class KindErrors:
    """Turns what actions refuse into a page that says what happened, what is kept, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        context = {"sentence": error.sentence, "facts": error.facts, "typed": typed_in(request)}
        response = render(request, f"errors/{error.status}.html", context, status=error.status)
        if seconds := error.facts.get("seconds"):
            response["Retry-After"] = str(seconds)
        return response


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What the person had typed, so that a refusal page can give it back."""
    hidden = {"csrfmiddlewaretoken", "password", "code", "client_id", "client_key", "draft", "do", "next"}
    return {
        key: str(value) for key, value in request.POST.items() if key not in hidden and str(value).strip()
    }
