"""System checks: each missing or weak setting, explained in one sentence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection


@register
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    in_memory = "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if in_memory and settings.CALADE_WEB_PROCESSES > 1:
        found.append(Error("Several web processes need Redis: set CALADE_REDIS_URL.", id="calade.E001"))
    if in_memory and connection.vendor != "sqlite":
        found.append(
            Warning("With PostgreSQL, live pages need Redis: set CALADE_REDIS_URL.", id="calade.W001")
        )
    if settings.CALADE_FEDERATION not in {"allow-list", "open", "closed"}:
        found.append(Error("CALADE_FEDERATION must be allow-list, open or closed.", id="calade.E002"))
    if settings.CALADE_MODE != "production":
        return found
    if not settings.SECURE:
        found.append(Error("In production CALADE_ORIGIN must begin with https://.", id="calade.E003"))
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        found.append(Error("CALADE_SECRET_KEY is weak: use 50 random characters or more.", id="calade.E004"))
    if settings.CALADE_ALLOW_LOOPBACK:
        found.append(Error("CALADE_ALLOW_LOOPBACK opens the inner network: unset it.", id="calade.E005"))
    if settings.DEBUG:
        found.append(Error("CALADE_DEBUG shows inner workings to strangers: unset it.", id="calade.E006"))
    if settings.EMAIL_BACKEND == "commons.base.mail.FilesAndConsole":
        found.append(Error("No mail leaves: set CALADE_EMAIL_BACKEND to an SMTP backend.", id="calade.E007"))
    return found
