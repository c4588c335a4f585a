"""Somebody asks to be told of what is new on the board, is told with the reason, and ends it with one press."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from commons.communities.models import Community
from commons.notices.models import Notice
from commons.people import leaving
from commons.people.actions import block
from commons.places.actions import draw_neighbourhood
from mutual_aid.actions import approve_listing, save_alert
from mutual_aid.actions.alert_digests import last_edge, send_alert_digests
from mutual_aid.actions.saved_alerts import MOST
from mutual_aid.actions.series import start_series
from mutual_aid.actions.slots import Role
from mutual_aid.alerting import address_of_end
from mutual_aid.models import Listing, SavedAlert
from mutual_aid.verbs import Verb

ALERTS = "/entraide/etre-prevenu/"
NEWS = [Verb.LISTING_POSTED, Verb.LISTING_APPROVED]

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(town: Any) -> Any:
    def draw(slug: str, latitude: float) -> Any:
        community = Community.objects.create(
            kind=Community.Kind.NEIGHBOURHOOD, handle=slug, name=slug.title()
        )
        ring = [[4.62, latitude], [4.626, latitude], [4.626, latitude + 0.004]]
        return draw_neighbourhood(
            slug=slug,
            name=slug.title(),
            description="",
            latitude=latitude,
            longitude=4.623,
            ring=ring,
            community=community,
        )

    return draw


def told(person: Any) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind__in=NEWS))


def test_one_press_on_the_board_and_one_press_to_end_it(
    alice: Any, settled: Any, ask: Any, signed_in: Any, worker: Any
) -> None:
    simone, browser = settled("simone"), signed_in(alice)
    board = browser.get("/entraide/?category=courses&where=la-roquette").text
    assert f'action="{ALERTS}"' in board and 'name="category" value="courses"' in board
    said = {"category": "courses", "where": "la-roquette", "how": "here"}
    assert "You will be told of: Errands · La Roquette" in browser.post(ALERTS, said, follow=True).text
    browser.post(ALERTS, said)
    assert SavedAlert.objects.count() == 1, "pressed twice, it is one"
    listing = ask(simone)
    ask(simone, category="jardinage", title="Dig my garden")
    worker.run()
    assert [notice.href for notice in told(alice)] == [listing.get_absolute_url()]
    notices = browser.get("/avis/").text
    assert "Because you asked to be told of: Errands · La Roquette" in notices
    address = address_of_end(SavedAlert.objects.get())
    assert f'action="{address}"' in notices
    assert "It is done" in browser.post(address).text and "It is done" in browser.post(address).text
    assert not SavedAlert.objects.exists()
    assert "Because you asked" not in browser.get("/avis/").text
    ask(simone)
    worker.run()
    assert len(told(alice)) == 1


def test_near_is_what_the_filters_call_near(
    alice: Any, bob: Any, charlie: Any, settled: Any, ask: Any, worker: Any, roquette: Any, place: Any
) -> None:
    beside, far = place("trinquetaille", 43.684), place("le-sambuc", 43.9)
    save_alert(by=alice, neighbourhood=beside)
    save_alert(by=bob, neighbourhood=beside, reach="next")
    save_alert(by=charlie, neighbourhood=far, reach="town")
    ask(settled("simone"), neighbourhood=roquette)
    worker.run()
    assert [len(told(person)) for person in (alice, bob, charlie)] == [0, 1, 0]


def test_who_may_not_read_it_or_is_blocked_hears_nothing(
    alice: Any, bob: Any, charlie: Any, settled: Any, mediator: Any, ask: Any, worker: Any
) -> None:
    simone = settled("simone")
    for person in (alice, bob, simone, mediator):
        save_alert(by=person)
    block(simone, bob)
    ask(simone, title="Only for mediators", visibility="mediators")
    worker.run()
    assert told(alice) == [] and [n.why for n in told(mediator)] == [None], "told for their charge"
    ask(simone, title="For members", visibility="members")
    worker.run()
    assert [len(told(person)) for person in (alice, bob, simone, charlie)] == [1, 0, 0, 0]


def test_what_was_looked_at_first_is_new_when_it_appears(
    alice: Any, bob: Any, mona: Any, ask: Any, worker: Any
) -> None:
    save_alert(by=alice)
    save_alert(by=alice, category="courses", how="mail")
    listing = ask(bob, body="Please pay me 20 euros by PayPal.")
    worker.run()
    assert listing.state == Listing.State.PENDING and told(alice) == []
    mail.outbox.clear()
    approve_listing(listing, by=mona)
    worker.run()
    assert [n.title for n in told(alice)] == [listing.title], "several alerts, one notice"
    [message] = [m for m in mail.outbox if m.to == [alice.account.email]]
    assert "etre-prevenu/fin/" in message.body and "PayPal" not in message.body


def test_one_message_a_day_at_seven_here(
    alice: Any, settled: Any, ask: Any, worker: Any, visitor: Any
) -> None:
    simone = settled("simone")
    paris = ZoneInfo("Europe/Paris")
    with time_machine.travel(datetime(2026, 10, 24, 18, tzinfo=paris), tick=False) as clock:
        save_alert(by=alice, category="courses", how="daily")
        clock.shift(60)
        listing = ask(simone)
        ask(simone, category="jardinage", title="Dig my garden")
        worker.run()
        mail.outbox.clear()
        clock.move_to(datetime(2026, 10, 25, 6, 59, tzinfo=paris))
        assert send_alert_digests() == 0, "the night with 25 hours ends at seven too"
        clock.move_to(datetime(2026, 10, 25, 7, 1, tzinfo=paris))
        assert (send_alert_digests(), send_alert_digests()) == (1, 0)
        worker.run()
        [message] = mail.outbox
        assert listing.title in message.body and "Dig my garden" not in message.body
        assert "third floor" in listing.title and listing.body not in message.body
        stop = message.extra_headers["List-Unsubscribe"].strip("<>").split("//", 1)[1].partition("/")[2]
        clock.move_to(datetime(2026, 10, 26, 8, tzinfo=paris))
        assert send_alert_digests() == 1
        worker.run()
        assert len(mail.outbox) == 1, "nothing new, no message"
        assert "Errands" in visitor.get(f"/{stop}").text
        visitor.post(f"/{stop}", {"List-Unsubscribe": "One-Click"})
    assert not SavedAlert.objects.exists()
    assert (
        last_edge(timezone.now()) <= timezone.now() < last_edge(timezone.now()) + timedelta(days=1, hours=1)
    )


def test_of_a_series_the_first_date_alone(alice: Any, settled: Any, worker: Any, roquette: Any) -> None:
    save_alert(by=alice)
    starts = (timezone.localtime() + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    start_series(
        by=settled("simone"),
        rule="weekly",
        until=starts.date() + timedelta(days=60),
        title="Clean the canal",
        body="",
        category="autre",
        neighbourhood=roquette,
        roles=[Role("", 3)],
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )
    worker.run()
    assert Listing.objects.count() > 1 and len(told(alice)) == 1


def test_wrong_things_are_said_at_their_field_and_other_addresses_end_nothing(
    alice: Any, bob: Any, signed_in: Any, visitor: Any
) -> None:
    browser = signed_in(alice)
    answer = browser.post(ALERTS, {"category": "courses", "where": "nowhere", "how": "here"})
    assert (
        answer.status_code == 422
        and "field-wrong" in answer.text
        and 'value="courses" selected' in answer.text
    )
    for number in range(MOST):
        SavedAlert.objects.create(person=alice, kind="loan", category=f"c{number}")
    answer = browser.post(ALERTS, {"category": "courses", "how": "here"})
    assert answer.status_code == 422 and "Please end one of them first" in answer.text
    save_alert(by=bob)
    assert visitor.get(f"{ALERTS}fin/nonsense/").status_code == 404
    visitor.post(f"{ALERTS}fin/nonsense/")
    assert SavedAlert.objects.filter(person=bob).exists() and visitor.get(ALERTS).status_code == 302
    leaving.leave_rooms(bob, erase=False)
    assert not SavedAlert.objects.filter(person=bob).exists()
