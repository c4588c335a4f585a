"""Whether an address is known here is told to its owner alone: same bytes, same headers, about the same time."""

import re
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commons.accounts import actions
from commons.people.models import Account, Person

KNOWN, UNKNOWN = "alice@example.org", "nobod@example.org"  # of one length
CHANGES = {"Content-Length", "Expires"}  # a packed page varies in length by itself; a clock
TOKEN = re.compile(rb'csrfmiddlewaretoken" value="\w+"')


def signs_up(browser: Client, email: str) -> Any:
    return browser.post("/compte/signup/", {"email": email})


def logs_in(browser: Client, email: str) -> Any:
    return browser.post("/compte/login/", {"login": email})


def asks_for_another_code(browser: Client, email: str) -> Any:
    signs_up(browser, email)
    return browser.post("/compte/confirm-email/", {"action": "resend"}, follow=True)


def asks_for_another_code_to_log_in(browser: Client, email: str) -> Any:
    logs_in(browser, email)
    return browser.post("/compte/login/code/confirm/", {"action": "resend"}, follow=True)


def types_a_wrong_code(browser: Client, email: str) -> Any:
    logs_in(browser, email)
    return browser.post("/compte/login/code/confirm/", {"code": "000000"})


def types_a_wrong_code_to_join(browser: Client, email: str) -> Any:
    signs_up(browser, email)
    return browser.post("/compte/confirm-email/", {"code": "000000"})


def types_too_many_wrong_codes(browser: Client, email: str) -> Any:
    logs_in(browser, email)
    for _time in range(7):
        answer = browser.post("/compte/login/code/confirm/", {"code": "000000"})
    return answer


DOORS = [
    signs_up,
    logs_in,
    asks_for_another_code,
    asks_for_another_code_to_log_in,
    types_a_wrong_code,
    types_a_wrong_code_to_join,
    types_too_many_wrong_codes,
]


def bytes_of(answer: Any, email: str) -> tuple[Any, ...]:
    """Everything that somebody outside can see; only form tokens and the address that they typed differ."""
    headers = {name: value for name, value in answer.headers.items() if name not in CHANGES}
    body = TOKEN.sub(b"", answer.content).replace(email.encode(), b"<address>")
    cookies = {name: len(morsel.value) for name, morsel in answer.cookies.items()}
    return answer.status_code, headers, body, cookies, getattr(answer, "redirect_chain", None)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_the_bytes_are_the_same(alice: Person, door: Callable[[Client, str], Any]) -> None:
    seen = []
    for email in (KNOWN, UNKNOWN):
        browser = Client(headers={"accept-language": "fr"})
        browser.get("/compte/login/")
        before = len(mail.outbox)
        seen.append((*bytes_of(door(browser, email), email), len(mail.outbox) - before))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("door", [signs_up, logs_in], ids=lambda door: door.__name__)
def test_the_time_is_about_the_same(alice: Person, door: Callable[[Client, str], Any]) -> None:
    """Of this process alone, in turns and the best of several, since machines are shared; each time an address that
    was not tried before.
    """

    def cost(email: str) -> float:
        browser = Client()
        begun = process_time()
        door(browser, email)
        return process_time() - begun

    for number in range(9):
        Account.objects.create_user(f"known{number}@example.org")
    cost("warm.up@example.org")
    turns = [(cost(f"known{number}@example.org"), cost(f"other{number}@example.org")) for number in range(9)]
    known, unknown = (min(times) for times in zip(*turns, strict=True))
    assert 0.4 < known / unknown < 2.5, (known, unknown)


def test_an_invitation_is_used_up_by_neither(alice: Person, resident: Any, settings: Any) -> None:
    settings.CALADE_SIGN_UP = "invitation"
    host = resident("host", "trusted")
    token = actions.invite(by=host).token
    for email in (KNOWN, UNKNOWN):
        browser = Client(headers={"accept-language": "en"})
        browser.post(f"/invitation/{token}/")
        signs_up(browser, email)
        assert actions.open_invitation(token), email
