"""Many people write in one topic at once: numbers follow each other without a gap, and nothing is written twice."""

import threading
import uuid

import pytest
from django.db import connection

from commons.conversations.actions import react, start_topic, write_post
from commons.conversations.models import Post, TopicEvent

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    faults = []

    def run(act):
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_numbers_follow_each_other_without_a_gap(alice, bob, charlie):
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    writers = [alice, bob, charlie]
    at_once(*(lambda n=n: write_post(topic, by=writers[n % 3], text=f"message {n}") for n in range(12)))
    topic.refresh_from_db()
    assert topic.last_seq == topic.post_count == 13
    assert list(topic.posts.values_list("seq", flat=True)) == list(range(1, 14))
    assert list(TopicEvent.objects.filter(topic=topic).order_by("seq").values_list("seq", flat=True)) == list(
        range(1, 14)
    )


def test_one_message_sent_many_times_is_written_once(alice, bob):
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    same = uuid.uuid4()
    at_once(*(lambda: write_post(topic, by=bob, text="une fois", client_id=same) for _ in range(8)))
    assert Post.objects.filter(author=bob).count() == 1


def test_events_of_every_kind_share_one_count(alice, bob):
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    first = topic.posts.get()
    at_once(
        *(lambda n=n: write_post(topic, by=bob, text=f"m {n}") for n in range(4)),
        *(lambda emoji=emoji: react(first, by=bob, emoji=emoji) for emoji in ["👍", "🙏", "🤔"]),
    )
    seqs = list(TopicEvent.objects.filter(topic=topic).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 9))
