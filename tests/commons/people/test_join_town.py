"""Joining, the whole way: an address, a code read in the mail, who one is to others."""

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.communities.models import Town
from commons.people.forms import free_handle, handles_like
from commons.people.models import Account, Person

CODE = re.compile(r"^\s{4}(\d{6})$", re.MULTILINE)


def code_in(message: Any) -> str:
    found = CODE.search(message.body)
    assert found, message.body
    return found.group(1)


def asks_for_a_code(browser: Client, page: str, field: str, email: str) -> Any:
    answer = browser.post(f"/compte/{page}/", {field: email}, follow=True)
    assert answer.status_code == 200
    return answer


def test_a_newcomer_joins_with_a_code_and_comes_back_to_where_they_were_going(
    town: Town, roquette: Any
) -> None:
    browser = Client(headers={"accept-language": "fr"})
    browser.post(
        "/compte/signup/?next=/quartiers/", {"email": "Lea@Example.org", "next": "/quartiers/"}, follow=True
    )
    assert mail.outbox[0].to == ["lea@example.org"]
    wrong = browser.post("/compte/confirm-email/", {"code": "000000", "next": "/quartiers/"})
    assert wrong.status_code == 200
    arrived = browser.post(
        "/compte/confirm-email/", {"code": code_in(mail.outbox[0]), "next": "/quartiers/"}, follow=True
    )
    assert arrived.redirect_chain[-1][0] == "/bienvenue/?next=%2Fquartiers%2F"

    said = {"name": "Léa d’Arc", "handle": "", "neighbourhood": roquette.pk, "next": "/quartiers/"}
    unwilling = browser.post("/bienvenue/", said)
    assert unwilling.status_code == 422
    assert b"id_charter_error" in unwilling.content and b"id_old_enough_error" in unwilling.content
    home = browser.post("/bienvenue/", said | {"charter": "on", "old_enough": "on"})
    assert home.headers["Location"] == "/quartiers/"
    lea = Person.objects.get(handle="lea_d_arc")
    assert lea.neighbourhood == roquette and lea.account.charter_accepted_at
    assert not lea.account.has_usable_password()


def test_somebody_known_logs_in_with_a_code(alice: Person, visitor: Client) -> None:
    asks_for_a_code(visitor, "login", "login", "alice@example.org")
    answer = visitor.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert answer.headers["Location"] == "/"
    assert visitor.get("/moi/").status_code == 200


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(alice: Person) -> None:
    def seen(page: str, field: str, email: str) -> tuple[Any, str]:
        browser = Client(headers={"accept-language": "en"})
        answer = asks_for_a_code(browser, page, field, email)
        body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return [step[0] for step in answer.redirect_chain], body.replace(email, "<address>")

    for page, field in (("login", "login"), ("signup", "email")):
        assert seen(page, field, "alice@example.org") == seen(page, field, "nobody@example.org")
    subjects = [message.subject for message in mail.outbox]
    assert len(subjects) == len(set(subjects)) == 4  # each address is told what is true, by mail only


@pytest.mark.parametrize("page", ["login/", "signup/", "login/code/", "password/", "password/change/"])
def test_no_page_asks_for_a_password(town: Town, visitor: Client, page: str) -> None:
    answer = visitor.get(f"/compte/{page}", follow=True)
    assert answer.status_code == 200
    assert b'type="password"' not in answer.content


@pytest.mark.parametrize("page", ["password/reset/", "password/set/", "reauthenticate/"])
def test_pages_of_passwords_do_not_exist(town: Town, visitor: Client, page: str) -> None:
    assert visitor.get(f"/compte/{page}").status_code == 404


def test_a_taken_name_is_said_at_its_place(alice: Person) -> None:
    account = Account.objects.create_user("second@example.org")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(account)
    said = {"name": "Alice", "handle": "Alice", "neighbourhood": "", "charter": "on", "old_enough": "on"}
    answer = browser.post("/bienvenue/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "id_handle_error" in page and "alice2" in page
    browser.post("/bienvenue/", said | {"handle": ""})
    assert Person.objects.get(name="Alice", handle="alice2")


def test_an_account_without_a_person_is_led_to_the_welcome_page(town: Town) -> None:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Account.objects.create_user("new@example.org"))
    assert (
        browser.get("/discussions/?page=2").headers["Location"]
        == "/bienvenue/?next=%2Fdiscussions%2F%3Fpage%3D2"
    )
    assert browser.get("/charte/").status_code == 200


def test_handles_are_folded_and_never_speak_for_the_town(town: Town) -> None:
    assert handles_like("Éloïse Œuvrard") == "eloise_oeuvrard"
    assert handles_like("Mairie") == handles_like("李") == "voisin"
    assert free_handle("Mairie") == "voisin"


def test_logging_out_asks_first_and_then_is_done(alice: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    assert browser.get("/compte/logout/").status_code == 200
    browser.post("/compte/logout/")
    assert browser.get("/moi/").status_code == 302


def test_a_return_address_elsewhere_is_not_followed(town: Town) -> None:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(Account.objects.create_user("new@example.org"))
    said = {
        "name": "Zoé",
        "neighbourhood": "",
        "charter": "on",
        "old_enough": "on",
        "next": "https://evil.example/",
    }
    assert browser.post("/bienvenue/", said).headers["Location"] == "/"


def test_too_many_sign_ups_from_one_network_are_slowed_down(
    town: Town, visitor: Client, settings: Any
) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    with time_machine.travel(timezone.now(), tick=False):  # no window ends in the middle
        for number in range(20):
            visitor.post("/compte/signup/", {"email": f"not an address {number}"})
        slowed = visitor.post("/compte/signup/", {"email": "x@example.org"})
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert not mail.outbox
