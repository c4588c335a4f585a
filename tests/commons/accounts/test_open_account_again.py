"""Telephone, key and papers lost: one person at the desk asks, another one confirms."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from commons.accounts import actions
from commons.accounts.models import Device, Recovery
from commons.base.errors import Conflict, MayNot, WrongMoment
from commons.people.models import Person


@pytest.fixture
def odile(resident: Any) -> Person:
    return resident("odile", "mediator")


@pytest.fixture
def locked(alice: Person) -> Person:
    Authenticator.objects.create(user=alice.account, type="totp", data={"secret": "x"})
    return alice


@pytest.mark.django_db(transaction=True)
def test_two_people_open_it_and_the_person_is_told_twice(
    locked: Person, odile: Person, ada: Person, signed_in: Any
) -> None:
    signed_in(locked)
    desk, other = signed_in(odile), signed_in(ada)
    desk.post("/accueil/seconde-etape/", {"lost-handle": "alice", "lost-proof": "paper"})
    recovery = Recovery.objects.get()
    assert b'name="confirm"' not in desk.get("/accueil/").content
    assert desk.post(f"/accueil/seconde-etape/{recovery.pk}/", {"confirm": "1"}).status_code == 403
    assert Authenticator.objects.exists()
    other.post(f"/accueil/seconde-etape/{recovery.pk}/", {"confirm": "1"})
    assert not Authenticator.objects.exists()
    assert not Device.objects.filter(account=locked.account).exists()
    assert [message.to for message in mail.outbox] == [["alice@example.org"]] * 2
    with pytest.raises(WrongMoment):
        actions.confirm_recovery(recovery, by=ada)


def test_it_can_be_refused_and_asked_again(locked: Person, odile: Person, ada: Person) -> None:
    recovery = actions.ask_for_recovery(locked, by=odile, proof="known")
    with pytest.raises(Conflict):
        actions.ask_for_recovery(locked, by=ada, proof="known")
    actions.refuse_recovery(recovery, by=ada)
    assert Authenticator.objects.exists()
    assert actions.ask_for_recovery(locked, by=odile, proof="known")


def test_accounts_with_power_are_opened_by_administrators_alone(
    mona: Person, odile: Person, ada: Person, alice: Person, resident: Any
) -> None:
    for by in (odile, alice, mona):
        with pytest.raises(MayNot):
            actions.ask_for_recovery(mona, by=by, proof="paper")
    recovery = actions.ask_for_recovery(mona, by=ada, proof="paper")
    with pytest.raises(MayNot):
        actions.confirm_recovery(recovery, by=odile)
    actions.confirm_recovery(recovery, by=resident("abel", "administrator"))
