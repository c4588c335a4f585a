"""Messages about the lock of somebody's own door: sent whatever they wish to be told by mail."""

import time
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.devices import NAME
from commons.people.models import Account

JUST_NOW = 15 * 60
DOOR_CHANGED = _("The way you sign in has changed")


def tell(account: Account, what: str, **facts: Any) -> None:
    if account.has_mail:
        send(account.email, DOOR_CHANGED, what, **facts)


def send(email: str, subject: Promise, what: str, **facts: Any) -> None:
    """The message `accounts/mail/<what>.txt`, in the town's language."""
    with translation.override(settings.LANGUAGE_CODE):
        body = render_to_string(f"accounts/mail/{what}.txt", {"origin": settings.CALADE_ORIGIN, **facts})
        send_mail(str(subject), body, None, [email])


def tell_of_session(sender: Any, request: HttpRequest | None, user: Any, **rest: Any) -> None:
    """Connected to Django's own `user_logged_in`. A code by mail is a message; keys send none."""
    if request is None or not isinstance(user, Account) or not request.path.startswith("/compte/"):
        return
    if user.person is None:
        return  # has just joined with a code, which is not written down as one
    proofs = request.session.get("account_authentication_methods", [])
    if any(proof["method"] == "code" and time.time() - proof["at"] < JUST_NOW for proof in proofs):
        return
    tell(user, "session", device=request.session.get(NAME, ""))
