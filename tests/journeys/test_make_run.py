"""The first thing that a person does with Calade: start it, stop it, start it again."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.driver import tree
from commons.base.processes import answers

from .shells import PATIENCE
from .towns import ROOT, Town, until

pytestmark = pytest.mark.alone

WHAT_A_FIRST_START_DOES = re.compile("Compiling|Collecting|Preparing|Loading")


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
        return self.process.wait(PATIENCE)


def test_a_later_start_prepares_nothing_again_and_says_where_to_go(town, run):
    process = run()
    until(process.is_open, "the town is open")
    assert not WHAT_A_FIRST_START_DOES.search(process.said())
    until(lambda: "lea@example.org" in process.said(), "it says who to log in as")
    assert town.origin in process.said()
    assert answers("127.0.0.1", town.port)
    assert process.end(signal.SIGINT) == 0, process.said()
    assert not answers("127.0.0.1", town.port)


def test_a_taken_port_is_explained(town, run):
    first = run()
    until(first.is_open, "the town is open")
    second = run()
    assert second.process.wait(PATIENCE) == 1
    assert str(town.port) in second.said() and "make run PORT=" in second.said()
    assert first.process.poll() is None


def test_when_the_worker_dies_the_whole_town_ends(town, run):
    process = run()
    until(process.is_open, "the town is open")
    os.kill(process_named("work", under=process.process.pid), signal.SIGKILL)
    assert process.process.wait(PATIENCE) == 128 + signal.SIGKILL, process.said()
    assert not answers("127.0.0.1", town.port)


def process_named(word: str, *, under: int) -> int:
    """The child of `under` whose command line has this word."""
    for pid in tree(under)[1:]:
        if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return pid
    raise AssertionError(f"no {word} runs")
