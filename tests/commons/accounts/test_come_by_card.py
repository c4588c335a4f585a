"""Somebody without an e-mail address joins at the desk, comes in by a card, and takes the account over with one."""

import re

import pytest
from django.core import mail
from django.test import Client

from commons.accounts import actions
from commons.accounts.cards import MOST_TRIES, Card
from commons.base.errors import MayNot
from commons.people.models import Account, Person

pytestmark = pytest.mark.django_db

FORM = {"name": "Rose", "handle": "rose", "charter": "on", "old_enough": "on", "neighbourhood": ""}


@pytest.fixture
def volunteer(resident):
    return resident("odile", "mediator")


def come_in(number: str, code: str) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.answer = browser.post("/compte/carte/", {"number": number, "code": code})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/moi/").status_code == 200


def test_from_the_desk_to_an_address(volunteer, signed_in, town, bob):
    desk = signed_in(volunteer)
    page = desk.post("/accueil/cartes/", FORM).content.decode()
    number, code = re.findall(r"<code>([A-Z0-9 ]+)</code>", page)
    rose = Person.objects.get(handle="rose")
    assert code.replace(" ", "") not in str(Card.objects.values().get())
    assert is_in(come_in(number.lower(), code.lower())) and not is_in(come_in(number, "AAAA BBBB CCCC"))
    browser = come_in(number, code)
    assert "/moi/carte/" in browser.get("/moi/").content.decode()
    again = browser.post("/moi/carte/", {"renew": "1"}).content.decode()
    _number, fresh = re.findall(r"<code>([A-Z0-9 ]+)</code>", again)
    assert not is_in(come_in(number, code)) and is_in(come_in(number, fresh))
    browser.post("/moi/reglages/", {"name": "Rose", "summary": "", "mail_wanted": "on"})
    assert not Account.objects.get(person=rose).mail_wanted and mail.outbox == []
    browser.post("/moi/adresse/", {"email": "bob@example.org"})  # bob's: he is told, she learns nothing
    assert mail.outbox.pop().to == ["bob@example.org"]
    assert browser.post("/moi/adresse/code/", {"code": "000000"}).status_code == 422
    browser.post("/moi/adresse/", {"email": "Rose@example.org"})
    sent = re.search(r"\n(\d{6})\n", mail.outbox.pop().body)
    assert browser.post("/moi/adresse/code/", {"code": sent[1]}).status_code == 302
    account = Account.objects.get(person=rose)
    assert account.email == "rose@example.org" and account.has_mail
    assert is_in(browser) and not is_in(come_in(number, fresh)) and not Card.objects.exists()


def test_a_card_locks_and_the_desk_makes_another_code(volunteer, signed_in, town, bob):
    rose, number, code = actions.open_account_by_card(
        by=volunteer, name="Rose", handle="rose", neighbourhood=None
    )
    browser = come_in(number, code)
    for _try in range(MOST_TRIES):
        assert actions.account_of_card(number, "wrong") is None
    assert not is_in(come_in(number, code))
    for nobody in (bob, rose):
        with pytest.raises(MayNot):
            actions.open_account_by_card(by=nobody, name="X", handle="x1", neighbourhood=None)
    with pytest.raises(MayNot):
        actions.renew_card(Card.objects.get(), by=bob)
    page = signed_in(volunteer).post("/accueil/cartes/perdue/", {"card-handle": "rose"}).content.decode()
    _number, fresh = re.findall(r"<code>([A-Z0-9 ]+)</code>", page)
    assert is_in(come_in(number, fresh)) and not is_in(browser), "whoever came in by the old one is out"
    wrong = signed_in(volunteer).post("/accueil/cartes/perdue/", {"card-handle": "bob"})
    assert wrong.status_code == 422 and b"has no card" in wrong.content
