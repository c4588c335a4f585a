"""The front door: sockets to the hub, the inbox door, the page store, then Django through `base/bridge.py`."""

import os
import re
from collections.abc import Callable
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
from commons.base.bridge import TooLong, WsgiBridge
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
# Where pictures and files are sent to, and how much such a form may weigh with its words.
WITH_FILE = re.compile(
    r"/images/ajouter/|/fichiers/apporter/"
    r"|^/discussions/(\d+/ecrire|(espaces|cercles)/[^/]+/nouvelle)/$"
    r"|^/entraide/(preter|objets/\d+/modifier|emprunts/\d+/(remise|retour))/$"
)
LARGEST_WITH_FILE = LARGEST_PICTURE + 1_000_000
PATIENCE = 0.25  # seconds


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
    """A page for people, in their language; a line for programs."""
    headers = dict(scope["headers"])
    kind, body = b"text/plain; charset=utf-8", "Trop long. / Too long.\n"
    if b"text/html" in headers.get(b"accept", b""):
        kind = b"text/html; charset=utf-8"
        with translation.override(language_of(headers)):
            body = await sync_to_async(render_to_string)("errors/too_large.html")
    lines = [(b"content-type", kind), (b"cache-control", b"no-store"), *safe.in_front()]
    await send({"type": "http.response.start", "status": 413, "headers": lines})
    await send({"type": "http.response.body", "body": body.encode()})


application = front_door()
