"""What the security log says of people who come in, leave, or are refused. Django tells; nothing typed is passed on."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from commons.journal import security_log

REFUSALS = {"incorrect_code", "too_many_login_attempts", "rate_limited", "account_inactive"}


def came_in(request: HttpRequest, user: Any, **rest: Any) -> None:
    security_log.note("login", request, account=user.pk)


def left(request: HttpRequest, user: Any, **rest: Any) -> None:
    security_log.note("logout", request, account=user.pk if user else None)


def refused(request: HttpRequest | None, why: str) -> None:
    """`why` is a code of allauth; what is no refusal to come in is passed over."""
    if why in REFUSALS:
        security_log.note("login_refused", request, why=why)


def register() -> None:
    user_logged_in.connect(came_in, dispatch_uid="security log")
    user_logged_out.connect(left, dispatch_uid="security log")
