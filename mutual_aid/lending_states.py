"""The life of a thing that is lent, and of one loan of it: the same shape as `states.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.base.states import Moves
from mutual_aid.verbs import Verb


class Side(TextChoices):
    """In which quality somebody acts on a thing or on a loan. A group's thing has its stewards for owners."""

    OWNER = "owner", _("lender")
    BORROWER = "borrower", _("borrower")
    MEDIATOR = "mediator", _("mediator")
    MODERATOR = "moderator", _("moderator")
    SYSTEM = "system", _("the town's clock")


class ItemState(TextChoices):
    ACTIVE = "active", _("can be borrowed")
    RESTING = "resting", _("is not lent for now")
    HIDDEN = "hidden", _("hidden by a moderator")
    GONE = "gone", _("is not lent any more")


class LoanState(TextChoices):
    """LATE is no state: it is HANDED_OVER on a day after the last one, and ends by itself when the thing is back."""

    REQUESTED = "requested", _("waits for an answer")
    RESERVED = "reserved", _("agreed")
    HANDED_OVER = "handed", _("handed over")
    RETURNED = "returned", _("brought back")
    CLOSED = "closed", _("finished")
    DECLINED = "declined", _("not this time")
    CANCELLED = "cancelled", _("cancelled")
    MEDIATION = "mediation", _("a mediator looks at it")


I, L, S = ItemState, LoanState, Side  # noqa: E741 (read in the tables below, where each stands in a column)

ITEM = Moves(
    ItemState,
    {
        I.ACTIVE: [I.RESTING, I.HIDDEN, I.GONE],
        I.RESTING: [I.ACTIVE, I.HIDDEN, I.GONE],
        I.HIDDEN: [I.RESTING, I.GONE],
        I.GONE: [],
    },
    first=[I.ACTIVE],
)
LOAN = Moves(
    LoanState,
    {
        L.REQUESTED: [L.RESERVED, L.DECLINED, L.CANCELLED],
        L.RESERVED: [L.HANDED_OVER, L.CANCELLED],
        L.HANDED_OVER: [L.RETURNED, L.MEDIATION],
        L.RETURNED: [L.CLOSED, L.MEDIATION],
        L.MEDIATION: [L.CLOSED],
        L.CLOSED: [],
        L.DECLINED: [],
        L.CANCELLED: [],
    },
    first=[L.REQUESTED],
)

LENT = frozenset({I.ACTIVE, I.RESTING})  # what stands in the library
HOLDS = frozenset({L.REQUESTED, L.RESERVED, L.HANDED_OVER})  # whose days nobody else can have
LIVING = HOLDS | {L.RETURNED, L.MEDIATION}
ENDED = frozenset(LOAN.last())
CALLED_OFF = frozenset({L.DECLINED, L.CANCELLED})


@dataclass(frozen=True)
class Step:
    name: str
    before: frozenset[str]
    after: str
    sides: frozenset[Side]
    verb: Verb


def _step(name: str, before: Iterable[str], after: str, sides: Iterable[Side], verb: Verb) -> Step:
    return Step(name, frozenset(before), after, frozenset(sides), verb)


ITEM_STEPS = {
    step.name: step
    for step in [
        _step("rest", {I.ACTIVE}, I.RESTING, {S.OWNER}, Verb.ITEM_RESTED),
        _step("wake", {I.RESTING}, I.ACTIVE, {S.OWNER}, Verb.ITEM_WOKEN),
        _step("remove", {I.ACTIVE, I.RESTING, I.HIDDEN}, I.GONE, {S.OWNER}, Verb.ITEM_REMOVED),
        _step("hide", LENT, I.HIDDEN, {S.MODERATOR}, Verb.ITEM_HIDDEN),
        _step("unhide", {I.HIDDEN}, I.RESTING, {S.MODERATOR, S.SYSTEM}, Verb.ITEM_UNHIDDEN),
    ]
}
LOAN_STEPS = {
    step.name: step
    for step in [
        _step("agree", {L.REQUESTED}, L.RESERVED, {S.OWNER}, Verb.LOAN_AGREED),
        _step("decline", {L.REQUESTED}, L.DECLINED, {S.OWNER}, Verb.LOAN_DECLINED),
        _step("lapse", {L.REQUESTED}, L.CANCELLED, {S.SYSTEM}, Verb.LOAN_LAPSED),
        _step(
            "cancel",
            {L.REQUESTED, L.RESERVED},
            L.CANCELLED,
            {S.BORROWER, S.OWNER, S.MODERATOR, S.SYSTEM},
            Verb.LOAN_CANCELLED,
        ),
        _step("hand_over", {L.RESERVED}, L.HANDED_OVER, {S.OWNER, S.BORROWER}, Verb.LOAN_HANDED_OVER),
        _step("bring_back", {L.HANDED_OVER}, L.RETURNED, {S.OWNER, S.BORROWER}, Verb.LOAN_RETURNED),
        _step("close", {L.RETURNED}, L.CLOSED, {S.OWNER, S.BORROWER, S.SYSTEM}, Verb.LOAN_CLOSED),
        _step(
            "ask_mediator",
            {L.HANDED_OVER, L.RETURNED},
            L.MEDIATION,
            {S.OWNER, S.BORROWER},
            Verb.LOAN_DISPUTED,
        ),
        _step("settle", {L.MEDIATION}, L.CLOSED, {S.MEDIATOR, S.MODERATOR}, Verb.LOAN_SETTLED),
    ]
}


def _check(moves: Moves[ItemState] | Moves[LoanState], steps: Iterable[Step]) -> None:
    """Every move has a name, and every name is a move."""
    named = {(before, step.after) for step in steps for before in step.before}
    drawn = {(before, after) for before, following in moves.table.items() for after in following}
    if named != drawn:
        raise ImproperlyConfigured(f"moves and names differ: {sorted(named ^ drawn)}")


_check(ITEM, ITEM_STEPS.values())
_check(LOAN, LOAN_STEPS.values())
