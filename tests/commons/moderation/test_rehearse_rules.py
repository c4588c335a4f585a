"""What other rules would have held in the last thirty days, before anything is changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.conversations.models import HeldPost, Post
from commons.moderation.models import WatchList
from commons.moderation.rehearsal import rehearse
from commons.people.models import Person
from tests.commons.moderation.test_screen_texts import GATE, NUMBERS

LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def said(alice: Person, bob: Person) -> list[Post]:
    """Alice is new here, bob is not."""
    topic = start_topic(by=alice, title="Les quais", text="Crédit facile")
    Person.objects.filter(pk=bob.pk).update(created=timezone.now() - timedelta(days=90))
    thread = open_private_thread(about=alice, title="Entre nous", members=[alice, bob])
    write_post(thread, by=alice, text="Crédit facile, en privé")
    return [topic.posts.get(), write_post(topic, by=alice, text=LINKS), write_post(topic, by=bob, text=LINKS)]


@pytest.mark.parametrize(
    ("rules", "held"),
    [
        ({}, [1]),
        ({"words": "credit facile"}, [0, 1]),
        ({"hosts": "b.example"}, [1]),
        ({"links_talk": 3}, []),
        ({"links_talk": 9, "first_messages": 1}, [0]),
    ],
)
def test_only_what_newcomers_wrote_for_everybody_is_read(
    said: list[Post], rules: dict[str, Any], held: list[int]
) -> None:
    found = rehearse(WatchList(**rules))
    assert found.read == 2 and found.held == len(held)
    assert {thing for thing, _rule in found.shown} == {said[at] for at in held}


def test_what_is_older_than_thirty_days_is_not_read(said: list[Post]) -> None:
    Post.objects.update(created=timezone.now() - timedelta(days=31))
    assert rehearse(WatchList(words="credit facile")).read == 0


def test_moderators_rehearse_then_write_the_rules_down(
    said: list[Post], mona: Person, alice: Person, charlie: Person, signed_in: Any
) -> None:
    browser = signed_in(mona)
    asked = {"words": "", "hosts": "", "text": "", **NUMBERS, "first_messages": "2"}
    page = browser.post(GATE, {**asked, "rehearse": "1"}).content.decode()
    assert "Of 2 texts of newcomers, 2 would have waited" in page
    assert not WatchList.objects.exists()
    assert browser.post(GATE, {**asked, "links_talk": "beaucoup"}).status_code == 422
    browser.post(GATE, asked)
    assert WatchList.objects.get().first_messages == 2
    signed_in(charlie).post(f"/discussions/{said[0].topic_id}/ecrire/", {"body": "Bonjour à tous"})
    assert HeldPost.objects.get().rule == "first" and not Post.objects.filter(author=charlie).exists()
