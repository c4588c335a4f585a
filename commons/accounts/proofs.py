"""A code by mail that shows once more, in a session that is open, that the mailbox is one's own; the code of the card
where there is no mailbox.

Who has a second step shows that one instead. Who has none must not be given one by whoever finds their browser open.
"""

import time
from hmac import compare_digest

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.http import HttpRequest

from commons.accounts.actions import account_of_card
from commons.accounts.cards import Card
from commons.base import codes
from commons.base.limits import limit
from commons.journal import security_log
from commons.people.models import Account

KEPT = "proof_by_mail"
SENT_AN_HOUR, TRIES, TRIES_IN = 5, 10, 15 * 60


def proved_lately(request: HttpRequest, account: Account) -> bool:
    """By any code of a message or of a card in the last minutes: the one of signing in counts too."""
    records = get_authentication_records(request, account)
    last = max((record["at"] for record in records if record.get("method") == "code"), default=0)
    return bool(time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def waits_for_code(request: HttpRequest) -> bool:
    _digest, until = request.session.get(KEPT, ["", 0])
    return bool(time.time() < until)


def send_code(request: HttpRequest, account: Account) -> None:
    """To the address of the account, and another one than before: only the last message counts."""
    limit("proof-by-mail", str(account.pk), times=SENT_AN_HOUR, seconds=3600)
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    until = time.time() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    request.session[KEPT] = [_digest(account, code), until]
    adapter.send_mail("account/email/proof_code", account.email, {"code": code})


def take_code(request: HttpRequest, account: Account, code: str) -> bool:
    """Whether it is the one that was sent, or that of the card: for some minutes a proof, and opens nothing more."""
    limit("proof-tried", str(account.pk), times=TRIES, seconds=TRIES_IN)
    if not (_is_sent(request, account, code) if account.has_mail else _is_of_card(account, code)):
        security_log.note("proof_refused", request, account=account.pk)
        return False
    request.session.pop(KEPT, None)
    record_authentication(request, account, "code")  # as at the door: it takes the place of no second step
    return True


def _is_sent(request: HttpRequest, account: Account, code: str) -> bool:
    expected, until = request.session.get(KEPT, ["", 0])
    return time.time() < until and compare_digest(_digest(account, "".join(code.split())), expected)


def _is_of_card(account: Account, code: str) -> bool:
    card = Card.objects.filter(account=account).first()
    return card is not None and account_of_card(card.number, code) == account


def _digest(account: Account, code: str) -> str:
    return codes.fingerprint(f"proof {account.pk} {code}")
