"""The town's clock: each timer does its work once, however often it runs, in summer time and in winter time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from commons.journal.models import Entry
from mutual_aid.actions import (
    auto_complete_due,
    expire_due,
    lapse_due,
    mark_done,
    renew_listing,
    timers,
)
from mutual_aid.deadlines import days_after, end_of, expiry
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb

TIMERS = [expire_due, lapse_due, auto_complete_due]


def ago(**parts: int) -> datetime:
    return timezone.now() - timedelta(**parts)


def run_twice(timer: Any) -> int:
    """What it did the first time; the second time it must do nothing, and write nothing."""
    done = timer()
    lines, entries = Transition.objects.count(), Entry.objects.count()
    assert timer() == 0
    assert (Transition.objects.count(), Entry.objects.count()) == (lines, entries)
    return int(done)


def test_expiry_at_its_time_and_grace_for_what_is_covered(settled: Any, ask: Any, help_with: Any) -> None:
    listing = ask(settled("simone"))
    Listing.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert run_twice(expire_due) == 0
    help_with(listing, settled("bob"), accepted=True)
    Listing.objects.update(expires_at=ago(days=6))
    assert run_twice(expire_due) == 0, "somebody is coming: seven days of grace"
    Listing.objects.update(expires_at=ago(days=8))
    assert run_twice(expire_due) == 1
    listing.refresh_from_db()
    assert (listing.state, Response.objects.get().state) == (ListingState.EXPIRED, ResponseState.ACCEPTED)
    renewed = renew_listing(listing, by=listing.author)
    assert (renewed.state, renewed.renewals) == (ListingState.COVERED, 1)


def test_paused_things_expire_and_those_who_wait_are_told(
    settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    response = help_with(ask(settled("simone")), settled("bob"))
    Listing.objects.update(state=ListingState.PAUSED, expires_at=ago(hours=1))
    assert run_twice(expire_due) == 1
    response.refresh_from_db()
    assert response.state == ResponseState.LAPSED
    worker.run()
    assert [n.kind for n in response.helper.notices.all()] == [Verb.HELP_LAPSED]


def test_a_proposal_lapses_after_seven_days_but_not_on_a_waiting_list(
    settled: Any, ask: Any, help_with: Any
) -> None:
    listing = ask(settled("simone"))
    help_with(listing, settled("bob"), accepted=True)
    help_with(listing, settled("lea"))
    Response.objects.update(created=ago(days=8))
    assert run_twice(lapse_due) == 0
    Listing.objects.update(state=ListingState.OPEN)
    Response.objects.update(created=ago(days=6))
    assert run_twice(lapse_due) == 0
    Response.objects.update(created=ago(days=8))
    assert run_twice(lapse_due) == 1


def test_done_and_72_hours_of_silence(settled: Any, ask: Any, help_with: Any) -> None:
    response = help_with(ask(settled("simone")), settled("bob"), accepted=True)
    assert run_twice(auto_complete_due) == 0
    mark_done(response, by=response.helper)
    assert run_twice(auto_complete_due) == 0
    Response.objects.update(done_by_helper_at=ago(hours=73))
    assert run_twice(auto_complete_due) == 1
    assert Listing.objects.get().state == ListingState.DONE


def test_the_worker_runs_them(settled: Any, ask: Any, worker: Any) -> None:
    from commons.journal.chores import all_chores

    assert set(TIMERS) <= {chore.do for chore in all_chores()}
    ask(settled("simone"))
    Listing.objects.update(expires_at=ago(minutes=1))
    worker.run()
    assert Listing.objects.get().state == ListingState.EXPIRED


@pytest.mark.parametrize(
    ("day", "midnight_in_utc"),
    [
        (date(2026, 3, 27), datetime(2026, 3, 27, 23, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),  # summer time began that night
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # winter time began that night
    ],
)
def test_a_day_ends_at_the_towns_own_midnight(day: date, midnight_in_utc: datetime) -> None:
    assert end_of(day) == midnight_in_utc


def test_grace_keeps_the_hour_across_the_change() -> None:
    before = datetime(2026, 3, 25, 17, 0, tzinfo=UTC)  # six in the evening in Arles
    after = days_after(before, 7)
    assert after == datetime(2026, 4, 1, 16, 0, tzinfo=UTC) and after - before == timedelta(days=7, hours=-1)
    assert days_after(after, -7) == before


def test_expiry_follows_the_day_it_is_needed_by() -> None:
    today = date(2026, 10, 20)
    assert expiry(date(2026, 10, 22), today) == end_of(date(2026, 10, 25))
    assert expiry(None, today) == end_of(date(2026, 11, 19))
    assert expiry(date(2029, 1, 1), today) == end_of(date(2027, 10, 20)), "a year at most"


@time_machine.travel(datetime(2026, 10, 25, 22, 59, 30, tzinfo=UTC), tick=False)
def test_expiry_on_the_night_of_the_change(settled: Any, ask: Any) -> None:
    ask(settled("simone"))
    Listing.objects.update(expires_at=end_of(date(2026, 10, 25)))
    assert expire_due() == 0
    with time_machine.travel(datetime(2026, 10, 25, 23, 0, 0, tzinfo=UTC), tick=False):
        assert expire_due() == 1


def test_what_is_not_due_yet_does_not_stand_in_the_way(
    settled: Any, ask: Any, help_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "BATCH", 1)
    for name in ("bob", "lea"):
        response = help_with(ask(settled(f"for-{name}")), settled(name), accepted=True)
        mark_done(response, by=response.helper)
    Response.objects.filter(pk=response.pk).update(done_by_helper_at=ago(hours=73))
    assert auto_complete_due() == 1
    assert Listing.objects.get(state=ListingState.DONE) == response.listing


def test_one_broken_row_does_not_stop_the_clock(
    settled: Any, ask: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = ask(settled("simone")), ask(settled("carmen"))
    Listing.objects.update(expires_at=ago(hours=1))
    wind_up_all = timers.wind_up_all

    def failing(listings: list[Listing]) -> None:
        if broken in listings:
            raise RuntimeError("as a row from an old release would")
        wind_up_all(listings)

    monkeypatch.setattr(timers, "wind_up_all", failing)
    assert expire_due() == 1 and f"the clock failed for {broken.pk}" in caplog.text
    assert Listing.objects.get(state=ListingState.EXPIRED) == whole
    assert Listing.objects.get(pk=broken.pk).state == ListingState.OPEN, "taken back whole"
