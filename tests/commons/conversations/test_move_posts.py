"""Splitting, moving, merging: links hold, numbers have no holes, and nothing reaches other readers."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commons.base.errors import MayNot, WrongMoment
from commons.communities.models import Community
from commons.conversations.actions import (
    merge_topic,
    move_posts,
    react,
    split_topic,
    start_topic,
    write_post,
)
from commons.conversations.live import _events_after
from commons.conversations.models import Post, Topic, TopicEvent
from commons.people.models import Person


@pytest.fixture
def market(square: Community, alice: Person) -> Topic:
    return start_topic(by=alice, title="Le marché", text="Samedi ?", community=square)


def numbers(topic: Topic) -> list[int]:
    topic.refresh_from_db()
    said = [*TopicEvent.objects.filter(topic=topic).values_list("seq", flat=True)]
    assert sorted(said) == list(range(1, topic.last_seq + 1))  # nothing is missing, nothing stands twice
    places = list(topic.posts.order_by("place").values_list("place", flat=True))
    assert places == list(range(1, topic.post_count + 1))
    return said


def test_mona_makes_a_conversation_of_what_left_the_subject(
    mona: Person, bob: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    write_post(topic, by=bob, text="Sur les quais.")
    aside = write_post(topic, by=bob, text="Au fait, la fontaine ?")
    again = write_post(topic, by=bob, text="Elle fuit.", reply_to=aside)
    react(aside, by=mona, emoji="👍")
    old = aside.get_absolute_url()
    said = {"act": "split", "posts": f"{aside.seq}, {again.seq}", "title": "La fontaine"}
    browser = signed_in(mona)
    page = browser.get(f"/discussions/{topic.pk}/ranger/").content.decode()
    assert "Move messages" in page
    answer = browser.post(f"/discussions/{topic.pk}/ranger/", said)
    made = Topic.objects.get(title="La fontaine")
    assert answer.headers["Location"] == made.get_absolute_url()
    assert [post.source for post in made.posts.order_by("seq")] == ["Au fait, la fontaine ?", "Elle fuit."]
    assert visitor.get(old).headers["Location"] == f"/discussions/{made.pk}/?m=1#m1"
    there = visitor.get(f"/discussions/{made.pk}/").content.decode()
    assert "👍 1" in there and "moved here from another conversation" in there
    here = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "La fontaine" not in here and "fontaine ?" not in here and here.count("was moved") == 2
    numbers(topic)
    numbers(made)


def test_an_answer_leads_to_where_what_it_answers_has_gone(
    mona: Person, bob: Person, topic: Topic, visitor: Client
) -> None:
    first = write_post(topic, by=bob, text="À part")
    write_post(topic, by=mona, text="Réponse", reply_to=first)
    made = split_topic(topic, by=mona, title="À part", seqs=[first.seq])
    assert f"/discussions/{made.pk}/?m=1#m1" in visitor.get(f"/discussions/{topic.pk}/").content.decode()


def test_a_merged_conversation_leads_to_the_other_one(
    mona: Person, topic: Topic, market: Topic, signed_in: Any, visitor: Client
) -> None:
    first = market.posts.get()
    said = {"act": "merge", "merge-to": f"https://testserver/discussions/{topic.pk}/?m=1#m1"}
    assert signed_in(mona).post(f"/discussions/{market.pk}/ranger/", said).status_code == 303
    assert visitor.get(f"/discussions/{market.pk}/").headers["Location"] == topic.get_absolute_url()
    first.refresh_from_db()
    went = visitor.get(f"/discussions/{market.pk}/?m=1")
    assert went.headers["Location"] == first.get_absolute_url() and first.topic == topic
    assert b"Samedi" in visitor.get(f"/discussions/{topic.pk}/").content
    assert "Le marché" not in visitor.get("/discussions/").content.decode()
    numbers(topic)
    numbers(market)
    with pytest.raises(MayNot):
        merge_topic(market, by=mona, into=topic)


def test_a_page_that_is_behind_hears_that_messages_went(
    mona: Person, bob: Person, topic: Topic, market: Topic
) -> None:
    aside = write_post(topic, by=bob, text="Secret de polichinelle")
    behind = topic.last_seq
    topic.refresh_from_db()
    move_posts(topic, by=mona, to=market, seqs=[aside.seq])
    heard = _events_after(None, str(topic.pk), behind)["events"]
    assert heard and all("polichinelle" not in event["html"] for event in heard)
    assert any("was moved" in event["html"] or "déplacé" in event["html"] for event in heard)
    market.refresh_from_db()
    came = _events_after(None, str(market.pk), 1)["events"]
    assert [event["kind"] for event in came] == ["post"] and "polichinelle" in came[0]["html"]


def test_messages_stay_among_those_for_whom_they_were_written(
    mona: Person, alice: Person, topic: Topic, square: Community
) -> None:
    inside = start_topic(
        by=alice, title="Entre nous", text="Bas", community=square, reach=Topic.Reach.MEMBERS
    )
    with pytest.raises(WrongMoment):
        move_posts(inside, by=mona, to=topic, seqs=[1])
    with pytest.raises(WrongMoment):
        move_posts(topic, by=mona, to=topic, seqs=[1])


def test_neither_members_nor_moderators_of_elsewhere_move_anything(
    bob: Person, alice: Person, topic: Topic, market: Topic, signed_in: Any
) -> None:
    assert signed_in(bob).get(f"/discussions/{topic.pk}/ranger/").status_code == 403
    for act in (
        lambda: move_posts(topic, by=alice, to=market, seqs=[1]),
        lambda: merge_topic(topic, by=bob, into=market),
    ):
        with pytest.raises(MayNot):
            act()
    assert not Post.objects.filter(state=Post.State.MOVED).exists()


def test_wrong_numbers_are_told_at_their_field(mona: Person, topic: Topic, signed_in: Any) -> None:
    browser = signed_in(mona)
    for posts in ("douze", "9-3", "1-99999999999", ""):
        said = {"act": "split", "posts": posts, "title": "Autre"}
        assert browser.post(f"/discussions/{topic.pk}/ranger/", said).status_code == 422
    said = {"act": "split", "posts": "77", "title": "Autre"}
    assert browser.post(f"/discussions/{topic.pk}/ranger/", said).status_code == 409
    assert Topic.objects.count() == 1


def test_mona_takes_a_conversation_to_another_space(
    mona: Person, topic: Topic, town: Any, signed_in: Any, visitor: Client
) -> None:
    Community.objects.create(kind="space", handle="quais", name="Les quais")
    quays = Community.objects.get(handle="quais")
    said = {"act": "space", "space-space": quays.pk}
    assert signed_in(mona).post(f"/discussions/{topic.pk}/ranger/", said).status_code == 303
    assert "Les quais du Rhône" in visitor.get("/discussions/espaces/quais/").content.decode()
    assert visitor.get(f"/discussions/{topic.pk}/").status_code == 200
    numbers(topic)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_people_write_while_messages_move_and_no_number_is_lost(
    mona: Person, bob: Person, topic: Topic, market: Topic
) -> None:
    for number in range(6):
        write_post(topic, by=bob, text=f"n° {number}")
    start, wrong = threading.Barrier(3), []

    def work(act: Any) -> None:
        try:
            start.wait()
            for number in range(3):
                act(number)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    def move(number: int) -> None:
        here, there = (topic, market) if number % 2 else (market, topic)
        last = here.posts.exclude(state=Post.State.MOVED).order_by("seq").last()
        assert last is not None
        move_posts(here, by=mona, to=there, seqs=[last.seq])

    acts = [
        lambda number: write_post(topic, by=bob, text=f"pendant {number}"),
        lambda number: write_post(market, by=mona, text=f"là {number}"),
        move,
    ]
    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    numbers(topic)
    numbers(market)
