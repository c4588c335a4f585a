"""The one way a loan changes its state: a guarded move, a line in the record, one entry in the journal."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.conversations.actions import close_thread
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.lending_rights import sides_on_loan
from mutual_aid.lending_states import CALLED_OFF, ENDED, LOAN, LOAN_STEPS, LoanState, Side
from mutual_aid.models import Item, Reservation, Transition
from mutual_aid.verbs import Verb


def locked_item(item: Item) -> Item:
    """The thing as it is now, nobody else changing it nor its calendar until commit."""
    rows = Item.objects.select_for_update(of=("self",)).select_related("owner", "group", "listing")
    return rows.get(pk=item.pk)


def locked_loan(loan: Reservation) -> Reservation:
    """The thing first, always, so that nobody waits in a circle."""
    item = locked_item(Item(pk=loan.item_id))
    rows = Reservation.objects.select_for_update(of=("self",)).select_related("borrower", "thread")
    fresh = rows.get(pk=loan.pk)
    fresh.item = item
    return fresh


def step_loan(
    loan: Reservation,
    name: str,
    *,
    by: Person | None,
    side: Side | None = None,
    reason: str = "",
    **changes: Any,
) -> None:
    """Take the named step of `LOAN_STEPS` on a locked loan. `side` is said when it does not follow from who acts."""
    step = LOAN_STEPS[name]
    sides = ({side} if side else sides_on_loan(by, loan)) & step.sides
    if not sides:
        raise MayNot
    if loan.state not in step.before:
        raise WrongMoment(before=loan.state, step=name)
    before, after = loan.state, LoanState(step.after)
    if after in ENDED:
        changes = {**changes, "closed_at": timezone.now(), "asked_until": None}
    LOAN.move(loan, after, changed=timezone.now(), **changes)
    write_step(loan, name, before, by=by, side=min(sides), reason=reason)
    if after in CALLED_OFF and loan.thread:
        close_thread(loan.thread)  # what was finished well keeps it a week (`lending_timers`)
    tell(step.verb, by=by, loan=loan)


def tell(verb: Verb, *, by: Person | None, loan: Reservation, **facts: Any) -> None:
    """One entry of the journal, never public; open pages of the loan compare its number."""
    entry = record(verb, by=by, about=loan, public=False, loan=loan.pk, **facts)
    Reservation.objects.filter(pk=loan.pk).update(last_seq=entry.pk)
    loan.last_seq = entry.pk


def write_step(
    thing: Item | Reservation, name: str, before: str, *, by: Person | None, side: Side, reason: str = ""
) -> None:
    kind = ContentType.objects.get_for_model(thing)
    Transition.objects.create(
        about_type=kind,
        about_id=thing.pk,
        name=name,
        before=before,
        after=thing.state,
        by=by,
        actor=side,
        reason=reason.strip()[:500],
    )


def reason_of(thing: Item | Reservation, name: str) -> str:
    """The words of the last step of that name."""
    kind = ContentType.objects.get_for_model(thing)
    steps = Transition.objects.filter(about_type=kind, about_id=thing.pk, name=name)
    last = steps.order_by("-pk").first()
    return last.reason if last else ""
