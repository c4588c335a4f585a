"""When a browser signs out, its open pages are closed too."""

from typing import Any

from django.http import HttpRequest

from commons.live.hub import kick_session


def close_pages_of_session(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Connected to Django's own `user_logged_out`."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        kick_session(key)
