"""Commits wake the worker, and it does not ask for each of them whether there is something to do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from time import monotonic

import pytest

from commons.journal.chores import Chore
from commons.journal.management.commands import work
from commons.journal.management.commands.work import Pace, Worker


@contextmanager
def at_work(chore: Chore) -> Iterator[Worker]:
    worker = Worker()
    thread = threading.Thread(target=worker.keep_doing, args=(chore,))
    thread.start()
    try:
        yield worker
    finally:
        worker.stop.set()
        worker.wake()
        thread.join(timeout=60)
        assert not thread.is_alive()


def woken_for(seconds: float, worker: Worker) -> float:
    begun = monotonic()
    while monotonic() < begun + seconds:
        worker.wake()
        threading.Event().wait(0.005)
    return monotonic() - begun


@pytest.mark.parametrize("every", [1.0, 4.0])
def test_what_finds_nothing_looks_a_few_times_a_second_however_often_it_is_woken(every: float) -> None:
    looks: list[float] = []
    first = threading.Event()

    def look() -> int:
        looks.append(monotonic())
        first.set()
        return 0

    with at_work(Chore("idle", look, every, 1)) as worker:
        assert first.wait(60)
        lasted = woken_for(1.0, worker)
    assert 2 <= len(looks) <= 2 + lasted / work.PAUSE
    assert min(b - a for a, b in pairwise(looks)) >= work.PAUSE * 0.9


def test_what_comes_after_a_calm_moment_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TIMER", 1000.0)
    tasks: list[float] = []
    done, looked = threading.Event(), threading.Event()

    def do() -> int:
        looked.set()
        found = len(tasks)
        tasks.clear()
        if found:
            done.set()
        return found

    with at_work(Chore("errands", do, 600.0, 1)) as worker:
        assert looked.wait(60)
        threading.Event().wait(work.PAUSE)  # nothing comes for a while
        tasks.append(monotonic())
        worker.wake()
        assert done.wait(60), "long before it would look by itself"


def test_timers_are_not_woken() -> None:
    looks: list[float] = []
    first = threading.Event()

    def look() -> int:
        looks.append(monotonic())
        first.set()
        return 0

    with at_work(Chore("timer", look, work.TIMER, 1)) as worker:
        assert first.wait(60)
        woken_for(0.5, worker)
    assert len(looks) == 1


def test_the_longer_work_keeps_coming_the_more_of_it_is_gathered() -> None:
    pace, pauses = Pace(), []
    for now in range(100, 110):
        pace.note(now, done=5)
        pauses.append(pace.pause(now))
    assert pauses[:2] == [work.PAUSE, work.PAUSE] and pauses == sorted(pauses)
    assert pauses[-1] == work.LONGEST_PAUSE
    pace.note(109 + work.CALM / 2, done=0)
    assert pace.pause(109 + work.CALM / 2) == work.LONGEST_PAUSE, "a moment without work is not calm yet"
    assert pace.pause(110 + work.CALM) == work.PAUSE
    pace.note(111 + work.CALM, done=5)
    assert pace.pause(111 + work.CALM) == work.PAUSE, "after a calm moment it begins anew"


def test_one_thing_now_and_then_waits_for_nothing() -> None:
    pace = Pace()
    for now in range(100, 130):
        pace.note(now, done=1)
        assert pace.pause(now) == work.PAUSE
