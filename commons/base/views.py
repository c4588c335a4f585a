"""Pages that belong to no subject: refusals that Django raises itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without any context: whatever broke must not break this page too."""
    return render(None, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    typed = {k: str(v) for k, v in request.POST.items() if k != "csrfmiddlewaretoken" and str(v).strip()}
    return render(request, "errors/403.html", {"expired": True, "typed": typed}, status=403)
