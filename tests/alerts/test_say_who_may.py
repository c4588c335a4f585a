"""Whom each permission around bulletins lets, by name, and which steps are open to whom."""

import pytest

from alerts import permissions as may
from alerts.models import Bulletin
from alerts.states import Actor, State
from commons.people.models import Role
from tests.cast import Cast

A = Actor


def test_who_may_do_what(cast: Cast) -> None:
    assert cast.whom(may.may_prepare_alerts) == "ines"
    assert cast.whom(may.may_stop_alerts) == "ada ines"
    assert cast.whom(may.may_see_preparation) == "ada ines"
    assert cast.whom(may.may_keep_rules) == "ada"


@pytest.mark.parametrize(
    ("name", "qualities"),
    [
        (None, {A.CLOCK}),
        ("alice", set()),
        ("mona", set()),
        ("zoe", set()),
        ("ada", {A.HOLDER}),
        ("ines", {A.HOLDER, A.ISSUER}),
        ("tess", {A.HOLDER, A.SECOND}),
    ],
)
def test_in_which_quality_somebody_acts(cast: Cast, name: str | None, qualities: set[Actor]) -> None:
    Role.objects.create(person=cast["tess"], role=Role.Name.ALERT_ISSUER)
    bulletin = Bulletin(issuer=cast["ines"])
    assert may.actors_on_bulletin(cast[name] if name else None, bulletin) == qualities


@pytest.mark.parametrize(
    ("state", "issuer", "second", "ada"),
    [
        (State.DRAFTED, {"submit", "drop"}, {"drop"}, {"drop"}),
        (State.WAITING, {"take_back"}, {"refuse", "confirm"}, set()),
        (State.REFUSED, {"rewrite", "drop"}, {"drop"}, {"drop"}),
        (
            State.PUBLISHED,
            {"supersede", "end", "cancel"},
            {"supersede", "end", "cancel"},
            {"supersede", "end", "cancel"},
        ),
        (State.ENDED, set(), set(), set()),
    ],
)
def test_which_steps_are_open(
    cast: Cast, state: State, issuer: set[str], second: set[str], ada: set[str]
) -> None:
    Role.objects.create(person=cast["tess"], role=Role.Name.ALERT_ISSUER)
    bulletin = Bulletin(issuer=cast["ines"], state=state)
    for name, steps in (("ines", issuer), ("tess", second), ("ada", ada), ("alice", set())):
        assert may.steps_open_to(cast[name], bulletin) == steps
