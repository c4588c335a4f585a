"""Two workers look at the same clock at the same moment: each thing happens once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from commons.base.retention import keep_promises
from commons.journal.models import Entry
from mutual_aid.actions import auto_complete_due, expire_due, lapse_due, remind_due
from mutual_aid.models import Listing, MeetingPlace, Response, Transition
from mutual_aid.verbs import Verb


def twice_at_once(do: Callable[[], int]) -> None:
    start, broken = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait(timeout=60)
            while do():
                pass
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_everything_once(settled: Any, ask: Any, help_with: Any) -> None:
    simone = settled("simone", "mediator")
    listings = [ask(simone, meeting_place="At the fountain") for _ in range(8)]
    for number, listing in enumerate(listings):
        help_with(listing, settled(f"helper{number}"), accepted=number < 4)
    now = timezone.now()

    Listing.objects.update(remind_at=now - timedelta(hours=1))
    twice_at_once(remind_due)
    assert Entry.objects.filter(verb=Verb.LISTING_ENDING).count() == 4, "not for what is covered"

    Response.objects.filter(state="proposed").update(created=now - timedelta(days=8))
    twice_at_once(lapse_due)
    assert Transition.objects.filter(name="lapse").count() == 4

    Response.objects.filter(state="accepted").update(state="done", done_by_helper_at=now - timedelta(days=4))
    twice_at_once(auto_complete_due)
    assert Transition.objects.filter(name="auto_complete").count() == 4

    Listing.objects.update(expires_at=now - timedelta(days=1))
    twice_at_once(expire_due)
    assert Transition.objects.filter(name="expire").count() == 4

    Listing.objects.update(closed_at=now - timedelta(days=100))
    twice_at_once(keep_promises)
    assert Transition.objects.filter(name="anonymise").count() == 8
    assert not MeetingPlace.objects.exists() and not Listing.objects.exclude(title="").exists()
