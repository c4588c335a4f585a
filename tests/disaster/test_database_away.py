"""While the database is away, or the disk is full, a page says so and when to come again; nothing else breaks."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from commons.people.models import Person


@pytest.fixture
def browser(alice: Person) -> Client:
    made = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    made.force_login(alice.account)
    return made


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_arguments: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(
    "error", [OperationalError("the server closed the connection"), InterfaceError("closed")]
)
@pytest.mark.parametrize("path", ["/", "/entraide/", "/recherche/?q=pain", "/avis/"])
def test_a_page_says_when_to_come_again(browser: Client, path: str, error: Exception) -> None:
    with connection.execute_wrapper(failing(error)):
        answer = browser.get(path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) <= 60
    assert "catching its breath" in answer.content.decode()
    assert browser.get(path).status_code == 200


def test_what_was_being_sent_is_not_kept_in_part(browser: Client, alice: Person) -> None:
    def only_at_the_end(execute: Any, sql: str, *more: Any) -> Any:
        if "journal_entry" in sql and sql.startswith("INSERT"):
            raise OperationalError("database or disk is full")
        return execute(sql, *more)

    said = {"name": "Alice B.", "summary": "", "neighbourhood": str(alice.neighbourhood_id)}
    with connection.execute_wrapper(only_at_the_end):
        answer = browser.post("/moi/reglages/", said)
    alice.refresh_from_db()
    assert (answer.status_code, alice.name) == (503, "Alice")
    assert browser.post("/moi/reglages/", said).status_code == 302
    alice.refresh_from_db()
    assert alice.name == "Alice B."


def test_a_full_disk_is_said_so(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commons.notices.views.reading.Paginator", failing(OSError(errno.ENOSPC, "full")))
    assert browser.get("/avis/").status_code == 503


def test_a_fault_of_ours_is_no_such_thing(browser: Client) -> None:
    with connection.execute_wrapper(failing(ProgrammingError("no such table"))):
        answer = browser.get("/avis/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
