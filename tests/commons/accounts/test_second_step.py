"""A second step: an application with codes, codes on paper; asked at the door, and again before what weighs."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from commons.journal.models import Entry
from commons.live import remembered
from commons.people.models import Person
from tests.commons.people.test_join_town import code_in

SECRET = re.compile(r"<p><code>([A-Z2-7]{16,})</code></p>")
PAPER = re.compile(r"<li><code>(\d{8})</code></li>")


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Each code works once, so the next one is waited for by hand."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(browser: Client) -> tuple[str, list[str]]:
    """The secret of the application, and the codes on paper that come with it."""
    page = browser.get("/compte/verification/totp/activate/").content.decode()
    [secret] = SECRET.findall(page)
    assert 'src="data:image/svg+xml;base64,' in page
    shown = browser.post("/compte/verification/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "/moi/appareils/" in browser.get("/compte/verification/").content.decode()  # close the others now
    papers = PAPER.findall(shown.content.decode())
    assert len(papers) == 10
    return secret, papers


def comes_in(email: str) -> Client:
    """As far as the code of the message leads."""
    browser = Client(headers={"accept-language": "en"})
    browser.post("/compte/login/", {"login": email})
    browser.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    return browser


def test_the_mailbox_alone_no_longer_opens(alice: Person, signed_in: Any, clock: Any) -> None:
    secret, _papers = set_up(signed_in(alice))
    browser = comes_in("alice@example.org")
    assert browser.get("/moi/").status_code == 302
    used = browser.post("/compte/verification/authenticate/", {"code": code_of(secret)})
    assert used.status_code == 302 and browser.get("/moi/").status_code == 200
    again = comes_in("alice@example.org")
    answer = again.post("/compte/verification/authenticate/", {"code": code_of(secret)})
    assert b"used already" in answer.content  # each code opens once
    clock.shift(timedelta(seconds=31))
    again.post("/compte/verification/authenticate/", {"code": code_of(secret)})
    assert again.get("/moi/").status_code == 200


def test_a_code_on_paper_opens_once(alice: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    _secret, papers = set_up(browser)
    for again, expected in ((False, 200), (True, 302)):
        door = comes_in("alice@example.org")
        door.post("/compte/verification/authenticate/", {"code": papers[0]})
        assert door.get("/moi/").status_code == expected, again
    page = browser.get("/compte/verification/recovery-codes/", follow=True).content.decode()
    assert not set(papers) & set(PAPER.findall(page))  # shown once, never again


@pytest.mark.django_db(transaction=True)
def test_the_person_is_told_by_mail_and_it_is_written_down(alice: Person, signed_in: Any) -> None:
    set_up(signed_in(alice))
    [told] = mail.outbox
    assert told.to == ["alice@example.org"] and "application" in told.body
    assert "/moi/appareils/" in told.body
    assert not Entry.objects.get(verb="people.second_step_added").is_public


def test_the_secret_lies_sealed(alice: Person, signed_in: Any) -> None:
    secret, papers = set_up(signed_in(alice))
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stands = str(cursor.fetchall())
    assert secret not in stands and papers[0] not in stands and "gAAAA" in stands


def test_what_weighs_asks_again(ada: Person, bob: Person, signed_in: Any, clock: Any) -> None:
    browser = signed_in(ada)
    secret, _papers = set_up(browser)
    clock.shift(timedelta(minutes=6))
    role = {"role": "moderator", "reason": "She is patient", "expires_at": ""}
    answer = browser.post("/personnes/bob/roles/", role)
    assert answer.headers["Location"].startswith("/compte/verification/reauthenticate/")
    assert not bob.role_set.exists()
    clock.shift(timedelta(seconds=31))
    browser.post(answer.headers["Location"], {"code": "000000"})
    assert not bob.role_set.exists()
    proof = {"code": code_of(secret), "next": "/personnes/bob/roles/"}
    browser.post("/compte/verification/reauthenticate/", proof)
    assert bob.role_set.get().role == "moderator"  # what had been typed was kept meanwhile
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert browser.get("/personnes/bob/roles/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_charge_sleeps_until_its_holder_has_a_second_step(
    mona: Person, signed_in: Any, settings: Any
) -> None:
    settings.CALADE_SECOND_STEP = True
    remembered.forget()
    browser = signed_in(mona)
    asleep = browser.get("/moderation/")
    assert asleep.status_code in (403, 404)
    assert b"/compte/verification/" in asleep.content and b"sleeps" in asleep.content
    set_up(browser)
    assert browser.get("/moderation/").status_code == 200
    Authenticator.objects.all().delete()
    remembered.forget()
    assert browser.get("/moderation/").status_code in (403, 404)


def test_others_are_refused_as_ever(alice: Person, signed_in: Any, settings: Any) -> None:
    settings.CALADE_SECOND_STEP = True
    answer = signed_in(alice).get("/moderation/")
    assert answer.status_code in (403, 404) and b"/compte/verification/" not in answer.content


def test_the_pages_of_keys_hold_no_script_of_their_own(alice: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    add = browser.get("/compte/verification/webauthn/add/").content.decode()
    assert 'data-passkey="create"' in add and "challenge" in add
    assert not re.search(r"<script(?![^>]*\bsrc=)", add)
    asked = Client().get("/compte/verification/webauthn/login/", headers={"accept": "application/json"})
    assert "challenge" in asked.json()["request_options"]["publicKey"]
    assert 'data-passkey="get"' in Client().get("/compte/login/").content.decode()
