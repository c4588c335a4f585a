"""Somebody without an account asks to be told, says yes from their mailbox, is told, and ends it with one press."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.base import retention
from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.notices.models import Subscription

ASK = "/avis/par-courriel/"
EMAIL = "voisine@example.net"
MONDAY = datetime(2026, 12, 7, 9, tzinfo=ZoneInfo("Europe/Paris"))

pytestmark = pytest.mark.django_db


def fill(client: Client, what: str, email: str = EMAIL) -> Any:
    with time_machine.travel(timezone.now() - timedelta(seconds=30), tick=True):
        opened = client.get(ASK).context["form"].initial["opened"]
    return client.post(ASK, {"what": what, "email": email, "opened": opened})


def link_in(message: Any, word: str) -> str:
    [path] = {part for part in message.body.split() if f"/{word}/" in part}
    return str(path.removeprefix("http://localhost:8000"))


@pytest.fixture
def neighbour(visitor: Client, roquette: Any, worker: Any) -> Subscription:
    """Asked, and said yes."""
    fill(visitor, f"neighbourhood:{roquette.pk}")
    worker.run()
    visitor.post(link_in(mail.outbox.pop(), "oui"))
    return Subscription.objects.confirmed().get()


def test_nothing_is_sent_before_they_said_yes_and_looking_says_nothing(
    visitor: Client, roquette: Any, bob: Any, worker: Any
) -> None:
    what = f"neighbourhood:{roquette.pk}"
    assert f"?what={what}" in visitor.get(roquette.get_absolute_url()).text
    assert "La Roquette" in visitor.get(f"{ASK}?what={what}").text
    answer = fill(visitor, what)
    assert answer.status_code == 302 and "Look into your mailbox" in visitor.get(answer["Location"]).text
    worker.run()
    [question] = mail.outbox
    assert question.to == [EMAIL] and "La Roquette" in question.body
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(link_in(question, "oui"))
    assert page.status_code == 200 and not Subscription.objects.confirmed().exists()
    start_topic(by=bob, title="Le marché", text="x", community=roquette.community)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        worker.run()
        assert len(mail.outbox) == 1
        assert stranger.post(link_in(question, "oui")).status_code == 404, "two days are enough"
    stranger.post(link_in(question, "oui"))
    assert Subscription.objects.confirmed().count() == 1


def test_a_week_in_one_message_with_what_everybody_may_read(
    visitor: Client, roquette: Any, bob: Any, alice: Any, worker: Any
) -> None:
    with time_machine.travel(MONDAY - timedelta(days=5), tick=True):
        fill(visitor, f"neighbourhood:{roquette.pk}")
        worker.run()
        visitor.post(link_in(mail.outbox[0], "oui"))
        topic = start_topic(by=bob, title="Le marché", text="CANARI", community=roquette.community)
        write_post(open_private_thread(about=bob, title="CANARI", members=[alice, bob]), by=bob, text="x")
        start_topic(by=bob, title="Ailleurs", text="x")
        hidden = start_topic(by=bob, title="CANARI", text="x", community=roquette.community)
        type(hidden).objects.filter(pk=hidden.pk).update(state=hidden.State.HIDDEN)
    mail.outbox.clear()
    with time_machine.travel(MONDAY, tick=True):
        worker.run()
        [week] = [message for message in mail.outbox if message.to == [EMAIL]]
        assert "Le marché" in week.body and topic.get_absolute_url() in week.body
        assert "CANARI" not in week.body + week.alternatives[0][0] and "Ailleurs" not in week.body
        assert week.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        worker.run()
    with time_machine.travel(MONDAY + timedelta(days=7), tick=True):
        worker.run()
    assert len([message for message in mail.outbox if message.to == [EMAIL]]) == 1, "nothing new, no message"


def test_one_press_ends_it_and_the_address_is_forgotten(
    neighbour: Subscription, bob: Any, roquette: Any, worker: Any
) -> None:
    start_topic(by=bob, title="Le marché", text="x", community=roquette.community)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        worker.run()
        [week] = mail.outbox
        end = week.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
        mail_program = Client(enforce_csrf_checks=True)
        assert "<button" in mail_program.get(end).text and Subscription.objects.exists()
        mail_program.post(end, {"List-Unsubscribe": "One-Click"})
        assert not Subscription.objects.exists()
        assert mail_program.post(end).status_code == 200, "twice is once"


def test_the_address_cannot_be_read_in_the_database(neighbour: Subscription) -> None:
    [row] = Subscription.objects.values_list()
    assert neighbour.email == EMAIL and EMAIL not in str(row) and EMAIL not in str(neighbour)


def test_asking_twice_is_one_and_who_is_subscribed_is_not_told_to_others(
    neighbour: Subscription, visitor: Client, roquette: Any, worker: Any
) -> None:
    again = fill(visitor, f"neighbourhood:{roquette.pk}", EMAIL.upper())
    new = fill(visitor, f"neighbourhood:{roquette.pk}", "autre@example.net")
    assert again["Location"] == new["Location"]
    worker.run()
    assert [message.to for message in mail.outbox] == [["autre@example.net"]]


@pytest.mark.parametrize(
    "email", ["a@us.test,b@evil.test", '"a@us.test"@evil.test', "a%us.test@evil.test", "é@ville.fr", "x", ""]
)
def test_addresses_that_are_read_differently_are_refused(visitor: Client, roquette: Any, email: str) -> None:
    assert fill(visitor, f"neighbourhood:{roquette.pk}", email).status_code == 422
    assert not Subscription.objects.exists()


def test_programs_and_what_does_not_exist_are_refused(visitor: Client, roquette: Any) -> None:
    assert visitor.post(ASK, {"what": "neighbourhood:1", "email": EMAIL, "website": "x"}).status_code == 422
    for what in ("neighbourhood:999", "person:1", "", "alerts:"):
        assert fill(visitor, what).status_code == 422
    assert not Subscription.objects.exists()


def test_what_was_never_confirmed_and_what_is_old_goes(
    visitor: Client, roquette: Any, neighbour: Subscription, worker: Any
) -> None:
    fill(visitor, f"neighbourhood:{roquette.pk}", "autre@example.net")
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        retention.keep_promises()
        assert [row.email for row in Subscription.objects.all()] == [EMAIL]
    with time_machine.travel(timezone.now() + timedelta(days=731), tick=True):
        retention.keep_promises()
        assert not Subscription.objects.exists()
