"""Whom the town takes for what, by name."""

from typing import Any

import pytest

from commons.people import permissions as may
from commons.people.models import Block
from tests.cast import CITIZENS, MEMBERS, Cast

CHARGED = "tess mona ada odile ines helene maud"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (may.is_member, MEMBERS),
        (may.is_citizen, CITIZENS),
        (may.is_moderator, "mona ada"),
        (may.is_administrator, "ada"),
        (may.is_data_officer, "helene"),
        (may.is_mediator, "odile"),
        (may.is_alert_issuer, "ines"),
        (may.is_mandatary, "maud"),
        (may.is_trusted, CHARGED),
    ],
)
def test_who_is_what(cast: Cast, question: Any, names: str) -> None:
    assert cast.whom(question) == names


def test_who_is_new(cast: Cast) -> None:
    assert [name for name, person in cast.people.items() if may.is_newcomer(person)] == ["newt"]
    for name in ("tess", "newt"):
        cast[name].created = cast["newt"].created
    assert not may.is_newcomer(cast["tess"])


def test_whom_one_may_suspend(cast: Cast) -> None:
    assert cast.whom(may.may_suspend, cast["bob"]) == "mona ada"
    assert cast.whom(may.may_suspend, cast["mona"]) == "ada"
    assert cast.whom(may.may_suspend, cast["ada"]) == ""


def test_a_block_parts_both_and_nobody_else(cast: Cast) -> None:
    Block.objects.create(blocker=cast["alice"], blocked=cast["bob"])
    assert cast.whom(may.are_blocked, cast["bob"]) == "alice"
    assert cast.whom(may.are_blocked, cast["alice"]) == "bob"
    assert cast.whom(may.are_blocked, None) == ""
