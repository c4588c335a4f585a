"""Who may do what with a thing and with its loans: in which quality somebody acts, and a few plain questions."""

from commons.communities.charges import stewards
from commons.communities.models import Community
from commons.people.models import Person
from commons.people.permissions import are_blocked, is_citizen, is_mediator, is_moderator
from mutual_aid.lending_states import ITEM_STEPS, LOAN_STEPS, ItemState, LoanState, Side
from mutual_aid.models import Condition, Item, Reservation


def sides_on_item(person: Person | None, item: Item) -> frozenset[Side]:
    if person is None or not is_citizen(person):
        return frozenset()
    if keeps_item(person, item):
        return frozenset({Side.OWNER})
    return frozenset({Side.MODERATOR}) if is_moderator(person) else frozenset()


def keeps_item(person: Person | None, item: Item) -> bool:
    """Its owner, or somebody who looks after the group that it belongs to."""
    if person is None or not is_citizen(person):
        return False
    if item.owner_id:
        return item.owner_id == person.pk
    return item.group is not None and keeps_group(person, item.group)


def keeps_group(person: Person, group: Community) -> bool:
    """Those who were named: if administrators stood in for them here, they could borrow from no group."""
    return group.is_local and (group.pk, person.pk) in stewards()


def sides_on_loan(person: Person | None, loan: Reservation) -> frozenset[Side]:
    """Nobody at all is the town's clock. Who is a side of the loan never mediates it."""
    if person is None:
        return frozenset({Side.SYSTEM})
    if loan.borrower_id == person.pk:
        return frozenset({Side.BORROWER})
    if keeps_item(person, loan.item):
        return frozenset({Side.OWNER})
    asked = loan.mediated_at is not None
    found = {Side.MEDIATOR: asked and is_mediator(person), Side.MODERATOR: asked and is_moderator(person)}
    return frozenset(side for side, holds in found.items() if holds)


def steps_on_item(person: Person | None, item: Item) -> set[str]:
    sides = sides_on_item(person, item)
    return {name for name, step in ITEM_STEPS.items() if item.state in step.before and sides & step.sides}


def steps_on_loan(person: Person | None, loan: Reservation) -> set[str]:
    """The names of what this person may do now: the page shows these buttons and no others."""
    sides = sides_on_loan(person, loan)
    return {name for name, step in LOAN_STEPS.items() if loan.state in step.before and sides & step.sides}


def may_add_item(person: Person | None) -> bool:
    return is_citizen(person)


def may_revise_item(person: Person | None, item: Item) -> bool:
    return keeps_item(person, item) and item.state != ItemState.GONE


def may_borrow(person: Person | None, item: Item) -> bool:
    """Anybody of this town but those who lend it; silently not when either has blocked the other."""
    if person is None or not is_citizen(person) or item.state != ItemState.ACTIVE:
        return False
    if keeps_item(person, item) or are_blocked(person, item.owner):
        return False
    return bool(item.keepers)


def may_confirm(person: Person | None, condition: Condition) -> bool:
    """The side that did not write it, once."""
    if person is None or condition.confirmed_at or condition.by_id == person.pk:
        return False
    sides = sides_on_loan(person, condition.loan)
    writer = sides_on_loan(condition.by, condition.loan) if condition.by else frozenset()
    return bool(sides & {Side.OWNER, Side.BORROWER}) and sides != writer


def may_ask_longer(person: Person | None, loan: Reservation) -> bool:
    return Side.BORROWER in sides_on_loan(person, loan) and loan.state in (
        LoanState.RESERVED,
        LoanState.HANDED_OVER,
    )


def may_answer_longer(person: Person | None, loan: Reservation) -> bool:
    return Side.OWNER in sides_on_loan(person, loan) and loan.asked_until is not None
