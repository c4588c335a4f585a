"""A host is asked by two of us at a time; the third waits, others are not concerned, and nobody waits for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from federation import turns

from ..journeys.towns import until
from .test_fetch import Hostile, get, internet, pem, reason, server  # noqa: F401


@pytest.fixture(autouse=True)
def nobody_was_asked():
    turns.forget()


@pytest.fixture
def door(monkeypatch):
    """Answers of `/held` wait behind it until it is opened."""
    door = threading.Event()

    def held(self):
        door.wait(20)
        self.document()

    monkeypatch.setattr(Hostile, "held", held, raising=False)
    yield door
    door.set()


def test_two_requests_at_a_time_to_one_host_and_others_pass(server, door):  # noqa: F811
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(get, f"/held/{number}") for number in range(5)]
        host = until(lambda: turns._hosts.get("evil.test"), "the host is asked")
        until(lambda: host.waiting == 3 and len(server.asked) == 2, "two are asked and three wait")
        assert get(host="victim.test").status == 200
        assert [asked for asked, *_ in server.asked] == ["evil.test", "evil.test", "victim.test"]
        began = turns.monotonic()
        door.set()
        assert [answer.result().status for answer in answers] == [200] * 5
        assert turns.monotonic() - began < turns.WAIT / 2, "those who wait are told"
    assert (host.under_way, host.waiting) == (0, 0)


def test_who_finds_no_turn_in_time_asks_nothing(server, door, monkeypatch):  # noqa: F811
    monkeypatch.setattr(turns, "WAIT", 0.05)
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(get, f"/held/{number}") for number in range(2)]
        until(lambda: len(server.asked) == 2, "two are asked")
        assert reason(get) == "host-busy"
        assert len(server.asked) == 2
        door.set()
        assert [answer.result().status for answer in held] == [200, 200]


def test_a_place_is_free_again_after_a_failure(server):  # noqa: F811
    for _ in range(turns.AT_ONCE + 1):
        assert reason(get, "/lie") == "too-large"
    assert get().status == 200


@pytest.fixture
def clock(monkeypatch):
    """The time, which only goes on while somebody waits; and how long each of them did."""
    clock = SimpleNamespace(now=1000.0, waits=[])

    def wait(seconds):
        clock.waits.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(turns, "monotonic", lambda: clock.now)
    monkeypatch.setattr(turns._changed, "wait", wait)
    return clock


def test_an_empty_bucket_lets_ten_a_second_pass(clock):
    for _ in range(int(turns.BUCKET) + 20):
        with turns.turn("evil.test", clock.now + 5) as allowed:
            assert allowed
    assert clock.now == pytest.approx(1002.0, abs=0.1)


def test_a_drop_is_waited_for_and_no_longer(clock):
    with turns.turn("evil.test", clock.now + 5):
        pass
    for left, waited in ((1.0, []), (0.5, [pytest.approx(0.05 + turns.TICK)])):
        turns._hosts["evil.test"].left = left
        turns._hosts["evil.test"].counted_at = clock.now
        with turns.turn("evil.test", clock.now + 5) as allowed:
            assert allowed
        assert clock.waits == waited


def test_nobody_waits_longer_than_they_have(clock):
    deadlines = [clock.now + 5, clock.now + 5, clock.now + 3]
    with ExitStack() as held:
        allowed = [held.enter_context(turns.turn("evil.test", deadline)) for deadline in deadlines]
    assert allowed == [True, True, False]
    assert clock.waits == [3.0]
    assert turns._hosts["evil.test"].under_way == 0


def test_forgetting_leaves_no_host():
    with turns.turn("evil.test", turns.monotonic() + 1):
        pass
    turns.forget()
    assert not turns._hosts


def test_where_no_host_fits_any_more_the_idle_ones_are_forgotten(monkeypatch):
    soon = turns.monotonic() + 5

    def asked(host):
        with turns.turn(host, soon):
            return turns._hosts[host]

    first = asked("a.test")
    asked("b.test")
    monkeypatch.setattr(turns, "MOST_HOSTS", 2)
    assert asked("a.test") is first, "known already"
    with turns.turn("a.test", soon):
        turns._hosts["b.test"].waiting = 1
        asked("c.test")
        assert set(turns._hosts) == {"a.test", "b.test", "c.test"}
        asked("d.test")
        assert set(turns._hosts) == {"a.test", "b.test", "d.test"}


def test_no_more_hosts_are_remembered_than_fit():
    for number in range(turns.MOST_HOSTS + 10):
        with turns.turn(f"{number}.example", turns.monotonic() + 1):
            pass
    assert len(turns._hosts) <= turns.MOST_HOSTS
