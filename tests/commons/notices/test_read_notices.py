"""Being told: on the page, by mail, and marking it as read."""

from typing import Any

import pytest
from django.core import mail

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.notices.models import Notice
from commons.people.models import Person


@pytest.fixture
def told(alice: Person, bob: Person, town: Any, worker: Any) -> Notice:
    topic = start_topic(by=alice, title="Les quais", text="x")
    write_post(topic, by=bob, text="Réponse")
    worker.run()
    return Notice.objects.get(person=alice)


def test_the_notice_leads_to_the_message_and_is_then_read(
    alice: Person, told: Notice, signed_in: Any
) -> None:
    browser = signed_in(alice)
    page = browser.get("/avis/").content.decode()
    assert "Bob wrote a message" in page and "Les quais" in page and ">to read<" in page
    browser.get(f"/avis/{told.pk}/", headers={"Sec-Purpose": "prefetch"})
    assert Notice.objects.unread_of(alice).exists()
    assert browser.get(f"/avis/{told.pk}/").headers["Location"] == told.href
    assert not Notice.objects.unread_of(alice).exists()


def test_nobody_opens_the_notice_of_another(bob: Person, told: Notice, signed_in: Any) -> None:
    assert signed_in(bob).get(f"/avis/{told.pk}/").status_code == 404
    assert told.href not in signed_in(bob).get("/avis/").content.decode()


def test_everything_is_read_at_once(alice: Person, told: Notice, signed_in: Any) -> None:
    signed_in(alice).post("/avis/lus/")
    assert not Notice.objects.unread_of(alice).exists()


def test_the_mail_of_a_private_message_says_nothing_of_it(
    alice: Person, bob: Person, town: Any, worker: Any
) -> None:
    thread = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(thread, by=bob, text="Le code est 4512")
    worker.run()
    message = mail.outbox[0]
    assert message.to == ["alice@example.org"]
    assert "4512" not in message.body and "Secret" not in message.body + message.subject
    assert f"/avis/{Notice.objects.get(person=alice).pk}/" in message.body
    assert "/avis/reglages/" in message.body


def test_who_wants_no_mail_receives_none(
    alice: Person, bob: Person, town: Any, worker: Any, signed_in: Any
) -> None:
    signed_in(alice).post("/moi/reglages/", {"name": "Alice", "summary": "", "neighbourhood": ""})
    thread = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(thread, by=bob, text="x")
    worker.run()
    assert not mail.outbox
