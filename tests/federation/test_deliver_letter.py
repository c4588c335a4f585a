"""Delivering with patience: what each answer means, and that no lane stands still for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.conversations.actions import start_topic
from federation import delivery, lanes
from federation.models import Delivery, RemoteActor, Server
from federation.own_keys import key_of

from .conftest import decided, due_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(nina, elsewhere, space):
    """waiting(2): so many letters to nina, oldest first."""
    from federation.identities import actor_at

    actor_at(nina.address)

    def make(how_many=1, *, inbox=f"{nina.address}/inbox", host=elsewhere.host, **more):
        key = key_of(space)
        for number in range(how_many):
            row = {
                "activity_id": f"https://ville.example/{Delivery.objects.count()}",
                "body": f'{{"type": "Like", "number": {number}}}',
                "signer": key,
                **more,
            }
            Delivery.objects.create(inbox=inbox, host=host, **row)
        lanes.look_at([host])
        return Delivery.objects.order_by("pk")

    return make


def deliver():
    """What is due now, until nothing is."""
    while delivery.deliver_due():
        pass


def try_once():
    due_now()
    deliver()


def lane(elsewhere):
    return Server.objects.get(host=elsewhere.host)


def failing_for(elsewhere, days):
    """The lane as it is after so many days without an answer, about to be tried."""
    long_ago = timezone.now() - timedelta(days=days)
    Server.objects.filter(host=elsewhere.host).update(failing_since=long_ago, failures=20)
    due_now()


def kinds_that_wait():
    waiting = Delivery.objects.filter(state="ready").order_by("rank", "pk")
    return list(waiting.values_list("kind", flat=True))


# --- order, and who waits for whom ---


def test_a_host_keeps_its_order_and_one_that_is_away_holds_only_its_own(waiting, elsewhere, evil, mallory):
    rows = waiting(3)
    waiting(inbox=f"{mallory.address}/inbox", host=evil.host)
    elsewhere.answers = [503]
    deliver()
    assert len(evil.letters) == 1
    assert elsewhere.letters == []
    assert [row.tries for row in rows.filter(host=elsewhere.host)] == [1, 0, 0]
    try_once()
    assert [said["number"] for said in elsewhere.received()] == [0, 1, 2]
    assert lane(elsewhere).next_at is None


def test_what_is_new_does_not_knock_at_a_host_that_is_away(waiting, elsewhere):
    waiting()
    elsewhere.answers = [503, 503]
    deliver()
    waiting()
    deliver()
    assert elsewhere.answers == [503]


def test_a_long_lane_is_read_in_pieces(waiting, elsewhere):
    waiting(2 * lanes.BATCH + 3)
    deliver()
    assert len(elsewhere.letters) == 2 * lanes.BATCH + 3
    assert not Delivery.objects.filter(state="ready").exists()


def test_what_was_taken_over_is_not_written_down(waiting, elsewhere):
    """A worker that was only slow: another has the lane by now."""
    (row,) = waiting()
    (slow,) = lanes.claim(well=1, ailing=1)
    Server.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    (quick,) = lanes.claim(well=1, ailing=1)
    lanes.settle([lanes.Settled(slow, slow.letters[0], lanes.Outcome(lanes.Fate.SENT)), lanes.Settled(slow)])
    row.refresh_from_db()
    assert (row.state, lane(elsewhere).token) == ("ready", quick.token)


def test_letters_that_no_lane_knows_of_are_found(waiting, elsewhere):
    waiting()
    Server.objects.update(next_at=None)
    deliver()
    assert elsewhere.letters == []
    lanes.find_lost()
    deliver()
    assert len(elsewhere.letters) == 1


# --- dialects ---


def test_a_dialect_that_worked_is_remembered_and_forgotten_again(waiting, elsewhere):
    waiting(2)
    elsewhere.answers = [401, 202]
    deliver()
    assert [bool(letter.all_of("signature-input")) for letter in elsewhere.letters] == [True, True]
    assert lane(elsewhere).dialect == "rfc9421"
    waiting()
    elsewhere.answers = [400, 202]
    deliver()
    assert not elsewhere.letters[-1].all_of("signature-input")
    assert lane(elsewhere).dialect == "cavage"


def test_a_refusal_by_both_dialects_changes_no_memory(waiting, elsewhere):
    (row,) = waiting()
    elsewhere.answers = [401, 401]
    deliver()
    row.refresh_from_db()
    assert (row.state, row.last_error, lane(elsewhere).dialect) == ("ready", "status-401", "cavage")


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_other_refusals_are_not_asked_twice(waiting, elsewhere, status):
    waiting()
    elsewhere.answers = [status, 202]
    deliver()
    assert elsewhere.answers == [202]


# --- what answers mean ---


@pytest.mark.parametrize("status", [404, 410])
def test_an_inbox_that_is_gone_gets_nothing_more(
    waiting, elsewhere, nina, status, space, alice, follower, worker
):
    (row,) = waiting()
    elsewhere.answers = [status]
    deliver()
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
    deliver()
    row.refresh_from_db()
    assert row.state == "dead"
    assert "a fault of ours" in caplog.text


@pytest.mark.parametrize("status", [400, 401, 403])
def test_what_is_refused_is_tried_three_more_times_in_a_day_beside_the_others(waiting, elsewhere, status):
    first = waiting(2).first()
    elsewhere.answers = [status] * (1 if status == 403 else 2)
    deliver()
    assert [said["number"] for said in elsewhere.received()] == [1]
    waits = []
    for _ in range(3):
        first.refresh_from_db()
        waits.append((first.due_at - timezone.now()).total_seconds())
        elsewhere.answers = [status] * (1 if status == 403 else 2)
        try_once()
    first.refresh_from_db()
    assert (first.state, first.tries) == ("dead", 4)
    assert 20 * 3600 < sum(waits) <= 24 * 3600
    assert lane(elsewhere).failing_since is None


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_who_is_away_is_waited_for(waiting, elsewhere, status):
    (row,) = waiting()
    elsewhere.answers = [status] * 20
    for _ in range(20):
        try_once()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("ready", 20)


def test_the_time_they_ask_for_is_given(waiting, elsewhere):
    waiting()
    elsewhere.answers, elsewhere.headers = [429], {"Retry-After": "7200"}
    deliver()
    assert timedelta(minutes=119) < lane(elsewhere).next_at - timezone.now() < timedelta(minutes=121)


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2099 07:28:00 -0000", "soon", "²", "-5", "9" * 40])
def test_a_strange_time_breaks_nothing(waiting, elsewhere, value):
    waiting()
    elsewhere.answers, elsewhere.headers = [429], {"Retry-After": value.encode().decode("latin-1")}
    deliver()
    assert lane(elsewhere).next_at - timezone.now() <= timedelta(days=1, minutes=1)


def test_one_letter_they_never_digest_does_not_hold_the_others(waiting, elsewhere):
    waiting(2)
    elsewhere.answers = [500] * delivery.MOST_FAULTS
    for _ in range(delivery.MOST_FAULTS + 1):
        try_once()
    assert [said["number"] for said in elsewhere.received()] == [1]
    assert Delivery.objects.order_by("pk").first().state == "dead"


def test_nobody_listening_is_patience_too(waiting):
    (row,) = waiting(inbox="http://localhost:9/inbox", host="localhost:9")
    deliver()
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("ready", "unreachable")


def test_a_host_blocked_meanwhile_gets_nothing(waiting, elsewhere):
    (row,) = waiting()
    decided(elsewhere.host, "blocked")
    deliver()
    row.refresh_from_db()
    assert (row.state, elsewhere.letters) == ("dead", [])


def test_a_key_that_cannot_be_opened_is_not_tried_for_ever(waiting, caplog):
    (row,) = waiting()
    row.signer.rsa_private = "lost"
    row.signer.save()
    for _ in range(delivery.MOST_OWN_FAULTS):
        try_once()
    row.refresh_from_db()
    assert row.state == "dead"


# --- a host that is away for long ---


def test_a_host_that_is_away_is_asked_less_and_less(waiting, elsewhere):
    waiting()
    elsewhere.answers = [503] * len(lanes.WAITS)
    for expected in lanes.WAITS:
        try_once()
        wait = (lane(elsewhere).next_at - timezone.now()).total_seconds()
        assert 0.7 * expected - 5 < wait < 1.3 * expected
    assert lane(elsewhere).failing_since


@pytest.mark.parametrize(("days", "next_in"), [(6, 1), (8, 1), (31, 7)])
def test_after_a_week_it_sleeps_and_is_asked_daily_then_weekly(waiting, elsewhere, days, next_in):
    waiting(kind="Delete", lasting=True)
    failing_for(elsewhere, days)
    elsewhere.answers = [503]
    deliver()
    assert bool(lane(elsewhere).dormant_at) == (days > 7)
    wait = (lane(elsewhere).next_at - timezone.now()).total_seconds() / 86_400
    assert 0.7 * next_in < wait < 1.3 * next_in


def test_for_one_that_sleeps_the_last_state_of_each_thing_is_kept(waiting, elsewhere):
    waiting(kind="Create", about="a")
    waiting(kind="Update", about="a")
    waiting(kind="Update", about="a")
    waiting(kind="Like", about="x")
    waiting(kind="Announce", about="a")
    waiting(kind="Create", about="b")
    waiting(kind="Update", about="b")
    waiting(kind="Delete", about="b", lasting=True)
    waiting(kind="Update", about="an actor", lasting=True)
    waiting(kind="Create", about="old")
    Delivery.objects.filter(about="old").update(asked_at=timezone.now() - timedelta(days=31))
    failing_for(elsewhere, 8)
    elsewhere.answers = [503]
    deliver()
    assert kinds_that_wait() == ["Delete", "Update", "Create", "Update"]


def test_what_takes_back_goes_first_when_they_return(waiting, elsewhere):
    waiting(kind="Create", about="a", body='{"type": "Create"}')
    waiting(kind="Delete", about="b", body='{"type": "Delete"}', lasting=True)
    failing_for(elsewhere, 8)
    elsewhere.answers = [503]
    deliver()
    try_once()
    assert [said["type"] for said in elsewhere.received()] == ["Delete", "Create"]
    again = lane(elsewhere)
    assert (again.dormant_at, again.failing_since, again.failures) == (None, None, 0)


@pytest.mark.parametrize(("lasting", "what"), [(False, "dead"), (True, "ready")])
def test_after_a_month_only_what_must_be_heard_waits(waiting, elsewhere, lasting, what):
    (row,) = waiting(kind="Delete" if lasting else "Create", lasting=lasting)
    Delivery.objects.update(asked_at=timezone.now() - timedelta(days=31))
    failing_for(elsewhere, 31)
    elsewhere.answers = [503]
    deliver()
    row.refresh_from_db()
    assert row.state == what


def test_after_three_months_nothing_waits(waiting, elsewhere):
    waiting(kind="Delete", lasting=True)
    failing_for(elsewhere, 91)
    elsewhere.answers = [503]
    deliver()
    assert not Delivery.objects.exists()


def test_any_sign_of_life_wakes_a_lane_but_not_at_every_word(waiting, elsewhere):
    waiting()
    failing_for(elsewhere, 8)
    elsewhere.answers = [503]
    deliver()
    assert not lanes.wake(elsewhere.host)  # it failed a moment ago
    Server.objects.update(failed_at=timezone.now() - timedelta(minutes=2))
    assert lanes.wake(elsewhere.host)
    assert lane(elsewhere).dormant_at is None
    deliver()
    assert len(elsewhere.letters) == 1
