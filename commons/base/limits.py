"""How often: counters in the shared cache, keyed so that no address of a person is kept in clear."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commons.base.errors import TooMany


def limit(what: str, who: str, *, times: int, seconds: int) -> None:
    """Count one more `what` by `who`; raises TooMany beyond `times` in the current window of `seconds`."""
    if settings.CALADE_MODE == "test" and not getattr(settings, "CALADE_LIMITS_IN_TESTS", False):
        return
    window, left = divmod(int(time.time()), seconds)
    # The day's window is part of the hash: the key says nothing about who, tomorrow not even to us.
    digest = hashlib.blake2b(f"{settings.SECRET_KEY}{who}{window}".encode(), digest_size=12).hexdigest()
    key = f"limit:{what}:{digest}"
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the window closed between the two calls
        return
    if count > times:
        raise TooMany(_("Too many times in a short while."), seconds=seconds - left)


def who_asks(request: HttpRequest) -> str:
    """The account, or the network (/24 or /64) the request comes from."""
    if request.user.is_authenticated:
        return f"account:{request.user.pk}"
    return network_of(request)


def network_of(request: HttpRequest) -> str:
    """The network (/24 or /64), whoever asks from there."""
    address = request.META.get("REMOTE_ADDR", "")
    if ":" in address:
        return "net:" + ":".join(address.split(":")[:4])
    return "net:" + ".".join(address.split(".")[:3])
