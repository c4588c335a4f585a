"""When a browser signs out, its open pages are closed too."""

from typing import Any

from django.http import HttpRequest

from commons.live.hub import kick_session


def close_pages_of_session(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Connected to Django's own `user_logged_out`."""
    session = getattr(request, "session", None)
    key = getattr(session, "session_key", None)
    if session is not None and key:
        # Django forgets the session only after this signal; a page that loads itself again must not be faster.
        session.delete(key)
        kick_session(key)
