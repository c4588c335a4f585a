"""Living here: said, shown by a letter or at the desk, for three years; nothing of the proof is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from commons.accounts import actions
from commons.accounts.models import Residence
from commons.accounts.permissions import is_resident, residents
from commons.base.errors import Conflict, MayNot
from commons.people.models import Person

CODE = re.compile(r"<code>([A-Z2-9]{4} [A-Z2-9]{4})</code>")
ADDRESS = "Alice Martin\n3 rue des Canaris\n13200 Arles"


@pytest.fixture
def odile(resident: Any) -> Person:
    return resident("odile", "mediator")


def asked(alice: Person, browser: Client) -> Residence:
    browser.post("/moi/habitant/", {"do": "declare"})
    browser.post("/moi/habitant/", {"do": "letter", "address": ADDRESS})
    return Residence.objects.get(person=alice)


def test_a_letter_with_a_code_shows_it(alice: Person, odile: Person, signed_in: Any) -> None:
    browser, desk = signed_in(alice), signed_in(odile)
    residence = asked(alice, browser)
    assert not is_resident(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_address FROM accounts_residence")
        assert "Canaris" not in str(cursor.fetchall())
    assert "Alice" in desk.get("/accueil/").content.decode()
    letter = desk.post(f"/accueil/lettres/{residence.pk}/").content.decode()
    [code] = CODE.findall(letter)
    assert "3 rue des Canaris" in letter
    assert desk.post(f"/accueil/lettres/{residence.pk}/").status_code == 409  # it opens once
    residence.refresh_from_db()
    assert not residence.sealed_address and code.replace(" ", "") not in residence.code_digest
    assert browser.post("/moi/habitant/", {"do": "code", "code": "AAAA AAAA"}).status_code == 422
    browser.post("/moi/habitant/", {"do": "code", "code": code.lower()})
    assert is_resident(alice) and list(residents()) == [alice]
    with time_machine.travel(timezone.now() + timedelta(days=3 * 365 + 1)):
        assert not is_resident(alice)
        actions.end_late_residences()
        assert "three years ago" in signed_in(alice).get("/moi/habitant/").content.decode()


def test_five_wrong_codes_end_the_letter(alice: Person, odile: Person, signed_in: Any) -> None:
    residence = asked(alice, signed_in(alice))
    _address, code = actions.print_letter(residence, by=odile)
    for _time in range(5):
        assert not actions.enter_code(residence, by=alice, code="WRONG")
    with pytest.raises(Conflict):
        actions.enter_code(residence, by=alice, code=code)
    assert not is_resident(alice)


def test_after_sixty_days_the_code_no_longer_counts_and_nothing_is_kept(
    alice: Person, bob: Person, odile: Person, signed_in: Any
) -> None:
    residence = asked(alice, signed_in(alice))
    _address, code = actions.print_letter(residence, by=odile)
    asked(bob, signed_in(bob))  # nobody prints his
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        with pytest.raises(Conflict):
            actions.enter_code(residence, by=alice, code=code)
        actions.end_late_residences()
    assert set(Residence.objects.values_list("rung", "sealed_address", "code_digest")) == {
        ("declared", "", "")
    }


def test_at_the_desk_a_proof_is_seen(alice: Person, odile: Person, signed_in: Any) -> None:
    desk = signed_in(odile)
    nobody = desk.post("/accueil/habitants/", {"seen-handle": "nobody", "seen-how": "desk"})
    assert nobody.status_code == 422 and b"id_seen-handle_error" in nobody.content
    desk.post("/accueil/habitants/", {"seen-handle": "@Alice", "seen-how": "desk"})
    assert is_resident(alice) and alice.residence.shown_to == odile
    desk.post("/accueil/habitants/", {"seen-handle": "alice", "seen-how": "met"})
    assert Residence.objects.get(person=alice).rung == "met"


def test_nobody_shows_it_of_themselves_and_others_do_not_find_the_desk(
    alice: Person, mona: Person, odile: Person, signed_in: Any
) -> None:
    signed_in(odile).post("/accueil/habitants/", {"seen-handle": "odile", "seen-how": "met"})
    assert not is_resident(odile)
    for person in (alice, mona):
        assert signed_in(person).get("/accueil/").status_code == 404
        assert signed_in(person).post("/accueil/habitants/", {"seen-handle": "bob"}).status_code == 404
    with pytest.raises(MayNot):
        actions.verify_residence(odile, by=alice, met=True)


def test_whoever_left_or_is_suspended_is_no_resident(alice: Person, odile: Person) -> None:
    actions.verify_residence(alice, by=odile, met=False)
    alice.state = Person.State.SUSPENDED
    alice.save()
    assert not is_resident(alice) and not residents().exists()
