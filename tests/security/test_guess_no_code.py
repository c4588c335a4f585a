"""A code that is sent by mail is one of a million, and five tries end it."""

import pytest
from django.core import mail
from django.test import Client

from tests.commons.people.test_join_town import code_in

pytestmark = pytest.mark.django_db


def test_five_tries_end_a_code(alice):
    browser = Client(headers={"accept-language": "en"})
    browser.post("/compte/login/", {"login": "alice@example.org"})
    right = code_in(mail.outbox[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        browser.post("/compte/login/code/confirm/", {"code": wrong})
    browser.post("/compte/login/code/confirm/", {"code": right})
    assert "_auth_user_id" not in browser.session


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(alice):
    asked, other = Client(), Client()
    asked.post("/compte/login/", {"login": "alice@example.org"})
    other.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" not in other.session
    asked.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" in asked.session


def test_a_code_is_good_once(alice):
    browser = Client()
    browser.post("/compte/login/", {"login": "alice@example.org"})
    code = code_in(mail.outbox[0])
    browser.post("/compte/login/code/confirm/", {"code": code})
    browser.post("/compte/logout/")
    browser.post("/compte/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in browser.session
