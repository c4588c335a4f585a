"""How quickly one talks, who writes, what is locked, closed or archived; and what is told about it on the page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commons.base.errors import MayNot, TooMany
from commons.conversations.actions import arrange_topic, cool_topics, lock_topic, write_post
from commons.conversations.actions.pace import HOT_POSTS
from commons.conversations.models import Post, Topic
from commons.people.models import Person

Typed = Callable[..., dict[str, Any]]


def test_mona_slows_a_conversation_and_bob_is_told_when_he_may_go_on(
    mona: Person, bob: Person, topic: Topic, signed_in: Any, visitor: Client, typed: Typed
) -> None:
    assert signed_in(bob).get(f"/discussions/{topic.pk}/rythme/").status_code == 403
    signed_in(mona).post(f"/discussions/{topic.pk}/rythme/", {"slow_seconds": "300"})
    assert "one message in five minutes" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    browser, where = signed_in(bob), f"/discussions/{topic.pk}/ecrire/"
    assert browser.post(where, typed("Un")).status_code == 303
    slowed = browser.post(where, typed("Deux"))
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) > 200
    assert "Your next message may come from" in browser.get(f"/discussions/{topic.pk}/").content.decode()
    write_post(topic, by=mona, text="Un")
    write_post(topic, by=mona, text="Qui garde l’ordre n’attend pas.")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert browser.post(where, typed("Deux")).status_code == 303


def test_announcements_are_read_and_reacted_to_by_all(
    mona: Person, alice: Person, bob: Person, topic: Topic, signed_in: Any, typed: Typed
) -> None:
    arrange_topic(topic, by=mona, slow_seconds=0, announcements=True)
    browser = signed_in(bob)
    page = browser.get(f"/discussions/{topic.pk}/").content.decode()
    assert "<textarea" not in page and "Announcements:" in page
    assert browser.post(f"/discussions/{topic.pk}/ecrire/", typed("Moi aussi")).status_code == 403
    post = topic.posts.get()
    browser.post(f"/discussions/messages/{post.pk}/reagir/", {"emoji": "👍"})
    assert post.reactions.count() == 1
    write_post(topic, by=alice, text="La suite")  # who began it


def test_thirty_messages_of_several_people_slow_it_down_by_itself(
    alice: Person, bob: Person, charlie: Person, mona: Person, topic: Topic, settings: Any, visitor: Client
) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    for number in range(HOT_POSTS):
        write_post(topic, by=(bob, charlie, mona)[number % 3], text=f"Ah non {number}")
    page = visitor.get(f"/discussions/{topic.pk}/?page=2").content.decode()
    assert "Many messages came in a short while" in page
    with pytest.raises(TooMany):
        write_post(topic, by=bob, text="Encore")
    write_post(topic, by=alice, text="Doucement")  # she began it
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        write_post(topic, by=bob, text="Plus tard")
        assert cool_topics() == 1 and cool_topics() == 0
        assert "Many messages" not in visitor.get(f"/discussions/{topic.pk}/?page=2").content.decode()


def test_one_person_who_writes_much_heats_nothing(bob: Person, topic: Topic, settings: Any) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    for number in range(HOT_POSTS + 2):
        write_post(topic, by=bob, text=f"n° {number}")
    assert Topic.objects.get().heated_until is None


def test_locked_is_not_closed_and_closed_says_what_came_out(
    alice: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    browser, where = signed_in(alice), f"/discussions/{topic.pk}/fermer/"
    assert browser.post(where, {"outcome": " "}).status_code == 422
    assert browser.post(where, {"only": "1"}).status_code == 303
    assert "locked for now" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    browser.post(f"/discussions/{topic.pk}/rouvrir/")
    browser.post(where, {"outcome": "Six bancs."})
    page = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "is closed" in page and "Six bancs." in page


def test_what_is_archived_stands_last_and_only_who_keeps_order_opens_it(
    alice: Person, mona: Person, topic: Topic, signed_in: Any, visitor: Client, typed: Typed
) -> None:
    assert signed_in(alice).post(f"/discussions/{topic.pk}/archiver/").status_code == 403
    assert signed_in(mona).post(f"/discussions/{topic.pk}/archiver/").status_code == 303
    assert "is archived" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert signed_in(alice).post(f"/discussions/{topic.pk}/ecrire/", typed("Encore")).status_code == 409
    assert signed_in(alice).post(f"/discussions/{topic.pk}/rouvrir/").status_code == 403
    with pytest.raises(MayNot):
        lock_topic(topic, by=alice, outcome="x")
    assert signed_in(mona).post(f"/discussions/{topic.pk}/rouvrir/").status_code == 303
    write_post(topic, by=alice, text="De nouveau")


def test_a_message_can_be_changed_for_a_day_and_taken_back_for_ever(
    alice: Person, topic: Topic, signed_in: Any, typed: Typed
) -> None:
    post = topic.posts.get()
    browser, where = signed_in(alice), f"/discussions/messages/{post.pk}/"
    Post.objects.filter(pk=post.pk).update(created=timezone.now() - timedelta(hours=23))
    assert browser.post(f"{where}modifier/", typed("Mieux dit")).status_code == 303
    assert "What it said before" in browser.get(where).content.decode()
    Post.objects.filter(pk=post.pk).update(created=timezone.now() - timedelta(hours=25))
    refused = browser.post(f"{where}modifier/", typed("Autre chose"))
    assert refused.status_code == 403 and "for a day" in refused.content.decode()
    assert "modifier/" not in browser.get(where).content.decode()
    assert browser.post(f"{where}supprimer/").status_code == 303


def test_everything_read_and_one_message_unread_again(
    alice: Person, bob: Person, topic: Topic, signed_in: Any
) -> None:
    browser = signed_in(alice)
    post = write_post(topic, by=bob, text="Du nouveau")
    assert "Les quais" in browser.get("/discussions/nouveau/").content.decode()
    browser.post("/discussions/nouveau/")
    assert "You are up to date" in browser.get("/discussions/nouveau/").content.decode()
    browser.post(f"/discussions/messages/{post.pk}/non-lu/")
    assert "Les quais" in browser.get("/discussions/nouveau/").content.decode()
