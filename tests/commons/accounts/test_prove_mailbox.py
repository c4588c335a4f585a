"""Before one changes how one signs in: who has no second step shows by a code that the mailbox is theirs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.accounts.actions import open_account_by_card
from commons.accounts.models import Identity
from commons.people.models import Person
from tests.commons.accounts.test_connect import They, goes_through
from tests.commons.accounts.test_connect import they as they
from tests.commons.accounts.test_second_step import SECRET, code_of
from tests.commons.people.test_join_town import code_in

PROOF, SET_UP = "/compte/preuve/", "/compte/verification/totp/activate/"


@pytest.fixture
def left_open(alice: Person, signed_in: Any) -> Client:
    """Her browser, an hour after she has signed in."""
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        return signed_in(alice)


def test_whoever_finds_a_browser_open_gives_it_no_second_step(left_open: Client) -> None:
    for door in (SET_UP, "/compte/verification/webauthn/add/"):
        led = left_open.get(door)
        assert led.headers["Location"] == f"{PROOF}?next={door.replace('/', '%2F')}"
    assert not mail.outbox  # only a press sends something
    assert b"alice@example.org" in left_open.get(PROOF).content
    asked = left_open.post(PROOF, {"send": "1", "next": SET_UP})
    [message] = mail.outbox
    assert message.to == ["alice@example.org"] and "somebody uses your browser" in message.body
    wrong = left_open.post(asked.headers["Location"], {"code": "000000", "next": SET_UP})
    assert wrong.status_code == 422 and b"id_code_error" in wrong.content
    assert left_open.get(SET_UP).status_code == 302
    right = left_open.post(asked.headers["Location"], {"code": code_in(message), "next": SET_UP})
    assert right.headers["Location"] == SET_UP
    assert left_open.get(SET_UP).status_code == 200
    left_open.post(PROOF, {"send": "1"})
    again = left_open.post(PROOF, {"code": code_in(message)})
    assert again.status_code == 422  # the code before, which was used


def test_what_had_been_typed_is_kept_meanwhile(left_open: Client, alice: Person) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        left_open.post(PROOF, {"send": "1"})
        left_open.post(PROOF, {"code": code_in(mail.outbox[-1])})
        [secret] = SECRET.findall(left_open.get(SET_UP).content.decode())
        clock.shift(timedelta(minutes=6))
        led = left_open.post(SET_UP, {"code": code_of(secret)})
        assert led.headers["Location"].startswith(PROOF)
        left_open.post(PROOF, {"send": "1", "next": SET_UP})
        left_open.post(PROOF, {"code": code_in(mail.outbox[-1]), "next": SET_UP})
        assert Authenticator.objects.filter(user=alice.account, type="totp").exists()
        papers = "/compte/verification/recovery-codes/"
        assert left_open.get(papers).status_code == 200
        clock.shift(timedelta(minutes=6))
        assert left_open.get(papers).headers["Location"].startswith("/compte/verification/reauthenticate/")
        left_open.post(PROOF, {"send": "1", "next": papers})
        left_open.post(PROOF, {"code": code_in(mail.outbox[-1]), "next": papers})
        assert left_open.get(papers).status_code == 302  # the mailbox no longer counts: the step does


def test_nor_is_another_way_in_linked_to_it(left_open: Client, they: They) -> None:
    assert left_open.get("/compte/avec/franceconnect/").headers["Location"].startswith(PROOF)
    left_open.post(PROOF, {"send": "1"})
    left_open.post(PROOF, {"code": code_in(mail.outbox[-1])})
    goes_through(left_open, they)
    assert Identity.objects.exists()


def test_a_code_of_a_quarter_of_an_hour_ago_and_too_many_tries_are_refused(
    left_open: Client, settings: Any
) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    left_open.post(PROOF, {"send": "1"})
    code = code_in(mail.outbox[-1])
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        left_open.post(PROOF, {"code": code})
        assert left_open.get(SET_UP).status_code == 302
    left_open.post(PROOF, {"send": "1"})
    for _time in range(12):
        left_open.post(PROOF, {"code": "000000"})
    assert left_open.post(PROOF, {"code": code_in(mail.outbox[-1])}).status_code == 429


def test_whoever_came_by_a_card_shows_it_again_before_it_is_changed_for_another(
    resident: Any, roquette: Any
) -> None:
    volunteer = resident("odile", "mediator")
    _person, number, code = open_account_by_card(
        by=volunteer, name="Rose", handle="rose", neighbourhood=roquette
    )
    browser = Client(headers={"accept-language": "en"})
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        browser.post("/compte/carte/", {"number": number, "code": code})
    for said in ({"email": "thief@example.org"}, {"renew": "1"}):
        assert browser.post("/moi/carte/", said).headers["Location"].startswith(PROOF)
    assert b"code of your card" in browser.get(PROOF).content
    assert browser.post(PROOF, {"code": "WRONG"}).status_code == 422
    shown = browser.post(PROOF, {"code": code.lower(), "next": "/moi/carte/"})
    assert (
        number in shown.content.decode() and code not in shown.content.decode()
    )  # another one, as she had asked
    assert browser.get("/moi/carte/").status_code == 200
    assert not mail.outbox
