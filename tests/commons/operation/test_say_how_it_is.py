"""What machines ask a town: does it run, can it answer people, does its worker live, and how much is there to do."""

import threading
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import DatabaseError
from django.utils import timezone

from commons.journal.models import Job
from commons.operation import health, porch, pulse
from commons.operation.models import Heartbeat, TownSeal
from commons.operation.porch import Porch
from commons.operation.traffic import traffic

pytestmark = pytest.mark.django_db(transaction=True)

LOCAL, ABROAD = ("127.0.0.1", 5000), ("198.51.100.7", 5000)


async def inside(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def ask(monkeypatch):
    """ask("/readyz") is what a machine hears: (status, words, headers)."""
    monkeypatch.setattr(porch, "KEPT", 0.0)
    ours = Porch(inside)

    async def one(path, client=LOCAL, **headers):
        said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": said,
                 "client": client}  # fmt: skip
        communicator = ApplicationCommunicator(ours, scope)
        await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
        start = await communicator.receive_output(timeout=10)
        body = await communicator.receive_output(timeout=10)
        return start["status"], body["body"].decode(), dict(start["headers"])

    yield one
    ours.pool.shutdown()


async def test_a_process_that_runs_says_so_without_asking_anybody(ask, monkeypatch):
    monkeypatch.setattr(health, "troubles", lambda: pytest.fail("no question is asked"))
    status, words, headers = await ask("/livez")
    assert (status, words) == (200, "yes\n")
    assert b"set-cookie" not in headers and headers[b"cache-control"] == b"no-store"


async def test_a_town_that_is_well_is_ready_and_gives_nobody_a_cookie(ask):
    status, words, headers = await ask("/readyz")
    assert (status, words) == (200, "yes\n") and b"set-cookie" not in headers


class NoDatabase:
    def cursor(self):
        raise DatabaseError


def broken_database(monkeypatch):
    monkeypatch.setattr(health, "connection", NoDatabase())


def unmigrated(monkeypatch):
    monkeypatch.setattr(health, "is_migrated", lambda: False)


def full_disk(monkeypatch):
    monkeypatch.setattr(health, "disk_left", lambda: 0.04)


def ending(monkeypatch):
    monkeypatch.setattr(traffic, "is_ending", True)


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (broken_database, "The database does not answer."),
        (unmigrated, "The database waits for: manage.py migrate."),
        (full_disk, "Less than 5% of the disk of CALADE_DATA is free."),
        (ending, "This process ends."),
    ],
)
async def test_each_trouble_is_said_in_a_sentence_to_those_inside_alone(ask, monkeypatch, harm, why):
    harm(monkeypatch)
    assert (await ask("/readyz"))[:2] == (503, f"{why}\n")
    assert (await ask("/readyz", client=ABROAD))[:2] == (503, "no\n")
    assert (await ask("/readyz", x_forwarded_for="198.51.100.7"))[:2] == (503, "no\n")


async def test_another_key_than_the_towns_is_noticed(ask, settings):
    await sync_to_async(pulse.keep_seal)()
    assert (await ask("/readyz"))[0] == 200
    settings.SECRET_KEY = "another-key-of-another-town-0123456789-0123456789-0"
    status, words, _headers = await ask("/readyz")
    assert status == 503 and "another town's key" in words
    await sync_to_async(pulse.keep_seal)()
    assert (await ask("/readyz"))[0] == 503, "a worker with the wrong key does not make it the right one"


def test_the_seal_follows_a_key_that_is_changed(settings):
    pulse.keep_seal()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "the-key-that-follows-0123456789-0123456789-0123456"
    settings.SECRET_KEY_FALLBACKS = [old]
    pulse.keep_seal()
    settings.SECRET_KEY_FALLBACKS = []
    assert pulse.key_is_right() and TownSeal.objects.count() == 1


async def test_a_worker_that_lives_says_so_and_one_that_is_silent_is_missed(ask):
    assert (await ask("/readyz/worker"))[0] == 503
    ours = pulse.Pulse()
    await sync_to_async(ours.beat)()
    assert (await ask("/readyz/worker"))[:2] == (200, "yes\n")
    late = timezone.now() - timedelta(seconds=31)
    await sync_to_async(Heartbeat.objects.update)(at=late)
    status, words, _headers = await ask("/readyz/worker")
    assert status == 503 and words.startswith("No worker has said anything for 30 seconds")
    await sync_to_async(ours.end)()
    assert not await sync_to_async(Heartbeat.objects.exists)()


async def test_figures_count_what_waits_and_what_was_given_up(ask):
    def work():
        long_ago = timezone.now() - timedelta(minutes=10)
        Job.objects.create(task="a.b", due_at=long_ago)
        Job.objects.create(task="a.b", state=Job.State.DEAD)
        pulse.Pulse().beat()

    await sync_to_async(work)()
    await ask("/anything")
    status, words, headers = await ask("/metrics")
    assert status == 200 and headers[b"content-type"] == b"text/plain; version=0.0.4; charset=utf-8"
    found = dict(line.rsplit(" ", 1) for line in words.splitlines() if not line.startswith("#"))
    assert found['calade_due_rows{kind="job"}'] == "1" and found['calade_given_up_rows{kind="job"}'] == "1"
    assert 600 <= float(found['calade_oldest_due_seconds{kind="job"}']) < 700
    assert found['calade_due_rows{kind="errand"}'] == "0" and 'calade_due_rows{kind="delivery"}' in found
    assert int(found['calade_requests_total{status="2xx"}']) >= 1
    assert float(found["calade_worker_heartbeat_age_seconds"]) < 30
    assert float(found["calade_cpu_seconds_total"]) > 0 and found["calade_sockets_now"] == "0"


async def test_figures_are_for_those_inside_or_who_have_the_token(ask, settings):
    assert (await ask("/metrics", client=ABROAD))[0] == 404
    assert (await ask("/metrics", x_forwarded_for="10.0.0.1"))[0] == 404
    assert (await ask("/metrics", client=("10.0.0.3", 1)))[0] == 200
    settings.CALADE_METRICS_TOKEN = "a-long-word"
    assert (await ask("/metrics"))[0] == 404
    assert (await ask("/metrics", authorization="Bearer another"))[0] == 404
    through_a_proxy = {"client": ABROAD, "x_forwarded_for": "198.51.100.7"}
    assert (await ask("/metrics", authorization="Bearer a-long-word", **through_a_proxy))[0] == 200


async def test_pages_that_are_slow_do_not_make_it_look_dead(ask, monkeypatch):
    """Asked in a thread of its own; one that hangs is answered for after a while."""
    hangs = threading.Event()
    monkeypatch.setattr(porch, "PATIENCE", 0.1)
    monkeypatch.setattr(health, "troubles", lambda: hangs.wait(20) and [])
    assert (await ask("/readyz"))[:2] == (503, "The database does not answer.\n")
    assert (await ask("/livez"))[0] == 200
    hangs.set()
