"""The public record: verbs in the reader's language, nothing private, nothing hidden."""

from typing import Any

from django.test import Client

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.conversations.models import Topic
from commons.people.actions import give_role
from commons.people.models import Person


def test_it_says_who_did_what(alice: Person, bob: Person, visitor: Client) -> None:
    start_topic(by=alice, title="Les quais", text="Un mot que le registre ne répète pas")
    give_role(bob, by=None, role="mediator", reason="test")
    page = visitor.get("/journal/")
    text = page.content.decode()
    assert page.headers["X-Page-Store"] == "public"
    assert "started a conversation" in text and "Les quais" in text and "gave a role" in text
    assert "ne répète pas" not in text


def test_what_is_private_or_hidden_is_not_named(alice: Person, bob: Person, visitor: Client) -> None:
    write_post(open_private_thread(about=alice, title="Secret", members=[alice, bob]), by=alice, text="x")
    hidden = start_topic(by=alice, title="Une insulte", text="x")
    Topic.objects.filter(pk=hidden.pk).update(state=Topic.State.HIDDEN)
    text = visitor.get("/journal/").content.decode()
    assert "Secret" not in text and "insulte" not in text


def test_somebody_who_left_is_somebody(alice: Person, visitor: Client) -> None:
    start_topic(by=alice, title="Les quais", text="x")
    Person.objects.filter(pk=alice.pk).update(state=Person.State.GONE)
    text = visitor.get("/journal/").content.decode().split("<main")[1]
    assert "Alice" not in text and "Somebody started a conversation" in " ".join(text.split())


def test_one_part_of_the_town_and_the_way_back_in_time(
    alice: Person, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        start_topic(by=alice, title=f"Sujet {number}", text="x")
    visitor.get("/journal/")
    with django_assert_max_num_queries(6):
        page = visitor.get("/journal/", {"room": "conversations"}).content.decode()
    assert "Sujet 59" in page and "before=" in page and "joined the town" not in page
    assert visitor.get("/journal/", {"room": "<script>", "before": "²"}).status_code == 200
