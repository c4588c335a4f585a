"""Calendars for other programs: valid, without a place, without a name, at an address that can be taken back."""

import logging
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from commons.journal.models import Entry
from mutual_aid import actions
from mutual_aid.actions.slots import Role, come, organise, revise_task
from mutual_aid.models import CalendarAddress, Listing
from mutual_aid.recurrence import moment

SECRET_PLACE = "Behind the blue door, 4 rue du Port"


@pytest.fixture
def bank(alice: Any, roquette: Any) -> Listing:
    day = timezone.localdate() + timedelta(days=5)
    return organise(
        by=alice, title="Clean the bank, all of it; really", body="Ask Alice.", category="jardinage",
        neighbourhood=roquette, meeting_place=SECRET_PLACE, starts_at=moment(day, time(9)),
        ends_at=moment(day, time(12)), roles=[Role("Carry", 3)],
    )  # fmt: skip


def events(content: bytes) -> dict[str, Any]:
    assert b"\r\n" in content and max(len(line) for line in content.split(b"\r\n")) <= 75
    read = Calendar.from_ical(content)
    assert read["VERSION"] == "2.0" and read["PRODID"]
    return {str(event["UID"]).split("@")[0]: event for event in read.walk("VEVENT")}


def test_ones_own_calendar_at_a_secret_address(
    bank: Listing, alice: Any, bob: Any, roquette: Any, signed_in: Any, caplog: Any
) -> None:
    come(bank, by=bob, slot=bank.slots.get())
    today = timezone.localdate()
    drill = actions.add_item(by=alice, title="A drill", category="outils", neighbourhood=roquette)
    loan = actions.reserve(
        drill,
        by=bob,
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=2),
        message="For a shelf",
    )
    actions.agree(loan, by=alice)
    his = signed_in(bob)
    his.post("/entraide/agenda/adresse/", {"do": "renew"})
    token = CalendarAddress.objects.get().token
    assert token in his.get("/entraide/agenda/").text
    answer = Client().get(f"/entraide/agenda/{token}.ics")
    assert answer["Cache-Control"] == "private, no-store" and answer["Content-Type"].startswith(
        "text/calendar"
    )
    read = events(answer.content)
    assert set(read) == {f"listing-{bank.uid}", f"loan-{loan.pk}-out", f"loan-{loan.pk}-back"}
    task = read[f"listing-{bank.uid}"]
    assert str(task["SUMMARY"]) == bank.title and str(task["LOCATION"]) == "La Roquette"
    assert task["DTSTART"].params["TZID"] == "Europe/Paris" and task.decoded("DTSTART") == bank.plan.starts_at
    assert b"BEGIN:VTIMEZONE" in answer.content and str(read[f"loan-{loan.pk}-back"]["DTSTART"].dt) == str(
        loan.ends_on
    )
    unfolded = answer.content.replace(b"\r\n ", b"").decode()
    for secret in ("Alice", "Bob", "blue door", "For a shelf", "Ask"):
        assert secret not in unfolded

    before = task["SEQUENCE"]
    starts = bank.plan.starts_at + timedelta(hours=1)
    kept = [Role("Carry", 3, pk=bank.slots.get().pk)]
    revise_task(bank, by=alice, starts_at=starts, ends_at=starts + timedelta(hours=1), roles=kept)
    actions.cancel_listing(bank, by=alice)
    cancelled = events(Client().get(f"/entraide/agenda/{token}.ics").content)[f"listing-{bank.uid}"]
    assert str(cancelled["STATUS"]) == "CANCELLED" and cancelled["SEQUENCE"] > before
    assert cancelled["UID"] == task["UID"] and cancelled.decoded("DTSTART") == starts

    with caplog.at_level(logging.DEBUG):
        his.post("/entraide/agenda/adresse/", {"do": "renew"})
        assert Client().get(f"/entraide/agenda/{token}.ics").status_code == 404
        assert Client().get(f"/entraide/agenda/{CalendarAddress.objects.get().token}.ics").status_code == 200
        his.post("/entraide/agenda/adresse/", {"do": "close"})
    assert token not in caplog.text and not CalendarAddress.objects.exists()
    assert token not in "".join(str(entry.detail) for entry in Entry.objects.all())


def test_one_task_for_everybody_with_the_neighbourhood_only(
    bank: Listing, visitor: Client, alice: Any
) -> None:
    address = f"/entraide/{bank.pk}/agenda.ics"
    assert address in visitor.get(bank.get_absolute_url()).text
    answer = visitor.get(address)
    (event,) = events(answer.content).values()
    assert str(event["LOCATION"]) == "La Roquette" and b"blue door" not in answer.content
    assert b"Alice" not in answer.content and str(event["STATUS"]) == "CONFIRMED"
    actions.cancel_listing(bank, by=alice)
    (event,) = events(visitor.get(address).content).values()
    assert str(event["STATUS"]) == "CANCELLED"


def test_what_members_alone_may_read_has_no_public_calendar(
    bank: Listing, visitor: Client, alice: Any
) -> None:
    Listing.objects.filter(pk=bank.pk).update(visibility=Listing.Visibility.MEMBERS)
    assert visitor.get(f"/entraide/{bank.pk}/agenda.ics").status_code == 404
    actions.cancel_listing(bank, by=alice)
    assert visitor.get(f"/entraide/{bank.pk}/agenda.ics").status_code == 404
