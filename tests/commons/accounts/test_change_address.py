"""Another e-mail address takes the place of the one that one signs in with."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.people.models import Account, Person

pytestmark = pytest.mark.django_db

PAGE, CODE = "/moi/adresse/", "/moi/adresse/code/"


@pytest.fixture
def alices(alice: Person, signed_in: Any) -> Client:
    browser: Client = signed_in(alice)
    return browser


def code_in(message: Any) -> str:
    [code] = re.findall(r"^\d{6}$", message.body, re.M)
    return str(code)


def log_in(email: str) -> list[str]:
    """Who was written to."""
    mail.outbox.clear()
    Client(headers={"accept-language": "en"}).post("/compte/login/", {"login": email})
    return [f"{message.to[0]}: {message.subject}" for message in mail.outbox]


def test_codes_go_to_the_new_address_and_the_old_one_is_told(alices: Client, alice: Person) -> None:
    assert PAGE in alices.get("/moi/reglages/").content.decode()
    assert b"alice@example.org" in alices.get(PAGE).content
    led = alices.post(PAGE, {"email": "Alice@Nouvelle.example"})
    assert led.headers["Location"] == CODE
    [message] = mail.outbox
    assert message.to == ["alice@nouvelle.example"]
    assert Account.objects.get(person=alice).email == "alice@example.org", "nothing changes yet"
    wrong = alices.post(CODE, {"code": "000000"})
    assert wrong.status_code == 422 and b"id_code_error" in wrong.content
    settings = alices.post(CODE, {"code": code_in(message)}, follow=True)
    assert "alice@nouvelle.example" in settings.content.decode()
    told = mail.outbox[-1]
    assert told.to == ["alice@example.org"] and "n’ouvre plus rien" in told.body
    assert "nouvelle" not in told.body, "whoever reads the old mailbox learns no new address"
    [asked] = log_in("alice@nouvelle.example")
    assert asked.startswith("alice@nouvelle.example") and "code" in asked
    [unknown] = log_in("alice@example.org")
    assert "code" not in unknown
    assert alices.post(CODE, {"code": code_in(message)}).headers["Location"] == PAGE, "used once"


def test_whoever_finds_a_browser_open_takes_no_account_away(alice: Person, signed_in: Any) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        browser = signed_in(alice)
    for asked in (browser.get(PAGE), browser.post(PAGE, {"email": "thief@example.org"})):
        assert asked.headers["Location"].startswith("/compte/preuve/")
    assert not mail.outbox


def test_the_address_of_somebody_else_is_told_and_nothing_is_learnt(
    alices: Client, alice: Person, bob: Person
) -> None:
    for email in ("bob@example.org", "nobody@example.org"):
        assert alices.post(PAGE, {"email": email}).headers["Location"] == CODE
    to_bob, to_nobody = mail.outbox
    assert to_bob.to == ["bob@example.org"] and to_nobody.to == ["nobody@example.org"]
    alices.post(PAGE, {"email": "bob@example.org"})
    assert alices.post(CODE, {"code": code_in(to_nobody)}).status_code == 422
    assert Account.objects.get(person=alice).email == "alice@example.org"


def test_an_address_that_was_taken_meanwhile_stays_with_who_has_it(
    alices: Client, alice: Person, bob: Person
) -> None:
    alices.post(PAGE, {"email": "une@example.org"})
    sent = mail.outbox[-1]
    Account.objects.create_user("une@example.org")
    answer = alices.post(CODE, {"code": code_in(sent)})
    assert answer.status_code == 422 and b"belongs to another account" in answer.content
    assert Account.objects.get(person=alice).email == "alice@example.org"
    assert [message.to for message in mail.outbox] == [["une@example.org"]], "nobody is told that it changed"
    assert log_in("alice@example.org"), "and hers opens her account as before"


@pytest.mark.parametrize(
    "email", ["", "alice", "alice@example.org", "a%b@example.org", "é@example.org", f"{'a' * 200}@x.fr"]
)
def test_what_is_no_other_address_is_refused_at_its_field(alices: Client, email: str) -> None:
    answer = alices.post(PAGE, {"email": email})
    assert answer.status_code == 422 and b"id_email_error" in answer.content
    assert not mail.outbox


def test_a_code_lasts_a_quarter_of_an_hour(alices: Client) -> None:
    alices.post(PAGE, {"email": "alice@nouvelle.example"})
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert alices.post(CODE, {"code": code_in(mail.outbox[-1])}).headers["Location"] == PAGE
