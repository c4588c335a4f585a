"""Tasks that take place again: the series, the listings that the worker makes ahead, "this one and the following"."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused
from commons.journal.actions import record
from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.actions.lives import cancel_listing
from mutual_aid.actions.slots import Role, organise, revise_task
from mutual_aid.models import Listing, Series, TaskPlan
from mutual_aid.permissions import may_revise_listing
from mutual_aid.recurrence import AHEAD, LONGEST, days, moment
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb

BATCH = 20
NOT_YET = {ListingState.DRAFT, ListingState.PENDING, ListingState.HIDDEN}
LIVING = {ListingState.PENDING, ListingState.OPEN, ListingState.COVERED, ListingState.PAUSED}


@transaction.atomic
def start_series(
    *,
    by: Person,
    rule: str,
    until: date,
    starts_at: datetime,
    ends_at: datetime,
    client_key: UUID | None = None,
    meeting_place: str = "",
    **fields: Any,
) -> Listing:
    """The first one is written now; the worker makes the others four weeks ahead, when this one may be seen."""
    if client_key and (made := Listing.objects.filter(author=by, client_key=client_key).first()):
        return made
    first = _local(starts_at)
    if not first.date() < until <= first.date() + timedelta(days=LONGEST):
        raise Refused(_("A series lasts half a year at most. Somebody then decides anew."))
    series = Series(
        author=by,
        rule=rule,
        first_day=first.date(),
        starts=first.time(),
        minutes=_minutes(starts_at, ends_at),
        until=until,
        template=_template(fields),
    )
    series.place = meeting_place
    series.save()
    record(Verb.SERIES_STARTED, by=by, about=series, public=False)
    listing = organise(
        by=by,
        starts_at=starts_at,
        ends_at=ends_at,
        series=series,
        client_key=client_key,
        meeting_place=meeting_place,
        **fields,
    )
    _make_ahead(series)
    return listing


def make_ahead_due() -> int:
    """The chore: how many listings were made. Twice, or in two workers at once, is once."""
    return sum(_make_ahead(series) for series in Series.objects.running()[:500])


@transaction.atomic
def revise_following(
    listing: Listing, *, by: Person, starts_at: datetime, ends_at: datetime, **fields: Any
) -> int:
    """This one and those that follow. Later ones to which nobody comes are made anew; how many stay as they are."""
    series = _locked_series(listing, by)
    this = listing.plan
    series.starts, series.minutes = _local(starts_at).time(), _minutes(starts_at, ends_at)
    series.template, series.place = _template(fields), fields.get("meeting_place", series.place)
    series.save()
    record(Verb.SERIES_REVISED, by=by, about=series, public=False)
    revise_task(listing, by=by, starts_at=starts_at, ends_at=ends_at, **fields)
    kept = 0
    fresh = {
        **fields,
        "roles": [Role(role.role, role.needed, role.needs_trusted) for role in fields["roles"]],
    }
    for plan in _later(series, this):
        if plan.listing.responses.active().exists():
            kept += 1
            continue
        begins = moment(plan.day, series.starts) if plan.day else plan.starts_at
        revise_task(
            plan.listing,
            by=by,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=series.minutes),
            **fresh,
        )
    return kept


@transaction.atomic
def cancel_following(listing: Listing, *, by: Person, reason: str = "") -> None:
    """This one and those that follow: who was going to come is told, and no more are made."""
    series = _locked_series(listing, by)
    this = listing.plan
    _end(series, by=by)
    for plan in [this, *_later(series, this)]:
        if plan.listing.state in LIVING:
            cancel_listing(plan.listing, by=by, reason=reason)


@transaction.atomic
def leave_series(person: Person, erase: bool) -> None:
    """Somebody leaves the town: nothing more is made in their name. Their listings are cancelled with the others."""
    for series in Series.objects.running().filter(author=person):
        _end(series, by=person)


def _end(series: Series, *, by: Person) -> None:
    series.ended_at = timezone.now()
    series.save(update_fields=["ended_at", "changed"])
    record(Verb.SERIES_ENDED, by=by, about=series, public=False)


def _locked_series(listing: Listing, by: Person) -> Series:
    plan = listing.plan
    if plan.series_id is None or not may_revise_listing(by, listing):
        raise MayNot
    return Series.objects.select_for_update().get(pk=plan.series_id)


def _later(series: Series, this: TaskPlan) -> Sequence[TaskPlan]:
    plans = series.plans.filter(day__gt=this.day, listing__state__in=LIVING)
    return list(plans.select_related("listing").order_by("day"))


@transaction.atomic
def _make_ahead(key: Series) -> int:
    """What is missing of the next four weeks, under the lock of the series; the row of each day is unique besides."""
    series = Series.objects.select_for_update(of=("self",)).select_related("author").get(pk=key.pk)
    first = series.plans.select_related("listing").order_by("day").first()
    if series.ended_at or series.author is None or first is None or first.listing.state in NOT_YET:
        return 0
    today = timezone.localdate()
    known = set(series.plans.values_list("day", flat=True))
    last = min(series.until, today + timedelta(days=AHEAD))
    missing = [day for day in days(series.rule, series.first_day, last) if day > today and day not in known]
    for day in missing:
        _make(series, day)
    return len(missing)


def _make(series: Series, day: date) -> None:
    begins = moment(day, series.starts)
    said = dict(series.template)
    roles = [Role(**role) for role in said.pop("roles")]
    here = Neighbourhood.objects.filter(pk=said.pop("neighbourhood")).first()
    assert series.author is not None  # noqa: S101 (for the type checker)
    organise(
        by=series.author,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=series.minutes),
        roles=roles,
        series=series,
        is_known=True,
        client_key=uuid5(NAMESPACE_URL, f"calade:series:{series.pk}:{day}"),
        neighbourhood=here,
        meeting_place=series.place,
        **said,
    )


def _template(fields: dict[str, Any]) -> dict[str, Any]:
    """What each listing of the series says; where to meet is kept apart, sealed."""
    here = fields.get("neighbourhood")
    said = {
        name: value
        for name, value in fields.items()
        if name not in ("meeting_place", "neighbourhood", "roles")
    }
    roles = [
        {"role": role.role, "needed": role.needed, "needs_trusted": role.needs_trusted}
        for role in fields["roles"]
    ]
    return {
        **said,
        "category": str(said["category"]),
        "neighbourhood": here.pk if here else None,
        "roles": roles,
    }


def _local(value: datetime) -> datetime:
    return timezone.localtime(value, timezone.get_default_timezone())


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    """By the clocks on the wall, so that a task of the night of summer time lasts as long as the others."""
    apart = _local(ends_at).replace(tzinfo=None) - _local(starts_at).replace(tzinfo=None)
    return int(apart.total_seconds() // 60)
