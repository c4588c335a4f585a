"""Every state, step and side of a loan and of a thing, against the tables written a second time by hand."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from mutual_aid import actions
from mutual_aid.actions.lending_moves import locked_loan, step_loan
from mutual_aid.lending_rights import steps_on_item, steps_on_loan
from mutual_aid.lending_states import ITEM_STEPS, LOAN_STEPS, ItemState, LoanState
from mutual_aid.models import Item, Reservation

LOANS = {
    "agree": ("requested", "reserved", "owner"),
    "decline": ("requested", "declined", "owner"),
    "lapse": ("requested", "cancelled", "system"),
    "cancel": ("requested reserved", "cancelled", "borrower owner system"),
    "hand_over": ("reserved", "handed", "owner borrower"),
    "bring_back": ("handed", "returned", "owner borrower"),
    "close": ("returned", "closed", "owner borrower system"),
    "ask_mediator": ("handed returned", "mediation", "owner borrower"),
    "settle": ("mediation", "closed", "mediator moderator"),
}
ITEMS = {
    "rest": ("active", "owner"),
    "wake": ("resting", "owner"),
    "remove": ("active resting hidden", "owner"),
    "hide": ("active resting", "moderator"),
    "unhide": ("hidden", "moderator"),
}


def test_every_loan_step_in_every_state_by_everybody(
    alice: Any, bob: Any, charlie: Any, mona: Any, mediator: Any, roquette: Any
) -> None:
    item = actions.add_item(by=alice, title="A drill", category="outils", neighbourhood=roquette)
    today = timezone.localdate()
    loan = actions.reserve(
        item, by=bob, starts_on=today, ends_on=today + timedelta(days=1), message="For a shelf"
    )
    cast = {"owner": alice, "borrower": bob, "mediator": mediator, "moderator": mona, "stranger": charlie}
    sides: dict[str, Any] = {**cast, "system": None}
    assert set(LOANS) == set(LOAN_STEPS)
    for state, name, (side, person) in product(LoanState, LOANS, sides.items()):
        before, after, may = LOANS[name]
        asked = timezone.now() if state in (LoanState.MEDIATION, LoanState.CLOSED) else None
        Reservation.objects.filter(pk=loan.pk).update(state=state, mediated_at=asked)
        fresh = locked_loan(loan)
        allowed = side in may.split() and state.value in before.split()
        assert (name in steps_on_loan(person, fresh)) is allowed, (state, name, side)
        if allowed:
            step_loan(fresh, name, by=person)
            assert Reservation.objects.get(pk=loan.pk).state == after
        else:
            with pytest.raises((MayNot, WrongMoment)):
                step_loan(fresh, name, by=person)


def test_every_step_of_a_thing_in_every_state(alice: Any, bob: Any, mona: Any, roquette: Any) -> None:
    item = actions.add_item(by=alice, title="A drill", category="outils", neighbourhood=roquette)
    assert set(ITEMS) == set(ITEM_STEPS)
    for state, name, (side, person) in product(
        ItemState, ITEMS, {"owner": alice, "stranger": bob, "moderator": mona}.items()
    ):
        before, may = ITEMS[name]
        item.state = state
        allowed = side == may and state.value in before.split()
        assert (name in steps_on_item(person, item)) is allowed, (state, name, side)
    assert Item.objects.get().state == ItemState.ACTIVE


def test_a_thread_closes_with_what_was_called_off(alice: Any, bob: Any, roquette: Any) -> None:
    item = actions.add_item(by=alice, title="A drill", category="outils", neighbourhood=roquette)
    today = timezone.localdate()
    loan = actions.reserve(item, by=bob, starts_on=today, ends_on=today, message="For a shelf")
    actions.decline(loan, by=alice)
    thread = Reservation.objects.get(pk=loan.pk).thread
    assert thread and thread.state == thread.State.LOCKED
