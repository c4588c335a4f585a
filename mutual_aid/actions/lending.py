"""Reserving a thing, agreeing to it, calling it off, keeping it longer, asking a mediator."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, Refused, TooMany, WrongMoment
from commons.conversations.actions import open_private_thread, write_post
from commons.people.models import Person
from mutual_aid.actions.lending_moves import locked_item, locked_loan, step_loan, tell, write_step
from mutual_aid.lending_days import LONGEST, free_words, why_not
from mutual_aid.lending_rights import may_answer_longer, may_ask_longer, may_borrow
from mutual_aid.lending_states import LoanState, Side
from mutual_aid.models import Item, Reservation
from mutual_aid.verbs import Verb

MOST_HELD = 10  # wishes and loans of one person at a time: shelves are for everybody
CANCELLABLE = [LoanState.REQUESTED, LoanState.RESERVED]


class Taken(WrongMoment):
    """Somebody else has the thing on some of these days; `sentence` says which are free."""


@transaction.atomic
def reserve(
    item: Item, *, by: Person, starts_on: date, ends_on: date, message: str, client_key: UUID | None = None
) -> Reservation:
    """Ask for a thing on these days. They are held until the answer, so that nobody else asks in vain.

    Once: the same `client_key` again gives the same reservation. A private thread opens with the message.
    """
    if client_key and (asked := Reservation.objects.filter(borrower=by, client_key=client_key).first()):
        return asked
    item = locked_item(item)
    if client_key and (asked := Reservation.objects.filter(borrower=by, client_key=client_key).first()):
        return asked
    _check_may_borrow(by, item)
    if wrong := why_not(starts_on, ends_on, timezone.localdate()):
        raise Refused(next(iter(wrong.values())))
    if not message.strip():
        raise Refused(_("Please write a few words to the person."))
    if by.loans.holding().count() >= MOST_HELD:
        raise TooMany(_("You have ten loans under way. Please bring something back first."))
    _check_free(item, starts_on, ends_on)
    loan = Reservation(item=item, borrower=by, starts_on=starts_on, ends_on=ends_on, client_key=client_key)
    loan.save()
    loan.thread = open_private_thread(about=loan, title=item.title, members=[by, *item.keepers])
    loan.save(update_fields=["thread"])
    write_post(loan.thread, by=by, text=message.strip(), first=True)
    write_step(loan, "reserve", "", by=by, side=Side.BORROWER)
    tell(Verb.LOAN_REQUESTED, by=by, loan=loan)
    return loan


@transaction.atomic
def agree(loan: Reservation, *, by: Person) -> Reservation:
    loan = locked_loan(loan)
    step_loan(loan, "agree", by=by)
    return loan


@transaction.atomic
def decline(loan: Reservation, *, by: Person, reason: str = "") -> Reservation:
    """No reason is needed; the days are free again."""
    loan = locked_loan(loan)
    step_loan(loan, "decline", by=by, reason=reason)
    return loan


@transaction.atomic
def cancel(loan: Reservation, *, by: Person, reason: str = "") -> Reservation:
    """Either side calls it off before the thing has changed hands."""
    loan = locked_loan(loan)
    step_loan(loan, "cancel", by=by, reason=reason)
    return loan


@transaction.atomic
def ask_longer(loan: Reservation, *, by: Person, until: date) -> Reservation:
    """Would like to keep it until that day. Nothing changes before the other side agrees."""
    loan = locked_loan(loan)
    if not may_ask_longer(by, loan):
        raise MayNot
    if until <= loan.ends_on or until < timezone.localdate():
        raise Refused(_("Please choose a day after the one that was agreed."))
    if (until - loan.starts_on).days >= LONGEST * 2:
        raise Refused(_("That is very long for a loan. Please bring it back, and ask again."))
    _check_free(loan.item, loan.starts_on, until, but=loan.pk)
    loan.asked_until = until
    loan.save(update_fields=["asked_until", "changed"])
    tell(Verb.LOAN_LONGER_ASKED, by=by, loan=loan)
    return loan


@transaction.atomic
def answer_longer(loan: Reservation, *, by: Person, yes: bool) -> Reservation:
    loan = locked_loan(loan)
    if not may_answer_longer(by, loan) or loan.asked_until is None:
        raise MayNot
    if yes:
        _check_free(loan.item, loan.starts_on, loan.asked_until, but=loan.pk)
        loan.ends_on, loan.reminded_on = loan.asked_until, None
    loan.asked_until = None
    loan.save(update_fields=["ends_on", "reminded_on", "asked_until", "changed"])
    tell(Verb.LOAN_LONGER_AGREED if yes else Verb.LOAN_LONGER_REFUSED, by=by, loan=loan)
    return loan


@transaction.atomic
def ask_mediator(loan: Reservation, *, by: Person, reason: str = "") -> Reservation:
    """Something is broken, or did not come back. A mediator reads what both wrote of its condition, not the thread."""
    loan = locked_loan(loan)
    if not reason.strip():
        raise Refused(_("Please say in a few words what happened."))
    step_loan(loan, "ask_mediator", by=by, reason=reason, mediated_at=timezone.now())
    return loan


@transaction.atomic
def settle_loan(loan: Reservation, *, by: Person, reason: str = "") -> Reservation:
    """What both sides and the mediator agreed on, in words; nobody is blamed and nothing is counted."""
    loan = locked_loan(loan)
    if not reason.strip():
        raise Refused(_("Please write what was agreed."))
    step_loan(loan, "settle", by=by, reason=reason)
    return loan


def call_off(item: Item, *, by: Person | None, side: Side, reason: str = "") -> None:
    """The thing is not lent any more: those who were going to borrow it are told. The thing is locked."""
    for loan in item.loans.filter(state__in=CANCELLABLE).select_related("borrower", "thread"):
        loan.item = item
        step_loan(loan, "cancel", by=by, side=side, reason=reason)


@transaction.atomic
def part_borrowers(blocker: Person, blocked: Person) -> None:
    """After a block: what was only agreed is called off. What is out must come back, so that loan stays."""
    between = Q(borrower=blocker, item__owner=blocked) | Q(borrower=blocked, item__owner=blocker)
    for loan in Reservation.objects.filter(between, state__in=CANCELLABLE):
        cancel(loan, by=blocker)


def _check_may_borrow(by: Person, item: Item) -> None:
    if may_borrow(by, item):
        return
    if not Item.objects.readable_by(by).filter(pk=item.pk).exists():
        raise NotHere
    if item.state != Item.State.ACTIVE:
        raise WrongMoment(_("It is not lent for now."))
    raise MayNot


def _check_free(item: Item, first: date, last: date, *, but: int = 0) -> None:
    """The guard, under the lock of the thing; PostgreSQL has a constraint besides."""
    if item.loans.exclude(pk=but).holding().between(first, last).exists():
        taken = item.days_taken(weeks=30, but=but)
        raise Taken(free_words(taken, (first, last), timezone.localdate()))
