"""In production: `check --deploy` has nothing to say, cookies are tied to the host, nothing shows its workings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commons.base.test_refuse_unsafe_settings import SAFE

ROOT = Path(__file__).parents[2]
ASK = """
import json
from django.conf import settings as s
names = ("SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY"
    " SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SESSION_COOKIE_PATH SESSION_COOKIE_DOMAIN CSRF_COOKIE_DOMAIN DEBUG"
    " SECURE_HSTS_SECONDS ALLOWED_HOSTS SESSION_SERIALIZER CALADE_ALLOW_LOOPBACK EMAIL_USE_SSL LOGGING"
    " LANGUAGE_COOKIE_NAME CALADE_THEME_COOKIE")
print(json.dumps({name: getattr(s, name) for name in names.split()}))
"""


@pytest.fixture
def manage(tmp_path):
    def run(*words):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALADE_")}
        return subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *words],
            cwd=ROOT, env={**inherited, **SAFE, "CALADE_DATA": str(tmp_path)}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip

    return run


def test_the_check_for_deployment_has_nothing_to_say(manage):
    said = manage("check", "--deploy", "--fail-level", "WARNING")
    assert said.returncode == 0, said.stderr
    assert "no issues" in said.stdout + said.stderr


def test_cookies_are_of_this_host_alone_and_nothing_is_shown(manage):
    said = manage("shell", "--no-imports", "-c", ASK)
    found = json.loads(said.stdout.strip().splitlines()[-1])
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert (found["LANGUAGE_COOKIE_NAME"], found["CALADE_THEME_COOKIE"]) == (
        "__Host-language",
        "__Host-theme",
    )
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SESSION_COOKIE_HTTPONLY"]
    assert (found["SESSION_COOKIE_SAMESITE"], found["CSRF_COOKIE_SAMESITE"]) == ("Lax", "Lax")
    assert (
        found["SESSION_COOKIE_PATH"] == "/"
        and not found["SESSION_COOKIE_DOMAIN"]
        and not found["CSRF_COOKIE_DOMAIN"]
    )
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert found["ALLOWED_HOSTS"] == ["ville.example"]
    assert not found["DEBUG"] and not found["CALADE_ALLOW_LOOPBACK"]
    assert found["SESSION_SERIALIZER"].endswith("JSONSerializer"), "what a cookie leads to is never executed"
    assert found["EMAIL_USE_SSL"], "mail leaves by TLS from its first byte: nothing to strip"
    formats = found["LOGGING"]["formatters"].values()
    assert all(one["careful"] for one in formats), "what people typed is in no log"


def test_there_is_no_admin_of_the_framework(manage):
    asked = (
        "from django.urls import get_resolver; print([str(p.pattern) for p in get_resolver().url_patterns])"
    )
    said = manage("shell", "--no-imports", "-c", asked)
    assert "'wikis/'" in said.stdout and "admin" not in said.stdout
