"""What `make run` does with web and worker, shown with two small programs in their place."""

import socket
import time
from contextlib import closing

import pytest

from commons.base.processes import Children, answers, environment_of, is_free, read_procfile


@pytest.fixture
def said():
    return []


@pytest.fixture
def children(said):
    children = Children(said.append)
    yield children
    children.stop()


def wait_for(look, seconds=60):
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_procfile_names_its_processes_in_order(tmp_path):
    (tmp_path / "Procfile").write_text("# two\nweb: daphne -p $PORT a:b\n\nworker: python manage.py work\n")
    assert list(read_procfile(tmp_path / "Procfile").items()) == [
        ("web", "daphne -p $PORT a:b"),
        ("worker", "python manage.py work"),
    ]


def test_the_first_process_that_ends_ends_the_town_with_its_code(children, said, tmp_path):
    for name, program in (("web", "time.sleep(60)"), ("worker", "print('so long'); sys.exit(7)")):
        command = f'python -c "import sys, time; {program}"'
        children.start(name, command, environment=environment_of({}), folder=tmp_path)
    assert children.wait() == 7
    children.stop()
    assert all(child.returncode is not None for child in children.running.values())
    wait_for(lambda: "worker  | so long" in said)
    assert "worker ended with code 7; stopping the others." in said


def test_a_killed_process_says_so_as_a_shell_does(children, tmp_path):
    children.start("worker", "sleep 60", environment=environment_of({}), folder=tmp_path)
    children.running["worker"].kill()
    assert children.wait() == 128 + 9


def test_a_signal_ends_everything_without_complaint(children, tmp_path):
    children.start("web", "sleep 60", environment=environment_of({}), folder=tmp_path)
    children.asked_to_stop.set()
    assert children.wait() == 0


def test_the_town_is_open_once_its_address_answers(children, tmp_path):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert is_free("127.0.0.1", port)
    assert not answers("127.0.0.1", port)
    command = "python -m http.server --bind 127.0.0.1 $PORT"
    children.start("web", command, environment=environment_of({"PORT": str(port)}), folder=tmp_path)
    assert children.wait_until(lambda: answers("127.0.0.1", port), seconds=60)
    assert not is_free("127.0.0.1", port)


def test_nobody_waits_for_a_process_that_has_ended(children, tmp_path):
    children.start("web", "false", environment=environment_of({}), folder=tmp_path)
    began = time.monotonic()
    assert not children.wait_until(lambda: False, seconds=600)
    assert time.monotonic() - began < 60
