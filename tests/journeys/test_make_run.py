"""The first thing that a person does with Calade: start it, stop it, start it again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.driver import tree
from commons.base.processes import answers

from .towns import ROOT, Town, until

pytestmark = pytest.mark.alone

LATER_STARTS_WITHIN = 5  # seconds


@pytest.fixture
def town(prepare, tmp_path):
    town = prepare(Town("run", tmp_path / "run"))
    yield town
    town.remove()


@pytest.fixture
def run(town, tmp_path):
    """Starts `manage.py run` in that town; ended after the test. What it says is in `.said()`."""
    started = []

    def start():
        started.append(Run(town, tmp_path / f"run-{len(started)}.log"))
        return started[-1]

    yield start
    for process in started:
        process.end(signal.SIGTERM)


class Run:
    def __init__(self, town, log):
        self.log = log
        command = [sys.executable, "manage.py", "run"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=town.environment, stdout=out, stderr=subprocess.STDOUT
            )

    def said(self):
        return self.log.read_text()

    def is_open(self):
        """Whether it has said where the town is."""
        assert self.process.poll() is None, self.said()
        return "http://localhost" in self.said()

    def end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)


def test_a_later_start_is_quick_and_says_where_to_go(town, run):
    began = time.monotonic()
    process = run()
    until(process.is_open, "the town is open", seconds=30)
    assert time.monotonic() - began < LATER_STARTS_WITHIN
    until(lambda: "lea@example.org" in process.said(), "it says who to log in as")
    assert town.origin in process.said()
    assert answers("127.0.0.1", town.port)
    assert process.end(signal.SIGINT) == 0, process.said()
    assert not answers("127.0.0.1", town.port)


def test_a_taken_port_is_explained(town, run):
    first = run()
    until(first.is_open, "the town is open", seconds=30)
    second = run()
    assert second.process.wait(30) == 1
    assert str(town.port) in second.said() and "make run PORT=" in second.said()
    assert first.process.poll() is None


def test_when_the_worker_dies_the_whole_town_ends(town, run):
    process = run()
    until(process.is_open, "the town is open", seconds=30)
    os.kill(process_named("work", under=process.process.pid), signal.SIGKILL)
    assert process.process.wait(30) == 128 + signal.SIGKILL, process.said()
    assert not answers("127.0.0.1", town.port)


def process_named(word: str, *, under: int) -> int:
    """The child of `under` whose command line has this word."""
    for pid in tree(under)[1:]:
        if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return pid
    raise AssertionError(f"no {word} runs")
