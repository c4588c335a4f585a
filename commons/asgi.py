"""The front door: sockets to the hub, the inbox door, the page store, then Django through `base/bridge.py`."""

import os
import re
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commons.settings")
os.environ.setdefault("CALADE_STATEMENT_SECONDS", "5")  # somebody waits for the page

import django

django.setup(set_prefix=False)

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation

from commons.base import headers as safe
from commons.base.bridge import Busy, TooLong, WsgiBridge
from commons.base.numbers import natural
from commons.images.files import LARGEST as LARGEST_PICTURE
from commons.images.serving import PictureFiles
from commons.live import watcher
from commons.live.consumers import PageConsumer
from commons.live.hub import hub
from commons.live.page_store import StoredPages, language_of
from commons.live.poll import EventsConsumer
from commons.operation.porch import Porch

LARGEST_BODY = 1_000_000
LINES = {"too_large": "Trop long. / Too long.\n", "busy": "Trop de monde. / Too many at once.\n"}
# Where pictures and files are sent to, and how much such a form may weigh with its words.
WITH_FILE = re.compile(
    r"/images/ajouter/|/fichiers/apporter/"
    r"|^/discussions/(\d+/ecrire|(espaces|cercles)/[^/]+/nouvelle)/$"
    r"|^/entraide/(preter|objets/\d+/modifier|emprunts/\d+/(remise|retour))/$"
)
LARGEST_WITH_FILE = LARGEST_PICTURE + 1_000_000
PATIENCE = 0.25  # seconds
LONGEST_WAIT = 8.0  # seconds; of those whom a page kept waiting longer, most have left


def refuse_unsafe_settings() -> None:
    """A web server runs no system checks by itself: in production an error of ours stops the start, in words."""
    if settings.CALADE_MODE == "production":
        faults = [found for found in run_checks() if found.level >= ERROR]
        if faults:
            raise ImproperlyConfigured("\n".join(f"{fault.id}: {fault.msg}" for fault in faults))


def front_door() -> Callable[..., Any]:
    refuse_unsafe_settings()
    django_pages = WsgiBridge(
        get_wsgi_application(),
        threads=settings.CALADE_THREADS,
        largest=_largest,
        patience=PATIENCE if connection.vendor == "sqlite" else 0,  # a server is waited for: others may go on
        longest_wait=LONGEST_WAIT,
        never_refused=(settings.STATIC_URL,),  # of pages that were answered
    )
    pages = StoredPages(django_pages)
    pictures = PictureFiles()
    events = AuthMiddlewareStack(EventsConsumer.as_asgi())
    sockets = AuthMiddlewareStack(URLRouter([path("ws/live/", PageConsumer.as_asgi())]))
    inbox = None
    if apps.is_installed("federation"):
        from federation.door import InboxDoor  # noqa: PLC0415  (a town may do without federation)

        inbox = InboxDoor()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        hub.start()
        watcher.start()
        if scope["type"] == "websocket":
            if scope["path"] != "/ws/live/" or not _from_our_pages(scope):
                await send({"type": "websocket.close", "code": 4403})
                return
            await sockets(scope, receive, send)
        elif scope["type"] == "http":
            if scope["path"].startswith(settings.MEDIA_URL):
                await pictures(scope, receive, send)
            elif scope["path"] == "/live/events/":
                await events(scope, receive, send)
            elif inbox and scope["method"] == "POST" and inbox.is_for(scope["path"]):
                await inbox(scope, receive, send)
            elif _too_large(scope):
                await _say_too_large(scope, send)
            else:
                try:
                    await pages(scope, receive, send)
                except TooLong:
                    await _say_too_large(scope, send)
                except Busy:
                    await _say(scope, send, 503, "busy", [(b"retry-after", b"%d" % LONGEST_WAIT)])

    return Porch(application)


def _from_our_pages(scope: Any) -> bool:
    """Byte for byte: a validator that parses what strangers write can be made to stumble over it."""
    return bool(dict(scope["headers"]).get(b"origin", b"") == settings.CALADE_ORIGIN.encode())


def _largest(scope: Any) -> int:
    """Bytes that a body may have."""
    return LARGEST_WITH_FILE if WITH_FILE.search(scope["path"]) else LARGEST_BODY


def _too_large(scope: Any) -> bool:
    """Refused before a byte is read; the bridge counts what comes without a length."""
    return natural(dict(scope["headers"]).get(b"content-length", b"0"), most=_largest(scope)) is None


async def _say_too_large(scope: Any, send: Any) -> None:
    await _say(scope, send, 413, "too_large")


async def _say(
    scope: Any, send: Any, status: int, page: str, more: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    """A page for people, in their language; a line for programs."""
    headers = dict(scope["headers"])
    kind, body = b"text/plain; charset=utf-8", LINES[page]
    if b"text/html" in headers.get(b"accept", b""):
        kind = b"text/html; charset=utf-8"
        with translation.override(language_of(headers)):
            body = await sync_to_async(render_to_string)(f"errors/{page}.html")
    lines = [(b"content-type", kind), (b"cache-control", b"no-store"), *more, *safe.in_front()]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body.encode()})


application = front_door()
