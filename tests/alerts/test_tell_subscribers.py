"""Vigilance and danger also reach those who gave an address and have no account."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from alerts.actions import cancel_alert
from alerts.models import Wish
from alerts.subscribers import TOWN
from commons.notices.actions import confirm_subscription
from commons.notices.models import Notice, Subscription
from commons.places.models import Neighbourhood

NOON = datetime(2026, 7, 7, 12, tzinfo=ZoneInfo("Europe/Paris"))
NIGHT = datetime(2026, 7, 7, 23, tzinfo=ZoneInfo("Europe/Paris"))
MORNING = datetime(2026, 7, 8, 8, 1, tzinfo=ZoneInfo("Europe/Paris"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscribed(town: Any) -> Any:
    def make(email: str, key: str = TOWN, confirmed: bool = True) -> Subscription:
        row = Subscription(kind="alerts", key=key)
        row.email = email
        row.save()
        if confirmed:
            confirm_subscription(row)
        return row

    return make


def told() -> set[str]:
    return {message.to[0] for message in mail.outbox if message.to[0].endswith(".net")}


@time_machine.travel(NOON, tick=True)
def test_those_whom_it_concerns_and_who_said_yes(
    relay: Any, subscribed: Any, roquette: Any, worker: Any, visitor: Any
) -> None:
    other = Neighbourhood.objects.create(slug="barriol", name="Barriol", cell="1.1")
    subscribed("ville@x.net")
    subscribed("roquette@x.net", str(roquette.pk))
    subscribed("barriol@x.net", str(other.pk))
    subscribed("jamais@x.net", confirmed=False)
    bulletin = relay(areas=[roquette], everywhere=False)
    worker.run()
    assert told() == {"ville@x.net", "roquette@x.net"}
    message = next(message for message in mail.outbox if message.to == ["ville@x.net"])
    assert bulletin.alert.get_absolute_url() in message.body and "112" in message.body
    assert "Buvez" not in message.body, "the page says it, with its source, as it stands then"
    assert message.extra_headers["List-Unsubscribe-Post"]
    assert "?what=alerts:ville" in visitor.get("/alertes/").text


@time_machine.travel(NOON, tick=True)
def test_neither_mere_information_nor_exercises(relay: Any, subscribed: Any, worker: Any) -> None:
    subscribed("ville@x.net")
    relay(level="information")
    worker.run()
    assert told() == set()


def test_the_night_waits_and_what_was_cancelled_is_not_sent(
    relay: Any, subscribed: Any, iris: Any, worker: Any
) -> None:
    subscribed("ville@x.net")
    with time_machine.travel(NIGHT, tick=True):
        bulletin = relay()
        worker.run()
        assert told() == set()
        cancel_alert(bulletin.alert, by=iris, reason="Une erreur")
        worker.run()
    with time_machine.travel(MORNING, tick=True):
        worker.run()
    [message] = [message for message in mail.outbox if message.to == ["ville@x.net"]]
    assert "Annulé" in message.subject


@time_machine.travel(NOON, tick=True)
def test_residents_end_these_mails_from_the_mail_itself(
    relay: Any, alice: Any, worker: Any, visitor: Any, signed_in: Any
) -> None:
    relay(level="danger")
    worker.run()
    notices = signed_in(alice).get("/avis/").text
    assert (
        "Because the town relays what the authorities say" in notices
        and 'href="/alertes/mes-avis/"' in notices
    )
    [message] = [message for message in mail.outbox if message.to == ["alice@example.org"]]
    end = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert "what the authorities say" in visitor.get(end).text and not Wish.objects.exists()
    visitor.post(end, {"List-Unsubscribe": "One-Click"})
    relay(level="danger", title="Le Rhône monte")
    worker.run()
    assert len([message for message in mail.outbox if message.to == ["alice@example.org"]]) == 1
    assert Notice.objects.filter(person=alice).count() == 2
    assert visitor.get(end.replace("fin/", "fin/x")).status_code == 404
