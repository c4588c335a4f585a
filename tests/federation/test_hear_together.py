"""Letters that come in great numbers are acted upon together; one that fails harms and delays no other."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.communities.actions import ban_person
from commons.conversations.actions import lock_topic, start_topic
from commons.conversations.models import Post
from commons.journal.actions import run_errands
from commons.journal.models import Entry, Errand
from federation import inbound, outbound
from federation.models import Delivery, ReceivedActivity
from federation.translators import hearing

pytestmark = pytest.mark.django_db


REMEMBERED = ("communities_ban", "people_quiethome", "people_block", "federation_server")


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def oskar(elsewhere):
    return elsewhere.somebody("oskar")


@pytest.fixture
def known(nina, oskar, topic, worker):
    """Both have been met before: what they say needs nobody's answer."""
    for somebody in (nina, oskar):
        somebody.sends(somebody.says("Create", somebody.note(f"/{somebody.name}/0", **answer(topic))))
    worker.run()


def answer(topic):
    return {"inReplyTo": topic.posts.first().address}


def says(somebody, number, topic, **more):
    note = somebody.note(f"/{somebody.name}/{number}", **{**answer(topic), **more})
    somebody.sends(somebody.says("Create", note))


def states():
    rows = ReceivedActivity.objects.order_by("pk").values_list("activity_id", "state", "outcome")
    return {tuple(name.rsplit("/", 3)[1::2]): (state, outcome) for name, state, outcome in rows}


def said_by(somebody):
    posts = Post.objects.filter(author__uri=somebody.address).order_by("seq")
    return [post.uri.rsplit("/", 1)[1] for post in posts]


@contextmanager
def at_most(number):
    """What is remembered between transactions is asked again within one, in which all of this test runs."""
    with CaptureQueriesContext(connection) as asked:
        yield
    asked = [one["sql"] for one in asked if not any(name in one["sql"] for name in REMEMBERED)]
    assert len(asked) <= number, "\n".join(asked)


def test_many_answers_cost_few_questions(known, nina, oskar, topic, alice):
    for number in range(1, 11):
        says(nina, number, topic)
        says(oskar, number, topic)
    with at_most(30):
        assert inbound.handle_received() == 20
    assert said_by(nina) == said_by(oskar) == [str(number) for number in range(11)]
    topic.refresh_from_db()
    assert list(topic.posts.values_list("seq", flat=True)) == list(range(1, 24))
    assert (topic.last_seq, topic.post_count, topic.events.count()) == (23, 23, 23)
    assert Entry.objects.about_thing(topic).filter(verb="conversations.post_written").count() == 23
    with at_most(45):
        assert run_errands() >= 60  # with Redis, the page store asks too
    assert alice.notices.count() == 22
    assert not Errand.objects.exclude(state="done").exists()


def test_one_that_fails_harms_no_other_and_delays_only_its_sender(known, nina, oskar, topic, monkeypatch):
    words = hearing.text_of

    def broken(thing):
        if thing.id.endswith("/nina/2"):
            raise RuntimeError("a bug")
        return words(thing)

    monkeypatch.setattr(hearing, "text_of", broken)
    for number in (1, 2, 3):
        says(nina, number, topic)
        says(oskar, number, topic)
    inbound.handle_received()
    assert said_by(oskar) == ["0", "1", "2", "3"]
    assert said_by(nina) == ["0", "1"]
    failed, behind = ReceivedActivity.objects.filter(state="ready").order_by("pk")
    assert "a bug" in failed.last_error and failed.tries == 1 and failed.due_at > timezone.now()
    assert (behind.tries, behind.token) == (0, None)
    monkeypatch.setattr(hearing, "text_of", words)
    ReceivedActivity.objects.filter(state="ready").update(due_at=timezone.now())
    inbound.handle_received()
    assert said_by(nina) == ["0", "1", "2", "3"]


def test_what_needs_another_look_keeps_its_place_among_the_others(known, nina, oskar, topic, space, worker):
    """An answer to what comes in the same moment, the same thing said twice, a change, a new conversation."""
    says(nina, 1, topic)
    nina.sends(nina.says("Create", nina.note("/nina/1", **answer(topic))))
    says(oskar, 1, topic, inReplyTo=nina.home.origin + "/nina/1")
    nina.sends(nina.says("Update", nina.note("/nina/1", content="<p>Mieux dit</p>", **answer(topic))))
    says(nina, 2, topic)
    nina.sends(nina.says("Create", nina.note("/nina/3", cc=[space.address])))
    says(nina, 4, topic, inReplyTo=nina.home.origin + "/nina/3")
    worker.run()
    outcomes = list(ReceivedActivity.objects.order_by("pk").values_list("outcome", flat=True))[2:]
    assert outcomes == ["answered", "seen", "answered", "revised", "answered", "topic-started", "answered"]
    assert Post.objects.get(uri__endswith="/oskar/1").reply_to.uri.endswith("/nina/1")
    assert "Mieux dit" in Post.objects.get(uri__endswith="/nina/1").html


def test_who_may_not_write_is_refused_alone(known, nina, oskar, topic, alice, mona, space):
    closed = start_topic(by=alice, title="Fini", text="Fini.", community=space)
    lock_topic(closed, by=mona)
    author = Post.objects.filter(author__uri=oskar.address)[0].author
    ban_person(space, by=mona, person=author, reason="test")
    says(nina, 1, closed)
    says(oskar, 1, topic)
    says(nina, 2, topic)
    inbound.handle_received()
    rows = ReceivedActivity.objects.order_by("pk")[2:]
    assert [row.outcome or row.last_error for row in rows] == [
        "WrongMoment: WrongMoment",
        "banned",
        "answered",
    ]


def test_a_group_with_many_followers_is_told_in_parts(
    known, nina, oskar, topic, space, follower, worker, monkeypatch
):
    follower(oskar, space)
    monkeypatch.setattr(outbound, "MOST_WRITTEN", 1)
    for number in (1, 2, 3):
        says(nina, number, topic)
    worker.run()
    told = Delivery.objects.filter(kind="Create", about__contains="/nina/").order_by("pk")
    assert [letter.about.rsplit("/", 1)[1] for letter in told] == ["1", "2", "3"]
    assert not Errand.objects.exclude(state="done").exists()
