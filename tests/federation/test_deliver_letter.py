"""Delivering with patience: what each answer means, and that no lane stands still for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.conversations.actions import start_topic
from federation import delivery
from federation.models import Delivery, RemoteActor, Server
from federation.own_keys import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(nina, elsewhere, space):
    """waiting(2): so many deliveries to nina, and what became of the first after one try."""
    from federation.identities import actor_at

    actor_at(nina.address)

    def make(how_many=1):
        key = key_of(space)
        for number in range(how_many):
            Delivery.objects.create(
                activity_id=f"https://ville.example/{number}",
                inbox=f"{nina.address}/inbox",
                host=elsewhere.host,
                body=f'{{"type": "Like", "number": {number}}}',
                signer=key,
                lane=elsewhere.host,
            )
        return Delivery.objects.order_by("pk")

    return make


def try_once():
    Delivery.objects.filter(state="ready").update(due_at=timezone.now())
    delivery.deliver_due()


def test_a_host_keeps_its_order_and_one_that_is_away_holds_only_its_own(
    waiting, elsewhere, evil, mallory, space
):
    rows = waiting(3)
    elsewhere.answers = [503]
    Delivery.objects.create(
        activity_id="https://ville.example/other", inbox=f"{mallory.address}/inbox", host=evil.host, body="{}",
        signer=key_of(space), lane=evil.host,
    )  # fmt: skip
    while delivery.deliver_due():
        pass
    assert len(evil.letters) == 1
    assert elsewhere.letters == []
    assert [row.tries for row in rows.filter(host=elsewhere.host)] == [1, 0, 0]
    rows.update(due_at=timezone.now())
    while delivery.deliver_due():
        pass
    assert [said["number"] for said in elsewhere.received()] == [0, 1, 2]


def test_a_dialect_that_worked_is_remembered_and_forgotten_again(waiting, elsewhere):
    waiting(3)
    elsewhere.answers = [401, 202]
    delivery.deliver_due()
    delivery.deliver_due()
    assert [bool(letter.all_of("signature-input")) for letter in elsewhere.letters] == [True, True]
    elsewhere.answers = [400, 202]
    delivery.deliver_due()
    assert not elsewhere.letters[-1].all_of("signature-input")
    assert Server.objects.get().dialect == "cavage"


def test_a_refusal_by_both_dialects_changes_no_memory(waiting, elsewhere):
    (row,) = waiting()
    elsewhere.answers = [401, 401]
    delivery.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.last_error, Server.objects.get().dialect) == ("ready", "status-401", "cavage")


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_other_refusals_are_not_asked_twice(waiting, elsewhere, status):
    waiting()
    elsewhere.answers = [status, 202]
    delivery.deliver_due()
    assert elsewhere.answers == [202]


@pytest.mark.parametrize("status", [404, 410])
def test_an_inbox_that_is_gone_gets_nothing_more(
    waiting, elsewhere, nina, status, space, alice, follower, worker
):
    (row,) = waiting()
    elsewhere.answers = [status]
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.state == "dead"
    assert RemoteActor.objects.get(uri=nina.address).gone_at
    follower(nina, space)
    start_topic(by=alice, title="x", text="y", community=space)
    worker.run()
    assert elsewhere.letters == []


def test_behind_a_shared_inbox_that_is_gone_people_are_still_there(elsewhere, space, alice, follower, worker):
    otto = elsewhere.somebody("otto", endpoints={"sharedInbox": f"{elsewhere.origin}/inbox"})
    elsewhere.answers = [404]
    follower(otto, space)
    worker.run()
    start_topic(by=alice, title="x", text="y", community=space)
    worker.run()
    assert {letter.target for letter in elsewhere.letters} == {"/u/otto/inbox"}


@pytest.mark.parametrize("status", [406, 413, 415, 422, 501, 302])
def test_what_they_will_never_take_is_given_up_and_logged(waiting, elsewhere, status, caplog):
    (row,) = waiting()
    elsewhere.answers = [status]
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.state == "dead"
    assert "a fault of ours" in caplog.text


def test_the_time_they_ask_for_is_given(waiting, elsewhere):
    (row,) = waiting()
    elsewhere.answers, elsewhere.headers = [429], {"Retry-After": "7200"}
    delivery.deliver_due()
    row.refresh_from_db()
    assert timedelta(minutes=119) < row.due_at - timezone.now() < timedelta(minutes=121)


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2099 07:28:00 -0000", "soon", "²", "-5", "9" * 40])
def test_a_strange_time_breaks_nothing(waiting, elsewhere, value):
    (row,) = waiting()
    elsewhere.answers, elsewhere.headers = [429], {"Retry-After": value}
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.due_at - timezone.now() <= timedelta(days=1, minutes=1)


@pytest.mark.parametrize(("status", "most"), [(500, delivery.MOST_FAULTS), (403, delivery.MOST_REFUSALS)])
def test_one_letter_they_never_digest_does_not_hold_the_others(waiting, elsewhere, status, most):
    waiting(2)
    elsewhere.answers = [status] * most
    for _ in range(most + 1):
        try_once()
    assert [said["number"] for said in elsewhere.received()] == [1]
    assert Delivery.objects.order_by("pk").first().state == "dead"


def test_a_host_that_is_away_is_asked_less_and_less_and_given_up_after_a_month(waiting, elsewhere):
    (row,) = waiting()
    elsewhere.answers = [503] * 12
    waits = []
    for _ in range(10):
        try_once()
        row.refresh_from_db()
        waits.append((row.due_at - timezone.now()).total_seconds())
    assert waits[0] < 10
    assert 18 * 3600 - 60 < waits[-1] < 30 * 3600 + 60
    assert Server.objects.get().failing_since
    Delivery.objects.update(asked_at=timezone.now() - timedelta(days=31))
    try_once()
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("dead", "too-old")


def test_nobody_listening_is_patience_too(waiting, nina):
    (row,) = waiting()
    Delivery.objects.update(inbox="http://localhost:9/inbox", host="localhost:9")
    delivery.deliver_due()
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("ready", "unreachable")


def test_a_host_blocked_meanwhile_gets_nothing(waiting, elsewhere):
    (row,) = waiting()
    Server.objects.create(host=elsewhere.host, standing="blocked")
    delivery.deliver_due()
    row.refresh_from_db()
    assert (row.state, elsewhere.letters) == ("dead", [])


def test_a_key_that_cannot_be_opened_is_not_tried_for_ever(waiting, caplog):
    (row,) = waiting()
    row.signer.rsa_private = "lost"
    row.signer.save()
    for _ in range(delivery.MOST_REFUSALS):
        try_once()
    row.refresh_from_db()
    assert row.state == "dead"
