"""What another process committed is told here; what this one committed is not told a second time."""

import threading
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from commons.conversations.actions import write_post
from commons.conversations.models import Topic
from commons.conversations.verbs import Verb
from commons.journal import bell, readers
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.journal.readers import Reader, everything
from commons.live.watcher import tell_new_entries
from commons.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch: Any) -> list[Entry]:
    """Every entry, each time that the prompt readers of this process are told of it. Numbers of entries begin again in
    the emptied tables of each test, so what was heard before is nothing.
    """
    monkeypatch.setattr(bell, "_heard", deque(maxlen=1000))
    monkeypatch.setattr(bell, "_expected", deque(maxlen=1000))
    heard: list[Entry] = []

    def hear(entries: Sequence[Entry]) -> None:
        heard.extend(entries)

    monkeypatch.setattr(readers, "prompt_readers", lambda: [Reader("test", hear, everything)])
    return heard


def as_another_process(topic: Topic, by: Person) -> Entry:
    about = ContentType.objects.get_for_model(Topic)
    return Entry.objects.create(verb=Verb.TOPIC_PINNED, by=by, about_type=about, about_id=topic.pk)


def test_what_another_process_committed_is_told_once(alice: Person, topic: Topic, told: list[Entry]) -> None:
    place = tell_new_entries(None)
    entry = as_another_process(topic, alice)
    place = tell_new_entries(place)
    assert told == [entry]
    tell_new_entries(place)
    assert told == [entry]


def test_the_watcher_that_is_faster_than_the_one_who_wrote_waits_for_them(
    bob: Person, topic: Topic, told: list[Entry], monkeypatch: Any
) -> None:
    place = tell_new_entries(None)
    committed, looking = threading.Event(), threading.Event()
    heard, not_heard = bell.heard, bell.not_heard

    def heard_late(entries: Any) -> None:
        committed.set()
        assert looking.wait(10)
        heard(entries)

    def looks(entries: Any) -> set[int]:
        looking.set()
        return not_heard(entries, 10)

    monkeypatch.setattr(bell, "heard", heard_late)
    monkeypatch.setattr(bell, "not_heard", looks)

    def write() -> None:
        write_post(topic, by=bob, text="Me voici")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert committed.wait(10)
    tell_new_entries(place)
    writer.join()
    assert [entry.verb for entry in told] == [Verb.POST_WRITTEN]


def test_a_number_that_was_rolled_back_here_and_given_to_another_process_is_told(
    alice: Person, topic: Topic, told: list[Entry], monkeypatch: Any
) -> None:
    place = tell_new_entries(None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        undone = record(Verb.TOPIC_PINNED, by=alice, about=topic).pk
        raise ZeroDivisionError
    entry = as_another_process(topic, alice)
    assert entry.pk == undone
    monkeypatch.setattr(bell, "not_heard", partial(bell.not_heard, patience=0.05))
    tell_new_entries(place)
    assert told == [entry]
