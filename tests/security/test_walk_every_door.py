"""Everybody at every address of the town: what `doors.py` declares is what they get, and nothing else happens.

One walk for all the tests of this file; it takes a few minutes. `doors.py` says how a new address is declared.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import override_settings

from commons.journal.management.commands.work import work_until_idle
from commons.live import remembered
from tests.federation.conftest import _elsewhere
from tests.security.doors import DOORS, MAY_SET_A_COOKIE, MAY_WRITE
from tests.security.walking import Walk, Walker, addresses, signer
from tests.security.world import KINDS, SECRETS, World

pytestmark = [
    pytest.mark.django_db,  # else no test of this file would have a database prepared
    # A file that was answered and not asked to its end is closed when its answer is forgotten.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def walked(
    django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Walk, str, str]]:
    """What the walk found, what was mailed, what was logged. All of it is taken back at the end."""
    folder: Path = tmp_path_factory.mktemp("town")
    heard = Heard()
    logging.getLogger().addHandler(heard)
    server, thread = _elsewhere()
    cache.clear()
    remembered.forget()
    mail.outbox = []  # as each test of its own would find it
    with django_db_blocker.unblock(), override_settings(CALADE_DATA=folder, IMAGES_ROOT=folder / "images"):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM sqlite_sequence")
        with transaction.atomic():
            world = World()
            work_until_idle()
            told = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
            found = Walker(world, signer(server.somebody("nina"))).walk([*DOORS])
            transaction.set_rollback(True)
    yield found, told, "\n".join(heard.lines)
    logging.getLogger().removeHandler(heard)
    cache.clear()
    remembered.forget()
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_address_is_declared() -> None:
    named = {name for name, _parts in addresses()}
    declared = {name for name, _thing in DOORS}
    assert named - declared == set(), "say in tests/security/doors.py who may open them"
    assert declared - named == set(), "these are gone"


def test_every_door_answers_as_it_is_declared(walked: Any) -> None:
    found: Walk = walked[0]
    wrong = {door: answer for door, answer in found.answers.items() if answer != DOORS[door]}
    said = [
        f"{name} @{thing}: declared {DOORS[name, thing]}, was {answer}"
        for (name, thing), answer in wrong.items()
    ]
    assert not said, "\n".join([str(KINDS), *said])


def test_nothing_breaks(walked: Any) -> None:
    assert walked[0].broken == []


def test_what_is_not_there_for_somebody_answers_as_what_never_was(walked: Any) -> None:
    """Status, headers and bytes, but for the token of forms."""
    assert walked[0].told_apart == set()
    assert sum("-" in gets for gets, _posts in walked[0].answers.values()) > 30


def test_looking_changes_nothing(walked: Any) -> None:
    """No row is written by a GET of anybody, but for those named with their reason."""
    assert {
        name: tables for name, tables in walked[0].writes.items() if not tables <= MAY_WRITE.get(name, set())
    } == {}


def test_visitors_are_given_no_cookie_before_they_write(walked: Any) -> None:
    assert set(walked[0].cookies) <= MAY_SET_A_COOKIE


def test_secrets_are_met_by_those_who_may_know_them_only(walked: Any) -> None:
    wrong = {
        secret: sorted((who, where) for who, where in met if who not in SECRETS[secret])
        for secret, met in walked[0].met.items()
        if {who for who, _where in met} - SECRETS[secret]
    }
    assert wrong == {}
    never = {secret for secret, may in SECRETS.items() if may and not walked[0].met.get(secret)}
    assert never == set(), "planted where nobody finds it"


def test_no_mail_and_no_log_holds_a_secret(walked: Any) -> None:
    _found, told, logged = walked
    assert told
    mailed = {secret for secret in SECRETS if secret in told}
    assert mailed == set()
    assert {secret for secret in SECRETS if secret in logged} == set()


def test_no_title_and_no_name_becomes_markup(walked: Any) -> None:
    assert walked[0].markup == set()
    assert len(walked[0].hostile) > 50, "the hostile names are really shown"


def test_nothing_that_is_asked_for_becomes_markup(walked: Any) -> None:
    assert walked[0].echoed == set()
