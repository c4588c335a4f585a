"""A long conversation costs what a short one does, wherever one opens it and whenever one writes."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.conversations.actions import start_topic, write_post
from commons.conversations.models import Post, ReadMark, Topic
from commons.conversations.sheets import sheet_of
from commons.live.remembered import forget
from commons.people.models import Person

LONG = 2_000


@pytest.fixture
def long_topic(topic: Topic, bob: Person) -> Topic:
    """Two thousand messages, one an hour, the last one now."""
    now = timezone.now()
    Post.objects.bulk_create(
        Post(
            topic=topic,
            author=bob,
            seq=place,
            place=place,
            source=f"Message {place}",
            html=f"<p>Message {place}</p>",
            created=now - timedelta(hours=LONG - place),
        )
        for place in range(2, LONG + 1)
    )
    Topic.objects.filter(pk=topic.pk).update(last_seq=LONG, post_count=LONG, last_post_at=now)
    topic.refresh_from_db()
    forget()
    return topic


def questions(act: Any) -> list[str]:
    forget()
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("asked", ["", "?page=50", "?page=100", "?m=1234", "?after=1234", "?day=2026-01-01"])
def test_no_page_skips_or_counts_messages(long_topic: Topic, visitor: Client, asked: str) -> None:
    said = questions(lambda: visitor.get(f"/discussions/{long_topic.pk}/{asked}"))
    of_posts = [sql for sql in said if 'FROM "conversations_post"' in sql]
    assert of_posts and not [sql for sql in of_posts if re.search(r"OFFSET [1-9]|COUNT\(", sql)]
    assert len(said) <= 9  # with what a town that was asked nothing yet reads once


def test_the_last_page_asks_what_the_first_one_asks(long_topic: Topic, visitor: Client) -> None:
    first = questions(lambda: visitor.get(f"/discussions/{long_topic.pk}/"))
    last = questions(lambda: visitor.get(f"/discussions/{long_topic.pk}/?page=100"))
    assert len(first) == len(last)


def test_writing_there_asks_what_writing_in_an_empty_one_asks(
    long_topic: Topic, topic: Topic, bob: Person, alice: Person
) -> None:
    other = start_topic(by=alice, title="Vide", text="x", community=topic.community)
    for here in (other, long_topic):
        write_post(here, by=bob, text="Un")  # his marks of what he has read are made
    short = questions(lambda: write_post(other, by=bob, text="Deux"))
    long = questions(lambda: write_post(long_topic, by=bob, text="Trois"))
    assert not [sql for sql in long if re.search(r"COUNT\(|OFFSET [1-9]", sql)]
    assert len(long) <= len(short) + 2  # its heat may be looked at: two small questions, however long it is
    assert Post.objects.get(source="Trois").place == LONG + 2


def test_a_day_leads_to_its_first_message(long_topic: Topic, visitor: Client) -> None:
    day = timezone.localdate(timezone.now() - timedelta(days=20))
    page = visitor.get(f"/discussions/{long_topic.pk}/?day={day.isoformat()}").content.decode()
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    first = Post.objects.filter(topic=long_topic, created__gte=midnight).order_by("created").first()
    assert first is not None and f'id="m{first.seq}"' in page
    for odd in ("2026-02-31", "yesterday", "9999-12-31"):
        assert visitor.get(f"/discussions/{long_topic.pk}/?day={odd}").status_code == 200


def test_a_reader_jumps_to_a_day_though_there_is_something_new(
    long_topic: Topic, alice: Person, signed_in: Any
) -> None:
    ReadMark.objects.update_or_create(person=alice, topic=long_topic, defaults={"last_seq": 1990})
    day = timezone.localdate(timezone.now() - timedelta(days=40))
    page = signed_in(alice).get(f"/discussions/{long_topic.pk}/?day={day.isoformat()}").content.decode()
    assert "Message 1990" not in page and "Message 10" in page


def test_places_are_those_of_messages_not_of_what_else_happens(
    topic: Topic, bob: Person, signed_in: Any
) -> None:
    signed_in(bob).post(f"/discussions/messages/{topic.posts.get().pk}/reagir/", {"emoji": "👍"})
    second = write_post(topic, by=bob, text="Deux")
    assert (second.seq, second.place) == (3, 2)
    assert [row.html.count("Deux") for row in sheet_of(topic, None, at=second.seq).rows] == [0, 1]
