"""Pages that belong to no subject: refusals that Django raises itself, and the page for no network."""

import errno
import sys
from functools import cache

from django.contrib.staticfiles import finders
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import public
from commons.base.middleware import note_refusal, typed_in

COME_AGAIN = 30  # seconds, as the inbox says to other servers
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was being sent to it comes back: the thing may have gone while somebody was writing."""
    return render(request, "errors/404.html", {"typed": typed_in(request)}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without any context: whatever broke must not break this page too. What passes by itself says when to
    come again: a database that is away or does not answer, a disk that is full.
    """
    if not _passes(sys.exc_info()[1]):
        return render(None, "errors/500.html", status=500)
    answer = render(None, "errors/503.html", status=503)
    answer["Retry-After"] = str(COME_AGAIN)
    return answer


def _passes(error: BaseException | None) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, OperationalError | InterfaceError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    note_refusal(request, "token")
    typed = {k: str(v) for k, v in request.POST.items() if k != "csrfmiddlewaretoken" and str(v).strip()}
    return render(request, "errors/403.html", {"expired": True, "typed": typed}, status=403)


def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker keeps for the day without network, in the language of the browser."""
    return public(render(request, "errors/offline.html"))


def service_worker(request: HttpRequest) -> HttpResponse:
    """Served here and not under /static/, because a worker looks after the addresses below its own."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> bytes:
    found = finders.find("commons/js/sw.js")
    if not isinstance(found, str):
        raise Http404
    with open(found, "rb") as script:
        return script.read()
