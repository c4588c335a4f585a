"""What the page of a task shows to whom: its hours and numbers to everybody, names to those who take part."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from commons.people.models import Person
from mutual_aid.actions.capacity import taking_places
from mutual_aid.models import Listing, Response, Slot, TaskPlan
from mutual_aid.permissions import may_decide
from mutual_aid.states import ResponseState


@dataclass(frozen=True)
class Row:
    """A role as the page shows it; `people` is None for those who see numbers alone."""

    slot: Slot
    taken: int
    waiting: int
    people: list[Person] | None

    @property
    def free(self) -> int:
        return max(0, self.slot.needed - self.taken)

    @property
    def words(self) -> str:
        """ "Carry things: 2 places free", with what one should know before choosing it."""
        if self.free:
            left = ngettext("%(n)d place free", "%(n)d places free", self.free) % {"n": self.free}
        else:
            left = gettext("no place free, there is a waiting list")
        trusted = gettext("for somebody whom the town trusts") if self.slot.needs_trusted else ""
        return " · ".join(part for part in (self.slot.role, left, trusted) if part)


@dataclass(frozen=True)
class Task:
    plan: TaskPlan
    rows: list[Row]
    others: list[TaskPlan]
    may_wait_again: Response | None

    @property
    def is_series(self) -> bool:
        return self.plan.series_id is not None


def rows_of(person: Person | None, listing: Listing) -> list[Row]:
    responses = list(taking_places(listing).select_related("helper"))
    waiting = list(listing.responses.waiting().values_list("slot", flat=True)) if person else []
    sees_names = may_decide(person, listing) or any(
        person is not None and response.helper_id == person.pk for response in responses
    )
    rows = []
    for slot in listing.slots.all():
        here = [response for response in responses if response.slot_id == slot.pk]
        names = [response.helper for response in here if response.helper] if sees_names else None
        rows.append(Row(slot, len(here), waiting.count(slot.pk), names))
    return rows


def task_of(person: Person | None, listing: Listing) -> Task | None:
    plan = TaskPlan.objects.select_related("series").filter(listing=listing).first()
    if plan is None:
        return None
    rows = rows_of(person, listing)
    return Task(plan, rows, _others(person, plan), _waits(person, listing, rows))


def _others(person: Person | None, plan: TaskPlan) -> list[TaskPlan]:
    """The next ones of the series that this person may read."""
    if plan.series_id is None or plan.day is None:
        return []
    readable = Listing.objects.on_board().readable_by(person)
    later = TaskPlan.objects.filter(series=plan.series_id, day__gt=plan.day, listing__in=readable)
    return list(later.select_related("listing").order_by("starts_at")[:4])


def _waits(person: Person | None, listing: Listing, rows: list[Row]) -> Response | None:
    """Their own proposal, when a place in its role has become free: one press takes it."""
    if person is None or not listing.is_on_board:
        return None
    mine = listing.responses.filter(helper=person, state=ResponseState.PROPOSED).first()
    free = {row.slot.pk for row in rows if row.free}
    return mine if mine and mine.slot_id in free else None
