"""In production the town refuses to start on missing or weak settings, and says which in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SAFE = {
    "CALADE_MODE": "production",
    "CALADE_ORIGIN": "https://ville.example",
    "CALADE_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "CALADE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def start(tmp_path, **changes):
    """Load the front door as daphne does; what it says when it refuses."""
    wanted = {**SAFE, "CALADE_DATA": str(tmp_path), **changes}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALADE_")}
    environment = inherited | {name: value for name, value in wanted.items() if value}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import commons.asgi"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_safe_settings_start(tmp_path):
    said = start(tmp_path)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"CALADE_SECRET_KEY": ""}, "CALADE_SECRET_KEY must be set"),
        ({"CALADE_SECRET_KEY": "a" * 60}, "CALADE_SECRET_KEY is weak"),
        ({"CALADE_ORIGIN": "http://ville.example"}, "must begin with https://"),
        ({"CALADE_ALLOW_LOOPBACK": "1"}, "CALADE_ALLOW_LOOPBACK opens the inner network"),
        ({"CALADE_DEBUG": "1"}, "CALADE_DEBUG shows inner workings"),
        ({"CALADE_EMAIL_BACKEND": ""}, "No mail leaves"),
        ({"CALADE_WEB_PROCESSES": "2"}, "Several web processes need Redis"),
        ({"CALADE_FEDERATION": "sometimes"}, "CALADE_FEDERATION must be"),
    ],
)
def test_unsafe_settings_do_not(tmp_path, changes, sentence):
    said = start(tmp_path, **changes)
    assert said.returncode != 0
    assert sentence in said.stderr
