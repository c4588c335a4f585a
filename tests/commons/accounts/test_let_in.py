"""Joining where it is not open: by a member's invitation, by two who vouch, by those who keep the door."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.accounts import actions
from commons.accounts.models import Admission, Invitation
from commons.base.errors import MayNot, TooMany, WrongMoment
from commons.communities.models import Town
from commons.people.models import Account, Person
from tests.commons.people.test_join_town import code_in

WELCOME = {"name": "Lou", "handle": "lou", "neighbourhood": "", "charter": "on", "old_enough": "on"}


@pytest.fixture
def settled(resident: Any) -> Any:
    """settled("odile", "mediator") has been here for longer than a week."""

    def make(handle: str, *roles: str) -> Person:
        person = resident(handle, *roles)
        Person.objects.filter(pk=person.pk).update(created=timezone.now() - timedelta(days=30))
        return Person.objects.get(pk=person.pk)

    return make


@pytest.fixture
def odile(settled: Any) -> Person:
    return settled("odile", "mediator")


def signs_up(email: str, browser: Client | None = None) -> Client:
    browser = browser or Client(headers={"accept-language": "en"})
    browser.post("/compte/signup/", {"email": email})
    browser.post("/compte/confirm-email/", {"code": code_in(mail.outbox[-1])})
    return browser


def joins(browser: Client) -> bool:
    browser.post("/bienvenue/", WELCOME)
    return Person.objects.filter(handle="lou").exists()


@pytest.fixture
def waiting(town: Town, settings: Any) -> Client:
    settings.CALADE_SIGN_UP = "approval"
    browser = signs_up("lou@example.org")
    browser.post("/compte/attente/", {"words": "I am the sister of Léa"})
    return browser


def test_an_invitation_lets_one_person_in(alice: Person, settled: Any, signed_in: Any, settings: Any) -> None:
    settings.CALADE_SIGN_UP = "invitation"
    assert b'name="email"' not in Client().get("/compte/signup/").content
    Client().post("/compte/signup/", {"email": "lou@example.org"})
    assert not mail.outbox
    host = signed_in(settled("bob"))
    host.post("/moi/invitations/")
    [address] = re.findall(
        r'value="http[^"]+(/invitation/[^"]+)"', host.get("/moi/invitations/").content.decode()
    )
    first, second = Client(), Client()
    for browser in (first, second):
        assert b"Bob invites you" in browser.get(address, headers={"accept-language": "en"}).content
        assert browser.post(address).headers["Location"] == "/compte/signup/"
    signs_up("lou@example.org", first)
    assert joins(first)
    assert second.get(address).status_code == 404  # used
    second.post("/compte/signup/", {"email": "zoe@example.org"})
    assert not Account.objects.filter(email="zoe@example.org").exists()


def test_of_two_who_hold_the_same_link_the_second_waits(settled: Any, settings: Any, town: Town) -> None:
    settings.CALADE_SIGN_UP = "invitation"
    token = actions.invite(by=settled("bob")).token
    browsers = [Client(headers={"accept-language": "en"}) for _ in range(2)]
    for number, browser in enumerate(browsers):
        browser.post(f"/invitation/{token}/")
        browser.post("/compte/signup/", {"email": f"n{number}@example.org"})
    for browser, message in zip(browsers, mail.outbox, strict=True):
        browser.post("/compte/confirm-email/", {"code": code_in(message)})
    assert joins(browsers[0])
    answer = browsers[1].get("/bienvenue/", follow=True)
    assert answer.redirect_chain[-1][0] == "/compte/attente/" and b"used already" in answer.content


def test_five_at_a_time_ten_a_month_and_not_in_the_first_week(alice: Person, settled: Any) -> None:
    bob = settled("bob")
    with pytest.raises(MayNot):
        actions.invite(by=alice)
    for _time in range(2):
        for _number in range(5):
            actions.invite(by=bob)
        with pytest.raises(TooMany):
            actions.invite(by=bob)
        for invitation in Invitation.objects.open():
            Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
    with pytest.raises(TooMany):
        actions.invite(by=bob)


def test_two_residents_who_vouch_let_somebody_in(
    waiting: Client, alice: Person, odile: Person, settled: Any, signed_in: Any
) -> None:
    assert not joins(waiting)
    admission = Admission.objects.get()
    address = admission.get_absolute_url()
    assert address in waiting.get("/compte/attente/").content.decode()
    assert b"sister" in signed_in(alice).get(address).content
    assert signed_in(alice).post(address).status_code == 403
    friends = [settled("bob"), settled("carol")]
    for friend in friends:
        actions.verify_residence(friend, by=odile, met=True)
        assert not joins(waiting)
        for _twice in range(2):
            signed_in(friend).post(address)
    assert joins(waiting)
    admission.refresh_from_db()
    assert not admission.sealed_words


def test_those_who_keep_the_door_let_in_or_not(
    waiting: Client, alice: Person, odile: Person, signed_in: Any
) -> None:
    admission = Admission.objects.get()
    assert signed_in(alice).get("/accueil/arrivees/").status_code == 404
    desk = signed_in(odile)
    assert b"sister" in desk.get("/accueil/arrivees/").content
    desk.post(f"/accueil/arrivees/{admission.uid}/", {"refuse": "1"})
    assert b"not let you in" in waiting.get("/compte/attente/").content and not joins(waiting)
    with pytest.raises(WrongMoment):
        actions.vouch_for(admission, by=odile)
    admission.refresh_from_db()
    actions.settle_admission(admission, by=odile, let_in=True)
    assert joins(waiting)


def test_who_is_not_let_in_is_forgotten(waiting: Client, odile: Person) -> None:
    actions.settle_admission(Admission.objects.get(), by=odile, let_in=False)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        actions.forget_strangers()
    assert not Account.objects.filter(email="lou@example.org").exists()
    assert Account.objects.filter(person=odile).exists()
