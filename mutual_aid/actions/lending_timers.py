"""What the town's clock does with loans. Each finds what is due and takes the same guarded steps: twice is once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from commons.conversations.actions import close_thread
from commons.conversations.models import Topic
from commons.people.models import Person
from mutual_aid.actions.items import change_item
from mutual_aid.actions.lending import CANCELLABLE, cancel
from mutual_aid.actions.lending_moves import locked_loan, step_loan, tell
from mutual_aid.actions.timers import BATCH
from mutual_aid.deadlines import LAPSE, UMBRELLA, days_after
from mutual_aid.lending_states import LENT, ItemState, LoanState
from mutual_aid.models import Item, Reservation, ReservationQuerySet, Transition
from mutual_aid.verbs import Verb

REMIND_BEFORE = 1  # days before the last one; then on that day, then once more when it is late
REMIND_LATE = 3
MORNING = 8  # by the town's clock: nobody is reminded at night
UNCLAIMED = 3  # days after the last one, for what was agreed and never fetched
QUIET = 7  # days after which a thing that came back is taken for confirmed


def remind_due() -> int:
    """The day before, on the day, and once when it is late. A sentence and no consequence."""
    now = timezone.localtime()
    if now.hour < MORNING:
        return 0
    reminded = sum(_remind(key) for key in list(_to_remind().values_list("pk", flat=True)[:BATCH]))
    return reminded + sum(_warn(key) for key in list(_to_warn().values_list("pk", flat=True)[:BATCH]))


def wind_up_loans() -> int:
    """Wishes without answer, what was never fetched, and what came back and nobody disputed."""
    wound = sum(_wind_up(key) for key in _stale(timezone.now()).values_list("pk", flat=True)[:BATCH])
    return wound + _close_threads()


def _close_threads() -> int:
    """A week after a good end: somebody may have forgotten a bit in the case."""
    limit = days_after(timezone.now(), -UMBRELLA)
    over = Topic.objects.filter(
        kind=Topic.Kind.PRIVATE,
        state=Topic.State.OPEN,
        reservation__state=LoanState.CLOSED,
        reservation__closed_at__lte=limit,
    )
    threads = list(over[:BATCH])
    for thread in threads:
        close_thread(thread)
    return len(threads)


def _to_remind() -> ReservationQuerySet:
    today = timezone.localdate()
    days = [today + timedelta(days=REMIND_BEFORE), today, today - timedelta(days=REMIND_LATE)]
    out = Reservation.objects.filter(state=LoanState.HANDED_OVER, ends_on__in=days)
    return out.exclude(reminded_on=today)


@transaction.atomic
def _remind(key: int) -> bool:
    loan = locked_loan(Reservation.objects.get(pk=key))
    if not _to_remind().filter(pk=key).exists():
        return False
    today = timezone.localdate()
    loan.reminded_on = today
    loan.save(update_fields=["reminded_on"])
    tell(Verb.LOAN_DUE, by=None, loan=loan, late=(today - loan.ends_on).days > 0)
    return True


def _to_warn() -> ReservationQuerySet:
    """Agreed from tomorrow or today on, of a thing that somebody else has not brought back in time; once."""
    today = timezone.localdate()
    soon = Reservation.objects.filter(
        state=LoanState.RESERVED, starts_on__lte=today + timedelta(days=REMIND_BEFORE), reminded_on=None
    )
    return soon.filter(item__in=Reservation.objects.late().values("item"))


@transaction.atomic
def _warn(key: int) -> bool:
    """The next one may ask for other days, or for another thing, before standing at a closed door."""
    loan = locked_loan(Reservation.objects.get(pk=key))
    if not _to_warn().filter(pk=key).exists():
        return False
    loan.reminded_on = timezone.localdate()
    loan.save(update_fields=["reminded_on"])
    tell(Verb.LOAN_AWAITED, by=None, loan=loan)
    return True


def _stale(now: datetime) -> ReservationQuerySet:
    today = timezone.localdate(now)
    unanswered = Q(state=LoanState.REQUESTED) & (
        Q(starts_on__lt=today) | Q(created__lte=days_after(now, -LAPSE))
    )
    unfetched = Q(state=LoanState.RESERVED, ends_on__lt=today - timedelta(days=UNCLAIMED))
    undisputed = Q(state=LoanState.RETURNED, returned_at__lte=days_after(now, -QUIET))
    return Reservation.objects.filter(unanswered | unfetched | undisputed)


@transaction.atomic
def _wind_up(key: int) -> bool:
    loan = locked_loan(Reservation.objects.get(pk=key))
    if not _stale(timezone.now()).filter(pk=key).exists():
        return False
    names = {LoanState.REQUESTED: "lapse", LoanState.RESERVED: "cancel", LoanState.RETURNED: "close"}
    step_loan(loan, names[LoanState(loan.state)], by=None)
    return True


def erase_loan_threads(rows: QuerySet[Any], _fields: Sequence[str]) -> int:
    """Ninety days after the end: the thread, and the reasons that were given. Conditions have a rule of their own."""
    return sum(_erase(key) for key in rows.exclude(thread=None).values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _erase(key: int) -> bool:
    loan = locked_loan(Reservation.objects.get(pk=key))
    Topic.objects.filter(kind=Topic.Kind.PRIVATE, reservation=loan.pk).delete()
    kind = ContentType.objects.get_for_model(Reservation)
    Transition.objects.filter(about_type=kind, about_id=loan.pk).update(reason="")
    tell(Verb.LOAN_ERASED, by=None, loan=loan)
    return True


def leave_shelves(person: Person, erase: bool) -> None:
    """Somebody leaves: what they were going to borrow or lend is called off, and their things go."""
    for loan in Reservation.objects.filter(borrower=person, state__in=CANCELLABLE):
        cancel(loan, by=person)
    own = Item.objects.filter(owner=person)
    for item in own.filter(state__in=[*LENT, ItemState.HIDDEN]):
        for loan in item.loans.filter(state=LoanState.HANDED_OVER):
            with transaction.atomic():
                step_loan(locked_loan(loan), "bring_back", by=person, returned_at=timezone.now())
        change_item(item, "remove", by=person)
    if erase:
        own.update(description="", usage="", deposit="", photo=None)
