"""Who asks, when proxies of ours stand in front: from the right end of X-Forwarded-For, which only they can write."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from django.conf import settings

Environ = dict[str, Any]


def reader_behind(forwarded: str, peer: str) -> str:
    """The address that the outermost of our CALADE_TRUSTED_PROXIES saw; `peer` when there are none, or it saw none."""
    hops = [hop.strip() for hop in forwarded.split(",")]
    count = settings.CALADE_TRUSTED_PROXIES
    if not 0 < count <= len(hops):
        return peer
    try:
        return str(ipaddress.ip_address(hops[-count]))
    except ValueError:
        return peer


def as_seen_by_proxies(scope: Any) -> Any:
    """The ASGI scope with the reader as its client."""
    if not settings.CALADE_TRUSTED_PROXIES:
        return scope
    lines: Sequence[tuple[bytes, bytes]] = scope["headers"]
    forwarded = ",".join(value.decode("latin-1") for name, value in lines if name == b"x-forwarded-for")
    peer, port = scope.get("client") or ("", 0)
    reader = reader_behind(forwarded, peer)
    return scope if reader == peer else {**scope, "client": (reader, port)}


class SeenByProxies:
    """The same for a WSGI application."""

    def __init__(self, inside: Any) -> None:
        self.inside = inside

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        forwarded, peer = environ.get("HTTP_X_FORWARDED_FOR", ""), environ.get("REMOTE_ADDR", "")
        environ["REMOTE_ADDR"] = reader_behind(forwarded, peer)
        return self.inside(environ, start_response)
