"""Pictures are decoded by a program of its own: what goes wrong there ends there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from commons.images import encoding, files


@pytest.fixture
def decode(tmp_path):
    """decode(code) runs in a process like the decoder's, after its limits are set; what it printed."""

    def run(code):
        module = Path(encoding.__file__)
        script = (
            f"import sys; sys.path.insert(0, {str(module.parent)!r}); sys.argv = ['x', 'a', 'b']\n"
            f"import encoding\nencoding.encode = lambda *_: ({code})\nencoding.main('a', 'b')\n"
        )
        return subprocess.run(
            [sys.executable, "-I", "-c", script],
            capture_output=True,
            text=True,
            env={},
            timeout=60,
            check=False,
        )

    return run


def test_a_picture_that_wants_too_much_ends_its_own_process_alone(decode):
    assert json.loads(decode("bytearray(2_000_000_000) and {}").stdout) == {"refused": "large"}
    here = os.getpid()
    assert decode("__import__('os').abort()").returncode < 0
    assert os.getpid() == here


def test_what_takes_too_long_is_ended(decode, monkeypatch, tmp_path):
    """The processor's time has a limit of the system; the town waits no longer than its patience."""
    said = decode("__import__('resource').getrlimit(0)").stdout
    assert json.loads(said) == [encoding.SECONDS, encoding.SECONDS]
    assert json.loads(decode("__import__('resource').getrlimit(9)").stdout) == [
        encoding.MEMORY,
        encoding.MEMORY,
    ]
    monkeypatch.setattr(files, "PATIENCE", 0.01)
    with pytest.raises(files.Unusable):
        files.encode(tmp_path / "none", tmp_path / "made")


def test_the_decoder_knows_nothing_of_the_town(decode, monkeypatch):
    """Neither its environment, where the secrets are, nor Django, nor a path of ours."""
    monkeypatch.setenv("CALADE_SECRET_KEY", "canary")
    said = json.loads(decode("[dict(__import__('os').environ), sorted(sys.modules)]").stdout)
    assert not any(name.startswith("CALADE") for name in said[0])
    assert "django" not in said[1] and "commons" not in said[1]


def test_the_real_call_hands_over_no_environment(monkeypatch, tmp_path):
    called = {}

    def run(command, **rest):
        called.update(rest, command=command)
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(files.subprocess, "run", run)
    with pytest.raises(files.Unusable):
        files.encode(tmp_path / "sent", tmp_path / "made")
    assert called["env"] == {} and called["timeout"] == files.PATIENCE and "-I" in called["command"]
    assert "shell" not in called
