"""Whom each permission around accounts lets, by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.accounts import permissions as may
from commons.accounts.models import Recovery, Residence
from commons.accounts.states import Rung
from commons.people.models import Person
from tests.cast import Cast

DESK = "ada odile"


@pytest.fixture(autouse=True)
def shown(cast: Cast) -> None:
    """alice, newt, rosa and zoe have shown that they live here; bob's proof has run out, tess waits for a letter."""
    later = timezone.now() + timedelta(days=9)
    for name, rung, until in (
        ("alice", Rung.VERIFIED, later),
        ("newt", Rung.MET, later),
        ("rosa", Rung.VERIFIED, later),
        ("zoe", Rung.VERIFIED, later),
        ("bob", Rung.VERIFIED, timezone.now()),
        ("tess", Rung.ASKED, later),
    ):
        Residence.objects.create(person=cast[name], rung=rung, until=until)


def test_who_lives_here_for_sure(cast: Cast) -> None:
    assert cast.whom(may.is_resident) == "alice newt"
    assert {person.handle for person in may.residents()} == {"alice", "newt"}


def test_who_keeps_the_desk(cast: Cast) -> None:
    assert cast.whom(may.may_keep_desk) == DESK
    assert cast.whom(may.may_let_in) == "mona ada odile"
    assert cast.whom(may.may_verify_residence, cast["bob"]) == DESK
    assert cast.whom(may.may_verify_residence, cast["odile"]) == "ada"
    assert cast.whom(may.may_verify_residence, cast["rosa"]) == ""


@pytest.mark.parametrize(
    ("of", "asks", "settles"),
    [("bob", DESK, "ada"), ("odile", "ada", "ada"), ("mona", "ada", "ada"), ("ada", "", ""), ("zoe", "", "")],
)
def test_who_opens_an_account_again(cast: Cast, of: str, asks: str, settles: str) -> None:
    person: Person = cast[of]
    assert cast.whom(may.may_ask_for_recovery, person) == asks
    assert cast.whom(may.may_settle_recovery, Recovery(person=person, asked_by=cast["odile"])) == settles


def test_who_brings_others_in(cast: Cast) -> None:
    assert cast.whom(may.may_invite) == "alice bob tess mona ada odile ines helene maud"
    assert cast.whom(may.may_vouch) == "alice tess mona ada odile ines helene maud"
