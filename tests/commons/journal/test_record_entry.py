"""An act and its entry are one: both are there, or neither."""

import pytest
from django.db import transaction

from commons.conversations.actions import write_post
from commons.conversations.models import Post
from commons.journal.actions import record
from commons.journal.models import Entry, Errand
from commons.people.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice):
    from commons.conversations.actions import start_topic

    return start_topic(by=alice, title="Les quais", text="Qu’en pensez-vous ?")


def test_an_entry_needs_the_transaction_of_its_change(alice, django_db_blocker, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(Verb.PERSON_REVISED, by=alice, about=alice)


def test_what_is_undone_leaves_no_entry(topic, bob):
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_post(topic, by=bob, text="Bonjour")
        raise ZeroDivisionError
    assert Entry.objects.count() == before
    assert Post.objects.filter(author=bob).count() == 0


def test_one_errand_per_reader_that_wants_it(topic, bob):
    write_post(topic, by=bob, text="Bonjour")
    entry = Entry.objects.latest("pk")
    readers = set(entry.errands.values_list("reader", flat=True))
    assert {"notices", "search"} <= readers
    assert Errand.objects.filter(entry=entry).count() == len(readers)


def test_the_words_of_a_person_are_never_copied_into_the_journal(topic, bob):
    write_post(topic, by=bob, text="un mot très reconnaissable")
    assert "reconnaissable" not in str(list(Entry.objects.values()))


def test_the_worker_tells_the_readers_once(topic, alice, bob, worker):
    write_post(topic, by=bob, text="Bonjour")
    worker.run()
    assert alice.notices.count() == 1
    assert worker.run() == 0
    assert alice.notices.count() == 1


def test_a_reader_that_fails_is_asked_again_later(topic, bob, worker, monkeypatch):
    from commons.journal import readers

    write_post(topic, by=bob, text="Bonjour")
    broken = {
        name: readers.Reader(name, _fail if name == "notices" else r.read, r.wants)
        for name, r in readers.patient_readers().items()
    }
    monkeypatch.setattr(readers, "_patient", broken)
    worker.run()
    first, second = Errand.objects.filter(reader="notices").order_by("pk")
    assert first.state == Errand.State.READY
    assert first.tries == 1 and "ZeroDivisionError" in first.last_error
    assert first.due_at > first.entry.at
    assert second.tries == 0, "what happened later to the same topic waits its turn"


def _fail(entry):
    raise ZeroDivisionError
