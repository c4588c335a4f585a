"""The pages where a code is typed: asking for another one tells nobody whether an address is known."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.signup import send_unknown_account_mail
from django.http import HttpRequest, HttpResponse

KEPT = ("account_login", EMAIL_VERIFICATION_CODE_SESSION_KEY)


def confirm_log_in(request: HttpRequest) -> HttpResponse:
    return _with_a_message(request, account.confirm_login_code, send_unknown_account_mail)


def confirm_address(request: HttpRequest) -> HttpResponse:
    return _with_a_message(request, account.email_verification_sent, _say_it_exists)


def _say_it_exists(request: HttpRequest, address: str) -> None:
    get_adapter(request).send_account_already_exists_mail(address)


def _with_a_message(
    request: HttpRequest, page: Callable[..., HttpResponse], otherwise: Callable[..., Any]
) -> HttpResponse:
    """The library sends another code to whom it knows, and nothing to others: quicker by the time of one message. Here
    the others get theirs again.
    """
    before = _state(request)
    answer = page(request)
    asked = request.method == "POST" and request.POST.get("action") == "resend"
    if asked and before and before != _state(request) and not getattr(request, "message_went", False):
        address = next((kept["email"] for kept in before if kept.get("email")), "")
        if address:
            otherwise(request, address)
    return answer


def _state(request: HttpRequest) -> list[dict[str, Any]]:
    return [deepcopy(request.session[key]) for key in KEPT if isinstance(request.session.get(key), dict)]
