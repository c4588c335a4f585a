"""Nothing goes from the board without its author knowing; staying is one press, from the mail, without logging in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from commons.notices.models import Notice
from mutual_aid.actions import (
    accept_response,
    expire_due,
    prolong_listing,
    release_response,
    remind_due,
    renew_listing,
)
from mutual_aid.deadlines import days_after, end_of, next_reminder
from mutual_aid.models import Listing, Transition
from mutual_aid.renewal import address_of_renewal, listing_of
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb


def told(person: Any, verb: Verb) -> int:
    return Notice.objects.filter(person=person, kind=verb).count()


def link_in(message: Any) -> str:
    line = next(line for line in message.body.splitlines() if "/prolonger/" in line)
    return str(line[line.index("/entraide/") :])


def test_seven_days_and_two_days_before_the_end_and_at_the_end(settled: Any, ask: Any, worker: Any) -> None:
    simone = settled("simone")
    listing = ask(simone)
    ends = Listing.objects.get().expires_at
    for days, reminders in [(-7.1, 0), (-6.9, 1), (-6.5, 1), (-2.1, 1), (-1.9, 2), (-0.1, 2)]:
        with time_machine.travel(ends + timedelta(days=days), tick=False):
            worker.run()
            assert (told(simone, Verb.LISTING_ENDING), remind_due()) == (reminders, 0)
    with time_machine.travel(ends + timedelta(minutes=1), tick=False):
        worker.run()
    assert told(simone, Verb.LISTING_EXPIRED) == 1 and told(simone, Verb.LISTING_ENDING) == 2
    tokens = [link_in(message).split("/")[3] for message in mail.outbox]
    assert [listing_of(token) for token in tokens] == 3 * [(listing, False)]
    assert all(listing.body not in message.body for message in mail.outbox)


def test_a_worker_that_was_off_reminds_once(settled: Any, ask: Any) -> None:
    ask(settled("simone"))
    with time_machine.travel(Listing.objects.get().expires_at - timedelta(days=1), tick=False):
        assert (remind_due(), remind_due()) == (1, 0)


def test_what_is_needed_tomorrow_is_not_called_old_today(settled: Any, ask: Any) -> None:
    ask(settled("simone"), needs_by=timezone.localdate() + timedelta(days=1))
    assert remind_due() == 0
    ends = Listing.objects.get().expires_at
    with time_machine.travel(ends - timedelta(hours=47), tick=False):
        assert remind_due() == 1


def test_one_press_from_the_mail_keeps_it(settled: Any, ask: Any, visitor: Any) -> None:
    listing = ask(settled("simone"))
    address, ends = address_of_renewal(listing), Listing.objects.get().expires_at
    with time_machine.travel(ends - timedelta(days=6), tick=False):
        page = visitor.get(address)
        assert page.status_code == 200 and listing.title not in page.content.decode()
        assert Listing.objects.get().expires_at == ends, "a program that looks behind links changes nothing"
        for _press in range(2):
            assert visitor.post(address).status_code == 200
        kept = Listing.objects.get()
        assert (kept.expires_at, kept.renewals) == (end_of(timezone.localdate() + timedelta(days=30)), 1)
        assert listing.title not in visitor.post(address).content.decode()


def test_one_press_after_the_end_puts_it_back_for_sixty_days_and_not_later(
    settled: Any, ask: Any, visitor: Any
) -> None:
    listing = ask(settled("simone"))
    Listing.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert expire_due() == 1
    address = address_of_renewal(listing)
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert "too long ago" in visitor.post(address).content.decode()
        assert Listing.objects.get().state == ListingState.EXPIRED
    with time_machine.travel(timezone.now() + timedelta(days=59), tick=False):
        visitor.post(address)
        visitor.post(address)
        assert (Listing.objects.get().state, Listing.objects.get().renewals) == (ListingState.OPEN, 1)
    assert Transition.objects.filter(name="renew").get().by == listing.author


@pytest.mark.parametrize("spoil", [lambda a: a[:-3] + "x/", lambda a: "/entraide/prolonger/abc:def:ghi/"])
def test_a_link_that_this_town_never_signed_is_nothing(
    settled: Any, ask: Any, visitor: Any, spoil: Any
) -> None:
    assert visitor.post(spoil(address_of_renewal(ask(settled("simone"))))).status_code == 404


def test_who_has_left_keeps_nothing(settled: Any, ask: Any, visitor: Any) -> None:
    listing = ask(settled("simone"))
    address = address_of_renewal(listing)
    type(listing.author).objects.filter(pk=listing.author_id).update(state="gone")
    assert visitor.post(address).status_code == 404


def test_a_standing_offer_is_asked_once_a_year(settled: Any, ask: Any, worker: Any) -> None:
    lea = settled("lea")
    offer = ask(lea, kind="offer", standing=True, title="I mend bicycles")
    assert not ask(settled("simone"), standing=True).standing, "what one asks for ends"
    Listing.objects.exclude(pk=offer.pk).delete()
    start = timezone.now()
    for days, asked in [(300, 0), (340, 1), (364, 1)]:
        with time_machine.travel(start + timedelta(days=days), tick=False):
            worker.run()
            assert told(lea, Verb.LISTING_ENDING) == asked
    with time_machine.travel(start + timedelta(days=364), tick=False):
        prolong_listing(offer, by=lea)
    with time_machine.travel(start + timedelta(days=600), tick=False):
        worker.run()
        assert Listing.objects.get().state == ListingState.OPEN
    with time_machine.travel(start + timedelta(days=731), tick=False):
        worker.run()
        assert Listing.objects.get().state == ListingState.EXPIRED
        assert renew_listing(offer, by=lea).expires_at > timezone.now() + timedelta(days=364)


def test_whoever_waits_is_told_once_that_it_is_full_and_once_that_it_is_free(
    settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    listing, lea = ask(settled("simone")), settled("lea")
    help_with(listing, lea)
    for name in ("bob", "charlie", "yanis"):
        chosen = help_with(listing, settled(name), accepted=True)
        worker.run()
        release_response(chosen, by=chosen.helper)
        worker.run()
    assert (told(lea, Verb.LISTING_COVERED), told(lea, Verb.LISTING_UNCOVERED)) == (1, 1)
    assert accept_response(listing.responses.get(helper=lea), by=listing.author).state == "accepted"


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_reminders_keep_the_towns_hour_across_the_change(day: date) -> None:
    ends = end_of(day + timedelta(days=3))
    for days in (7, 2):
        moment = next_reminder(ends, days_after(ends, -days) - timedelta(minutes=1))
        assert moment == end_of(day + timedelta(days=3 - days))
    assert next_reminder(ends, ends - timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("day", "last_minute"),
    [
        (date(2026, 3, 29), datetime(2026, 4, 1, 21, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 28, 22, 59, tzinfo=UTC)),
    ],
)
def test_needed_on_the_day_of_the_change_ends_three_town_days_later(
    settled: Any, ask: Any, day: date, last_minute: datetime
) -> None:
    with time_machine.travel(last_minute - timedelta(days=20), tick=False):
        ask(settled("simone"), needs_by=day)
    with time_machine.travel(last_minute, tick=False):
        assert expire_due() == 0
    with time_machine.travel(last_minute + timedelta(minutes=1), tick=False):
        assert expire_due() == 1
