"""A message is drawn once, and again as soon as anything in it is different."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import translation

from commons.communities.towns import remember_town
from commons.conversations import shapes, showing
from commons.conversations.actions import open_private_thread, react, revise_post, start_topic, write_post
from commons.conversations.models import Post
from commons.conversations.showing import message_html
from commons.people.models import Person


@pytest.fixture(autouse=True)
def drawn(monkeypatch: Any) -> list[str]:
    """The texts that were drawn, in order; nothing is kept from other tests."""
    done: list[str] = []
    draw: Callable[..., Any] = showing._draw
    showing._drawn.cache_clear()

    def noted(message: shapes.Message) -> Any:
        done.append(message.body)
        return draw(message)

    monkeypatch.setattr(showing, "_draw", noted)
    return done


@pytest.fixture
def post(alice: Person) -> Post:
    return start_topic(by=alice, title="Les quais", text="Qu’en pensez-vous ?").posts.get()


def again(post: Post) -> str:
    """As a new request reads it."""
    return message_html(Post.objects.ready_to_show().get(pk=post.pk))


def test_the_same_message_is_drawn_once(post: Post, drawn: list[str]) -> None:
    assert again(post) == again(post) and len(drawn) == 1


def test_another_word_another_reaction_another_name(post: Post, alice: Person, bob: Person) -> None:
    before = again(post)
    revise_post(post, by=alice, text="Qu’en dites-vous ?")
    assert "dites" in again(post) and "dites" not in before
    react(post, by=bob, emoji="🙏")
    assert "🙏 1" in again(post)
    Person.objects.filter(pk=alice.pk).update(name="Alice du Moulin")
    assert "Alice du Moulin" in again(post)


def test_in_each_language_and_each_year(post: Post) -> None:
    with translation.override("fr"):
        french = again(post)
    with translation.override("en"):
        assert again(post) != french  # a day of the week at least
    with translation.override("fr"), time_machine.travel("2031-01-01", tick=False):
        assert str(post.created.year) in again(post) and again(post) != french


def test_a_town_that_says_its_name(post: Post, rosa: Person) -> None:
    said = write_post(post.topic, by=rosa, text="Bonjour de l’autre rive")
    assert rosa.home in again(said)
    remember_town(rosa.home, "Beaucaire")
    assert "Beaucaire" in again(said)


def test_what_is_said_in_private_is_not_kept(
    alice: Person, bob: Person, post: Post, drawn: list[str]
) -> None:
    thread = open_private_thread(about=post, title="Samedi", members=[alice, bob])
    said = write_post(thread, by=alice, text="La clé est sous le pot")
    assert "sous le pot" in again(said) and again(said) == again(said)
    assert len(drawn) == 3 and showing._drawn.cache_info().currsize == 0
