"""An e-mail address is read by us as by every mail server, and a code goes to the address that is kept."""

import time

import pytest
from django.core import mail
from django.test import Client

from commons.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "a@us.test,b@evil.test",
        '"a@us.test"@evil.test',
        "a%us.test@evil.test",
        "a@us.test;b@evil.test",
        "a@us.test\nBcc: b@x.fr",
        "<a@us.test>",
        "a(b)@us.test",
        "a@[127.0.0.1]",
        "a" * 250 + "@us.test",
        "a@us.test\x00",
    ],
)
def test_an_address_that_servers_read_differently_makes_no_account(town, typed):
    answer = Client().post("/compte/signup/", {"email": typed})
    assert answer.status_code in (200, 422)
    assert not Account.objects.exists() and not mail.outbox


@pytest.mark.parametrize("typed", ["ALICE@EXAMPLE.ORG", "Alice@example.org"])
def test_a_code_goes_to_the_address_that_is_kept(alice, typed):
    Client().post("/compte/login/", {"login": typed})
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]


@pytest.mark.parametrize("typed", ["alıce@example.org", "alice@examp\u2113e.org", "ａlice@example.org"])
def test_one_that_only_looks_alike_is_somebody_else(alice, typed):
    Client().post("/compte/login/", {"login": typed})
    assert [message for message in mail.outbox if message.to == ["alice@example.org"]] == []


@pytest.mark.parametrize("page", ["/compte/signup/", "/compte/login/"])
def test_a_very_long_address_costs_nothing(town, page):
    before = time.process_time()
    Client().post(page, {"email": "a@" + "a." * 100_000, "login": "a@" + "a." * 100_000})
    assert time.process_time() - before < 3
