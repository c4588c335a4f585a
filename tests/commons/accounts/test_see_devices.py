"""Where somebody is signed in: seen, closed from elsewhere, ended by time; sealed in the database."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Device
from commons.journal.models import Entry
from commons.live import hub as hubs
from commons.people.models import Person
from tests.commons.people.test_join_town import code_in

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def phone(alice: Person) -> Client:
    browser = Client(headers={"accept-language": "en", "user-agent": PHONE})
    browser.get("/compte/login/")
    browser.post("/compte/login/", {"login": "alice@example.org"})
    return browser


def sign_in(browser: Client) -> None:

    browser.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[-1])})


def test_a_phone_is_closed_from_the_computer(
    alice: Person, phone: Client, signed_in: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    closed: list[str] = []
    monkeypatch.setattr("commons.accounts.actions.devices.kick_session", closed.append)
    sign_in(phone)
    key = phone.session.session_key
    computer = signed_in(alice)
    page = computer.get("/moi/appareils/").content.decode()
    assert "Firefox, Android" in page
    assert str(key) not in page
    mark = Device.objects.get(session_key=key).mark
    with django_capture_on_commit_callbacks(execute=True):
        computer.post("/moi/appareils/fermer/", {"mark": mark})
    assert phone.get("/moi/").status_code == 302
    assert closed == [key]
    assert computer.get("/moi/").status_code == 200
    assert "Firefox, Android" not in computer.get("/moi/appareils/").content.decode()
    assert not Entry.objects.get(verb="accounts.device_closed").is_public


def test_nobody_closes_the_session_of_another(alice: Person, bob: Person, signed_in: Any) -> None:
    alices, bobs = signed_in(alice), signed_in(bob)
    mark = Device.objects.get(account=alice.account).mark
    assert bobs.post("/moi/appareils/fermer/", {"mark": mark}).status_code == 404
    assert bobs.post("/moi/appareils/fermer/", {"mark": "all"}).status_code == 404
    assert alices.get("/moi/").status_code == 200


def test_closing_them_all_keeps_the_one_in_hand(alice: Person, signed_in: Any) -> None:
    here, *others = (signed_in(alice) for _ in range(3))
    here.post("/moi/appareils/fermer/", {"mark": "all"})
    assert [browser.get("/moi/").status_code for browser in (here, *others)] == [200, 302, 302]


def test_a_session_ends_after_fourteen_days_without_a_visit(alice: Person, signed_in: Any) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        visited, left = signed_in(alice), signed_in(alice)
    for day in (10, 20, 30):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            assert visited.get("/moi/").status_code == 200
    with time_machine.travel(start + timedelta(days=15), tick=False):
        assert left.get("/moi/").status_code == 302


def test_ninety_days_end_it_however_often_one_comes(alice: Person, signed_in: Any) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        browser = signed_in(alice)
    for day in range(9, 90, 9):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            assert browser.get("/moi/").status_code == 200, day
    with time_machine.travel(start + timedelta(days=90, hours=1), tick=False):
        assert browser.get("/moi/").status_code == 302


def test_what_has_ended_is_forgotten_by_the_worker(alice: Person, signed_in: Any, worker: Any) -> None:
    signed_in(alice)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        worker.run()
    assert not Device.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_open_pages_of_a_closed_session_are_known_as_closed(alice: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    key = browser.session.session_key
    assert hubs.sessions_alive({key}) == {key}
    Device.objects.all().delete()
    assert hubs.sessions_alive({key}) == set()


def test_whoever_runs_the_machine_ends_the_sessions_of_one_or_of_all(
    alice: Person, bob: Person, signed_in: Any
) -> None:
    browsers = {person.handle: signed_in(person) for person in (alice, bob)}
    with pytest.raises(CommandError, match="Say whose"):
        call_command("close_sessions")
    call_command("close_sessions", "@alice")
    assert [browsers[name].get("/moi/").status_code for name in ("alice", "bob")] == [302, 200]
    assert not Entry.objects.get(verb="accounts.device_closed").is_public
    call_command("close_sessions", everybody=True)
    assert browsers["bob"].get("/moi/").status_code == 302
