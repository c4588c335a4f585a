"""The machine's log tells what went wrong and where, and nothing of whom: planted words are looked for in it."""

import io
import json
import logging

import pytest
from django.conf import settings as configured
from django.test import Client

from commons.base.logs import Careful, JsonLines, without_people
from commons.base.middleware import LogRequests

pytestmark = pytest.mark.django_db(transaction=True)

CANARIES = ["canari", "198.51.100.77", "2001:db8:1:2:3:4:5:6", "alice", "topsecret"]


@pytest.fixture(params=[Careful, JsonLines])
def log(request):
    """Everything that any logger says, as production would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param(careful=True))
    root = logging.getLogger()
    names = ("django", "calade.requests", "calade.security")
    before = [(one, one.level) for one in (root, *map(logging.getLogger, names))]
    for one, _level in before:
        one.setLevel(logging.INFO)
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)
    for one, level in before:
        one.setLevel(level)


def test_a_whole_session_leaves_no_trace_of_who_and_what(alice, log, settings):
    settings.MIDDLEWARE = ["commons.base.middleware.LogRequests", *settings.MIDDLEWARE]
    here = {"REMOTE_ADDR": "198.51.100.77", "HTTP_USER_AGENT": "canari-browser"}
    visitor = Client(raise_request_exception=False)
    visitor.get("/recherche/?q=canari", **here)
    visitor.get("/canari/nothing/here/?token=topsecret", **here)
    visitor.get("/avis/fin/topsecret/", **here)
    visitor.get("/@alice/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    visitor.get("/", HTTP_HOST="canari.example", **here)
    visitor.post("/compte/login/", {"login": "canari@example.org"}, **here)
    member = Client(raise_request_exception=False)
    member.force_login(alice.account)
    member.post("/moi/reglages/", {"name": "canari"}, **here)
    strict = Client(enforce_csrf_checks=True)
    strict.post("/moi/reglages/", {"name": "canari"}, **here)
    written = log.getvalue()
    assert "404 GET" in written and "/recherche/" in written, "something is written"
    assert [word for word in CANARIES if word in written] == []


def test_a_page_that_breaks_tells_where_and_not_what(log):
    logger = logging.getLogger("commons.journal")
    try:
        raise ValueError("Key (email)=(canari@example.org) already exists from 198.51.100.77")
    except ValueError:
        logger.exception("chore %s failed for %s", "errands", "canari@example.org")
    written = log.getvalue()
    assert "builtins.ValueError" in written and "test_write_no_personal_log.py" in written
    assert "chore errands failed for (mail)" in written
    assert "canari" not in written and "198.51" not in written


def test_every_line_of_the_structured_log_is_one_object():
    record = logging.makeLogRecord({"name": "calade", "msg": "deux\nlignes", "levelname": "INFO"})
    line = JsonLines(careful=True).format(record)
    said = json.loads(line)
    assert "\n" not in line and said["said"] == "deux\nlignes"
    assert set(said) == {"at", "level", "logger", "said"}


def test_development_is_told_everything():
    record = logging.makeLogRecord({"name": "calade", "msg": "canari@example.org"})
    assert "canari@example.org" in Careful(careful=False).format(record)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("to Alice <alice@example.org>: no", "to Alice <(mail)>: no"),
        ("from 198.51.100.77 and 2001:db8:1:2:3:4:5:6", "from (network) and (network)"),
        ("login net:198.51.100 account=3", "login net:198.51.100 account=3"),
        ("at 10:20:30, version 0.1.0", "at 10:20:30, version 0.1.0"),
    ],
)
def test_addresses_that_slipped_into_words_are_masked(words, left):
    assert without_people(words) == left


def test_production_is_careful_in_both_formats():
    made = configured.LOGGING["formatters"]
    assert {one["()"] for one in made.values()} == {
        "commons.base.logs.Careful",
        "commons.base.logs.JsonLines",
    }
    assert LogRequests.logger.name in configured.LOGGING["loggers"]
