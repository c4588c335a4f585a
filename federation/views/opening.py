"""The one condition of every address that other servers know."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from federation.policy import is_open

View = Callable[..., HttpResponse]


def while_open(view: View) -> View:
    """Only GET, and only while the town federates: closed, it answers like a town that never did."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(shown)
