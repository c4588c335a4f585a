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

from .towns import ROOT, until

LATER_STARTS_WITHIN = 5  # seconds


@pytest.fixture
def town(prepared, tmp_path):
    town = prepared("run", "arles").copy_to(tmp_path / "run")
    yield town
    town.remove()


@pytest.fixture
def run(town):
    """Starts `manage.py run` in that town; ended after the test."""
    started = []

    def start():
        command = [sys.executable, "manage.py", "run"]
        started.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=town.environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def test_a_later_start_is_quick_and_says_where_to_go(town, run):
    began = time.monotonic()
    process = run()
    until(lambda: answers("127.0.0.1", town.port), "the town answers", seconds=30)
    assert time.monotonic() - began < LATER_STARTS_WITHIN
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    assert town.origin in output
    assert "lea@example.org" in output


def test_a_taken_port_is_explained(town, run):
    first = run()
    until(lambda: answers("127.0.0.1", town.port), "the town answers", seconds=30)
    second = run()
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert str(town.port) in output and "make run PORT=" in output
    assert first.poll() is None


def test_when_the_worker_dies_the_whole_town_ends(town, run):
    process = run()
    until(lambda: answers("127.0.0.1", town.port), "the town answers", seconds=30)
    os.kill(process_named("work", under=process.pid), signal.SIGKILL)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGKILL, output
    assert not answers("127.0.0.1", town.port)


def process_named(word: str, *, under: int) -> int:
    """The child of `under` whose command line has this word."""
    for pid in tree(under)[1:]:
        if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return pid
    raise AssertionError(f"no {word} runs")
