"""A task for several: roles with places, a waiting list for each, and a task that takes place again."""

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from commons.base.errors import MayNot, Refused
from commons.notices.models import Notice
from mutual_aid.actions import accept_response, propose_help, release_response
from mutual_aid.actions.series import (
    cancel_following,
    leave_series,
    make_ahead_due,
    revise_following,
    start_series,
)
from mutual_aid.actions.slots import Role, come, organise
from mutual_aid.models import Listing, Response, Series, Slot, TaskPlan
from mutual_aid.recurrence import days, moment
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb

ROLES = [Role("Carry", 2), Role("Keep the key", 1, needs_trusted=True)]
State = ResponseState


def at(n: int, hour: int) -> datetime:
    return moment(timezone.localdate() + timedelta(days=n), time(hour))


@pytest.fixture
def bank(alice: Any, roquette: Any) -> Callable[..., Listing]:
    """bank(roles=…) is a Saturday at the river."""

    def make(**fields: Any) -> Listing:
        usual = {
            "title": "Clean the river bank", "body": "Gloves are there.", "category": "jardinage",
            "neighbourhood": roquette, "starts_at": at(5, 9), "ends_at": at(5, 12), "roles": ROLES,
        }  # fmt: skip
        return organise(by=alice, **{**usual, **fields})

    return make


@pytest.fixture
def weekly(alice: Any, roquette: Any) -> Callable[..., Listing]:
    def make(rule: str = "weekly", **fields: Any) -> Listing:
        usual = {
            "title": "Water the square", "body": "", "category": "jardinage", "neighbourhood": roquette,
            "meeting_place": "By the fountain", "starts_at": at(1, 18), "ends_at": at(1, 19), "roles": ROLES,
            "until": timezone.localdate() + timedelta(days=60),
        }  # fmt: skip
        return start_series(by=alice, rule=rule, **{**usual, **fields})

    return make


def typed(roquette: Any, **more: Any) -> dict[str, Any]:
    return {
        "title": "Clean the river bank", "category": "jardinage", "neighbourhood": roquette.pk, "body": "Gloves.",
        "day": str(timezone.localdate() + timedelta(days=5)), "starts": "09:00", "ends": "12:00",
        "visibility": "public", "takes_everybody": "on", "client_key": str(uuid4()), "roles-TOTAL_FORMS": "3",
        "roles-INITIAL_FORMS": "0", "roles-0-role": "Carry", "roles-0-needed": "2", "roles-1-role": "",
        "roles-1-needed": "", "roles-2-role": "", "roles-2-needed": "", **more,
    }  # fmt: skip


def test_a_saturday_at_the_river(
    alice: Any,
    bob: Any,
    charlie: Any,
    resident: Any,
    signed_in: Any,
    visitor: Any,
    roquette: Any,
    worker: Any,
) -> None:
    host, sent = signed_in(alice), typed(roquette, **{"meeting_place": "Under the bridge"})
    page = host.post("/entraide/organiser/", sent).url
    assert host.post("/entraide/organiser/", sent).url == page
    listing, slot = Listing.objects.get(), Slot.objects.get()
    assert listing.needs_by == timezone.localdate() + timedelta(days=5) and listing.helpers_needed == 2

    def comes(person: Any) -> str:
        signed_in(person).post(f"{page}venir/", {"slot": slot.pk, "message": "", "client_key": uuid4()})
        return str(Response.objects.get(helper=person).state)

    dora = resident("dora")
    assert [comes(bob), comes(charlie), comes(dora)] == [State.ACCEPTED, State.ACCEPTED, State.PROPOSED]
    listing.refresh_from_db()
    assert listing.state == ListingState.COVERED
    assert "Charlie" in signed_in(bob).get(page).text and "Under the bridge" in signed_in(bob).get(page).text
    assert "Charlie" not in signed_in(dora).get(page).text and "2 of 2" in signed_in(dora).get(page).text
    assert "Bob" not in visitor.get(page).text and "2 of 2" in visitor.get(page).text

    release_response(Response.objects.get(helper=bob), by=bob)
    worker.run()
    told = Notice.objects.filter(person=dora, entry__verb__in=[Verb.SLOT_FREED, Verb.LISTING_UNCOVERED])
    assert told.count() == 1
    assert "A place is free" in signed_in(dora).get(page).text
    assert comes(dora) == State.ACCEPTED


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_three_places_of_one_role(bank: Any, resident: Any) -> None:
    listing = bank(roles=[Role("Carry", 3), Role("Cook", 4)])
    carry = listing.slots.get(role="Carry")
    people = [resident(f"helper{n}") for n in range(50)]
    start, outcomes = threading.Barrier(50), []

    def press(person: Any) -> None:
        start.wait(timeout=60)
        for _press in range(6):  # a pool of connections may be empty for a while; then one presses again
            try:
                outcomes.append(come(listing, by=person, slot=carry).state)
                return
            except OperationalError:
                continue
            finally:
                connections.close_all()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count(State.ACCEPTED), outcomes.count(State.PROPOSED)) == (3, 47)
    assert carry.responses.accepted().count() == 3
    listing.refresh_from_db()
    assert listing.state == ListingState.OPEN  # the cooks are still wanted


def test_a_trusted_place_is_for_somebody_trusted(bank: Any, alice: Any, bob: Any, resident: Any) -> None:
    listing = bank()
    key = listing.slots.get(role="Keep the key")
    waiting = come(listing, by=bob, slot=key)
    assert waiting.state == State.PROPOSED
    with pytest.raises(MayNot):
        accept_response(waiting, by=alice)
    assert come(listing, by=resident("odile", "trusted"), slot=key).state == State.ACCEPTED
    unroled = propose_help(listing, by=resident("eve"), message="I come from the town next door")
    assert accept_response(unroled, by=alice).slot.role == "Carry"


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        ({"ends": "08:00"}, "ends", "It ends before it begins"),
        ({"day": "2001-01-01"}, "day", "This day is past"),
        ({"roles-0-needed": "0"}, "roles-0-needed", "greater than or equal to 1"),
        ({"roles-0-needed": "1000"}, "roles-0-needed", "less than or equal to 99"),
        ({"repeats": "weekly"}, "until", "until when"),
        ({"body": "Call 06 12 34 56 78"}, "body", "private thread"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    alice: Any, signed_in: Any, roquette: Any, wrong: dict[str, str], where: str, says: str
) -> None:
    answer = signed_in(alice).post("/entraide/organiser/", typed(roquette, **wrong))
    field = answer.text.split(f'id="id_{where}_field"')[1][:1500]
    assert says in field and "Clean the river bank" in answer.text and not Listing.objects.exists()


def test_danger_shows_the_numbers_before_anything_is_published(
    alice: Any, signed_in: Any, roquette: Any
) -> None:
    sent = typed(roquette, body="Fuite de gaz")
    answer = signed_in(alice).post("/entraide/organiser/", sent)
    assert "112" in answer.text and not Listing.objects.exists()
    signed_in(alice).post("/entraide/organiser/", {**sent, "calm": "on"})
    assert Listing.objects.get().state == ListingState.PENDING


def test_fewer_places_than_people_are_refused_and_a_new_hour_is_told(
    bank: Any, alice: Any, bob: Any, signed_in: Any, roquette: Any, worker: Any
) -> None:
    listing = bank(roles=[Role("Carry", 2)])
    slot = listing.slots.get()
    come(listing, by=bob, slot=slot)
    page = f"/entraide/{listing.pk}/chantier/"
    kept = {"roles-0-pk": str(slot.pk), "roles-TOTAL_FORMS": "3"}
    gone = signed_in(alice).post(page, typed(roquette, **{**kept, "roles-0-pk": ""}))
    assert "cannot be taken away" in gone.text and slot.responses.exists()
    assert signed_in(alice).post(page, typed(roquette, **kept, starts="10:00")).status_code == 302
    worker.run()
    assert Notice.objects.filter(person=bob, entry__verb=Verb.TASK_MOVED).count() == 1


def test_a_series_is_made_four_weeks_ahead_and_ends_by_itself(weekly: Any, monkeypatch: Any) -> None:
    weekly()
    series = Series.objects.get()
    assert series.plans.count() == 4 and make_ahead_due() == 0
    assert {plan.listing.meeting_place.text for plan in series.plans.all()} == {"By the fountain"}
    assert b"fountain" not in bytes(series.sealed_place + str(series.template), "utf8")
    later = timezone.now() + timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: later)
    make_ahead_due()
    last = max(plan.day for plan in series.plans.all())
    assert last <= series.until and series.plans.filter(starts_at__hour=18).count() > 4
    over = timezone.now() + timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: over)
    assert make_ahead_due() == 0


def test_this_one_or_the_following(weekly: Any, alice: Any, bob: Any, charlie: Any, worker: Any) -> None:
    from mutual_aid.actions import cancel_listing

    first = weekly()
    plans = list(Series.objects.get().plans.order_by("day"))
    helped = plans[2].listing
    come(helped, by=bob, slot=helped.slots.get(role="Carry"))
    cancel_listing(plans[1].listing, by=alice)
    assert make_ahead_due() == 0  # a cancelled one is not made again
    said = {"title": "Water the square and the school", "body": "", "category": "jardinage", "roles": ROLES}
    said |= {"neighbourhood": first.neighbourhood, "starts_at": at(1, 19), "ends_at": at(1, 21)}
    with pytest.raises(MayNot):
        revise_following(first, by=charlie, **said)
    assert revise_following(Listing.objects.get(pk=first.pk), by=alice, **said) == 1
    titles = [
        plan.listing.title for plan in Series.objects.get().plans.select_related("listing").order_by("day")
    ]
    assert [title.endswith("school") for title in titles] == [True, False, False, True]
    assert timezone.localtime(TaskPlan.objects.get(pk=plans[3].pk).starts_at).hour == 19
    cancel_following(helped, by=alice, reason="The fountain is dry")
    worker.run()
    assert Notice.objects.filter(person=bob, entry__verb=Verb.HELP_RELEASED).exists()
    states = [
        plan.listing.state for plan in Series.objects.get().plans.select_related("listing").order_by("day")
    ]
    assert states == [ListingState.OPEN] + [ListingState.CANCELLED] * 3
    assert make_ahead_due() == 0


def test_nothing_more_is_made_for_whoever_left_or_waits_for_a_moderator(weekly: Any, alice: Any) -> None:
    waits = weekly(title="Minding children", category="garde")
    assert waits.state == ListingState.PENDING and TaskPlan.objects.count() == 1
    with pytest.raises(Refused):
        weekly(until=timezone.localdate() + timedelta(days=300))
    leave_series(alice, False)
    assert not Series.objects.running().exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_a_series_once(weekly: Any) -> None:
    weekly()
    Listing.objects.filter(pk__in=TaskPlan.objects.order_by("day").values("listing")[1:]).delete()
    assert TaskPlan.objects.count() == 1
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait(timeout=60)
            make_ahead_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TaskPlan.objects.count() == Listing.objects.count() == 4


def test_days_of_the_calendar() -> None:
    months = list(days("monthly", date(2026, 1, 31), date(2026, 5, 31)))
    assert [(day.month, day.day) for day in months] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]
    assert list(days("fortnightly", date(2026, 3, 21), date(2026, 4, 5))) == [
        date(2026, 3, 21),
        date(2026, 4, 4),
    ]
    before, after = moment(date(2026, 3, 28), time(18)), moment(date(2026, 3, 29), time(18))
    assert (after.astimezone(timezone.get_fixed_timezone(0)) - before).total_seconds() == 23 * 3600
    assert moment(date(2026, 3, 29), time(2, 30)).hour == 3  # the clocks leave it out
