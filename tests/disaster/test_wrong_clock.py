"""The clock of the machine jumps by two hours: who is signed in stays so, signatures fail closed, no work is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import start_topic, write_post
from commons.conversations.models import Post
from commons.journal.models import Errand
from commons.people.models import Person

JUMPS = [timedelta(hours=2), timedelta(hours=-2)]


@pytest.mark.parametrize("jump", JUMPS)
def test_who_is_signed_in_stays_so_and_may_write(alice: Person, jump: timedelta) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    browser = Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)
    browser.force_login(alice.account)
    page = browser.get(topic.get_absolute_url())
    token = page.context["csrf_token"]
    with time_machine.travel(timezone.now() + jump):
        said = {
            "body": "Encore là",
            "client_id": "1" * 32,
            "csrfmiddlewaretoken": str(token),
            "confirmed": "on",
        }
        answer = browser.post(f"/discussions/{topic.pk}/ecrire/", said)
        assert answer.status_code == 303
        assert "Encore là" in browser.get(topic.get_absolute_url()).content.decode()
    assert browser.get("/avis/").status_code == 200


@pytest.mark.parametrize("jump", JUMPS)
def test_letters_are_believed_no_longer_and_again_once_it_is_right(
    nina: Any, town: Any, jump: timedelta
) -> None:
    assert nina.sends(nina.says("Create", nina.note("/n/1"))) == (202, "")
    with time_machine.travel(timezone.now() + jump):
        right = datetime.now(UTC) - jump
        assert nina.sends(nina.says("Create", nina.note("/n/2")), now=right) == (401, "clock-skew")
    assert nina.sends(nina.says("Create", nina.note("/n/2"))) == (202, "")


@pytest.mark.both
@pytest.mark.parametrize("jump", JUMPS)
def test_what_is_to_be_done_is_done_once_the_clock_is_right(
    alice: Person, bob: Person, worker: Any, jump: timedelta
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    worker.run()
    with time_machine.travel(timezone.now() + jump):
        written = write_post(topic, by=bob, text="D’une autre heure")
        worker.run()
    last = write_post(topic, by=bob, text="De maintenant")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        worker.run()
    assert list(Post.objects.filter(pk__in=[written.pk, last.pk]).order_by("seq")) == [written, last]
    assert not Errand.objects.exclude(state="done").exists()
