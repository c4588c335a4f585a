"""Where somebody who found a weakness writes to (RFC 9116)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commons.base.fragments import public

VALID = timedelta(days=183)


def security(request: HttpRequest) -> HttpResponse:
    """Good until the first of a month about half a year ahead: the same all day, so that the page can be kept."""
    lines = [
        f"Contact: {contact()}",
        f"Expires: {expires(timezone.localdate()).isoformat()}",
        f"Canonical: {settings.CALADE_ORIGIN}/.well-known/security.txt",
        "Preferred-Languages: fr, en",
    ]
    return public(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


def contact() -> str:
    address = settings.CALADE_SECURITY_CONTACT or settings.DEFAULT_FROM_EMAIL
    return address if ":" in address else f"mailto:{address}"


def expires(today: date) -> datetime:
    """The first of the month in which `VALID` ends, in UTC."""
    return datetime.combine((today + VALID).replace(day=1), time(), ZoneInfo("UTC"))
