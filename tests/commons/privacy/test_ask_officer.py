"""Requests have a month, made longer once with a reason; the officer answers, the person reads it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from commons.base import register
from commons.people.models import Account
from commons.privacy.models import Objection, Request, months_after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path


def ask(browser, kind="rectify", words="Mon nom est mal écrit"):
    assert browser.post("/moi/donnees/demander/", {"kind": kind, "words": words}).status_code == 302
    return Request.objects.get()


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-11-15", 3, "2027-02-15"), ("2028-01-30", 1, "2028-02-29")],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(day, months, last):
    moment = timezone.make_aware(datetime.fromisoformat(f"{day}T10:00"))
    assert str(timezone.localdate(months_after(moment, months))) == last


def test_the_officer_is_told_and_answers_and_the_person_reads_it(alice, vera, signed_in, worker):
    browser = signed_in(alice)
    asked = ask(browser)
    worker.run()
    assert vera.notices.filter(href=f"/donnees/demandes/{asked.pk}/").exists()
    officer = signed_in(vera)
    assert "Put something right" in officer.get("/donnees/").content.decode()
    page = officer.get(f"/donnees/demandes/{asked.pk}/").content.decode()
    assert "Mon nom est mal écrit" in page
    officer.post(f"/donnees/demandes/{asked.pk}/", {"answer": "C’est corrigé."})
    worker.run()
    mine = browser.get("/moi/donnees/").content.decode()
    assert "C’est corrigé." in mine
    assert alice.notices.filter(href__startswith="/moi/donnees/").exists()


def test_that_the_officer_read_it_is_seen_by_the_person(alice, vera, signed_in):
    browser = signed_in(alice)
    asked = ask(browser)
    officer = signed_in(vera)
    for _look in range(2):
        officer.get(f"/donnees/demandes/{asked.pk}/")
    page = browser.get("/moi/donnees/").content.decode()
    assert page.count("To answer what you asked the data officer") == 1 and "Vera" in page


def test_more_time_once_with_a_reason_before_the_month_has_ended(alice, vera, signed_in):
    asked = ask(signed_in(alice))
    officer = signed_in(vera)
    address = f"/donnees/demandes/{asked.pk}/"
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "Beaucoup de messages à relire"}).status_code == 302
    asked.refresh_from_db()
    assert asked.due_at == months_after(asked.asked_at, 3)
    assert "Beaucoup de messages" in signed_in(alice).get("/moi/donnees/").content.decode()
    assert officer.post(address, {"reason": "Encore"}).status_code == 409


def test_after_the_month_it_is_late_and_cannot_be_made_longer(alice, vera, signed_in):
    asked = ask(signed_in(alice))
    with time_machine.travel(asked.due_at + timedelta(minutes=1), tick=False):
        officer = signed_in(vera)
        assert "late" in officer.get("/donnees/").content.decode()
        assert officer.post(f"/donnees/demandes/{asked.pk}/", {"reason": "Trop tard"}).status_code == 409


def test_the_words_are_sealed(alice, signed_in):
    asked = ask(signed_in(alice))
    assert "mal écrit" not in asked.sealed_words and asked.words == "Mon nom est mal écrit"


def test_the_officer_erases_for_whoever_asked(alice, vera, signed_in):
    asked = ask(signed_in(alice), "erase", "Tout")
    signed_in(vera).post(f"/donnees/demandes/{asked.pk}/", {"answer": "C’est fait.", "erase": "erase"})
    alice.refresh_from_db()
    assert alice.state == "gone" and not Account.objects.filter(person=alice).exists()


def test_the_desk_does_not_exist_for_others(alice, mona, ada, signed_in, visitor):
    for person in (alice, mona, ada):
        browser = signed_in(person)
        for address in ("/donnees/", "/donnees/demandes/noter/", "/donnees/incidents/noter/"):
            assert browser.get(address).status_code == 404
    assert visitor.get("/donnees/").status_code == 302


def test_nobody_answers_their_own_request(vera, signed_in):
    officer = signed_in(vera)
    asked = ask(officer)
    assert "Somebody else must answer" in officer.get(f"/donnees/demandes/{asked.pk}/").content.decode()
    officer.post(f"/donnees/demandes/{asked.pk}/", {"answer": "Oui"})
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_request_without_an_account_is_noted(vera, signed_in):
    officer = signed_in(vera)
    said = {"who": "Madame Roux, au guichet", "kind": "access", "words": "Que savez-vous de moi ?"}
    assert officer.post("/donnees/demandes/noter/", said).status_code == 302
    asked = Request.objects.get()
    assert asked.person is None and asked.who == "Madame Roux, au guichet"
    assert "Roux" not in asked.sealed_who


def test_objecting_is_for_the_officer_and_may_be_taken_back(alice, signed_in):
    browser = signed_in(alice)
    page = browser.get("/moi/donnees/opposition/").content.decode()
    assert "Messages that wait for a look" in page
    browser.post("/moi/donnees/opposition/", {"purpose": "conversations.held"})
    assert Objection.objects.get().processing == "conversations.held"
    assert Request.objects.get().kind == "object"
    browser.post("/moi/donnees/opposition/", {"withdraw": "conversations.held"})
    assert not Objection.objects.exists()


def test_what_rests_on_ones_own_wish_is_not_objected_to(alice, signed_in):
    assert not register.processing("people").may_be_objected
    assert signed_in(alice).post("/moi/donnees/opposition/", {"purpose": "people"}).status_code == 404


def test_what_can_stop_by_itself_stops_at_once(alice, signed_in):
    type(alice).objects.filter(pk=alice.pk).update(is_discoverable=True, is_indexable=True)
    signed_in(alice).post("/moi/donnees/opposition/", {"purpose": "search"})
    alice.refresh_from_db()
    assert not alice.is_discoverable and not alice.is_indexable
    assert not Request.objects.exists()
