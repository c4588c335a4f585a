"""Several workers in the same morning, and two taps in the same instant: each is told once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from commons.conversations.actions import start_topic, write_post
from commons.journal.jobs import run_jobs
from commons.journal.models import Job
from commons.notices.actions import (
    ask_to_subscribe,
    choose_wishes,
    digests,
    queue_bulletins,
    queue_digests,
    renew_feed,
)
from commons.notices.models import DigestRun, FeedAddress, Notice, Subscription, Wishes
from tests.hands import at_the_same_time

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def failures(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_one_message_each_however_many_workers(
    alice: Any, bob: Any, charlie: Any, town: Any, worker: Any, monkeypatch: Any
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="x")
    for person in (bob, charlie):
        write_post(topic, by=person, text="Réponse")
    worker.run()
    Notice.objects.update(at=timezone.now() - timedelta(days=8))
    DigestRun.objects.all().delete()
    monkeypatch.setattr(digests, "SLICE", 1)
    for _round in range(6):
        assert failures(at_the_same_time([queue_digests] * 3)) == []
    jobs = Job.objects.filter(task__endswith="mail_digest").values_list("arguments", flat=True)
    everybody = [alice.pk, bob.pk, charlie.pk]  # told after all of them had written there
    assert sorted(said["args"][0] for said in jobs) == everybody
    mail.outbox.clear()
    while run_jobs():
        pass
    told = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    assert told == ["alice", "bob", "charlie"]


def test_taps_in_the_same_instant(alice: Any, roquette: Any, worker: Any) -> None:
    taps = [lambda: choose_wishes(by=alice, talk="daily")] * 3
    taps += [lambda: ask_to_subscribe(email="v@x.net", kind="neighbourhood", key=str(roquette.pk))] * 3
    taps += [lambda: renew_feed(by=alice)] * 3
    assert failures(at_the_same_time(taps)) == []
    assert [rows.objects.count() for rows in (Wishes, Subscription, FeedAddress)] == [1, 1, 1]
    Subscription.objects.update(confirmed_at=timezone.now(), told_until=timezone.now() - timedelta(days=8))
    assert failures(at_the_same_time([queue_bulletins] * 3)) == []
    assert Job.objects.filter(task__endswith="mail_bulletin").count() == 1
