"""A thing changes hands: one side writes how it is, with a photo, and the other side confirms."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.people.models import Person
from mutual_aid.actions.lending_moves import locked_loan, step_loan, tell
from mutual_aid.lending_rights import may_confirm
from mutual_aid.lending_states import LoanState
from mutual_aid.models import Condition, Reservation
from mutual_aid.verbs import Verb

LONGEST_WORDS = 1000


@transaction.atomic
def hand_over(loan: Reservation, *, by: Person, words: str, photo: bytes = b"") -> Reservation:
    """The borrower has it now. Said by either side; never while somebody else still has it."""
    loan = locked_loan(loan)
    out = loan.item.loans.filter(state=LoanState.HANDED_OVER).exclude(pk=loan.pk)
    if loan.state == LoanState.RESERVED and out.exists():
        raise WrongMoment(_("Somebody else still has it. It must come back first."))
    step_loan(loan, "hand_over", by=by)
    _write(loan, Condition.Moment.HAND_OVER, by, words, photo)
    return loan


@transaction.atomic
def bring_back(loan: Reservation, *, by: Person, words: str, photo: bytes = b"") -> Reservation:
    """It is back where it belongs; its days are free again in the same moment."""
    loan = locked_loan(loan)
    step_loan(loan, "bring_back", by=by, returned_at=timezone.now(), asked_until=None)
    _write(loan, Condition.Moment.RETURN, by, words, photo)
    return loan


@transaction.atomic
def confirm_condition(loan: Reservation, *, by: Person, moment: str) -> Reservation:
    """The other side says that it is so. Confirmed at the return, the loan is finished."""
    loan = locked_loan(loan)
    condition = loan.conditions.select_related("by").filter(moment=moment).first()
    if condition is None:
        raise WrongMoment
    condition.loan = loan
    if condition.confirmed_at:
        return loan
    if not may_confirm(by, condition):
        raise MayNot
    condition.confirmed_by, condition.confirmed_at = by, timezone.now()
    condition.save(update_fields=["confirmed_by", "confirmed_at"])
    if moment == Condition.Moment.RETURN and loan.state == LoanState.RETURNED:
        step_loan(loan, "close", by=by)
    else:
        tell(Verb.LOAN_CONFIRMED, by=by, loan=loan)
    return loan


def _write(loan: Reservation, moment: str, by: Person, words: str, photo: bytes) -> None:
    if not words.strip():
        raise Refused(_("Please write in a few words how it is."))
    condition = Condition(loan=loan, moment=moment, by=by)
    condition.write(words=words.strip()[:LONGEST_WORDS], photo=photo)
    try:
        with transaction.atomic():
            condition.save()
    except IntegrityError as twice:
        raise WrongMoment from twice
