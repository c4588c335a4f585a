"""Whom each permission of mandates lets, by name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.mandates import permissions as may
from commons.mandates.models import Mandate
from commons.mandates.states import MandateState
from commons.people.models import Role
from tests.cast import Cast

S = MandateState


@pytest.fixture
def mandate(cast: Cast) -> Any:
    """mandate(of="alice") is held by maud; bob holds mandates too."""
    Role.objects.create(person=cast["bob"], role=Role.Name.MANDATARY)

    def make(of: str = "alice", by: str = "maud", state: str = S.ACTIVE, days: int = 1) -> Mandate:
        ends = timezone.now() + timedelta(days=days)
        return Mandate(resident=cast[of], mediator=cast[by], state=state, ends_at=ends)

    return make


def test_who_holds_mandates_and_of_whom(cast: Cast) -> None:
    assert cast.whom(may.may_hold_mandates) == "maud"
    assert cast.whom(may.may_be_helped) == "alice bob newt tess"
    assert cast.whom(may.may_receive_people) == "ada odile maud"
    assert cast.whom(may.may_count_mandates) == "ada helene"
    for name, person in cast.people.items():
        helped = name in ("alice", "bob", "newt", "tess")
        assert cast.whom(may.may_prepare_mandate, person) == ("maud" if helped else "")


def test_who_leads_and_who_confirms(cast: Cast, mandate: Any) -> None:
    assert cast.whom(may.may_lead_mandate, mandate()) == "maud"
    assert cast.whom(may.may_lead_mandate, mandate(by="odile")) == ""  # whose charge has ended
    assert cast.whom(may.may_confirm_mandate, mandate()) == "alice"
    assert cast.whom(may.may_confirm_mandate, mandate(of="zoe")) == ""


def test_who_acts_under_it(cast: Cast, mandate: Any) -> None:
    assert cast.whom(may.may_act_under, mandate()) == "maud"
    for closed in (mandate(days=-1), mandate(state=S.CONSENTED), mandate(of="mona"), mandate(by="odile")):
        assert cast.whom(may.may_act_under, closed) == ""


@pytest.mark.parametrize("state", S.values)
def test_who_ends_it(cast: Cast, mandate: Any, state: str) -> None:
    living = state in (S.PREPARED, S.CONSENTED, S.ACTIVE)
    assert cast.whom(may.may_revoke_mandate, mandate(state=state)) == (
        "alice bob ada odile maud" if living else ""
    )
    assert cast.whom(may.may_revoke_mandate, mandate(of="zoe", by="newt", state=state)) == (
        "bob newt ada odile maud zoe" if living else ""
    )
