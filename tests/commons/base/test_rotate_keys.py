"""Keys stand outside the database: a new one is drawn, everything is sealed again under it, the old one goes."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from commons.base.rotation import draw_key, rotate
from commons.base.sealing import seal
from commons.people.models import Account, Person

OLD = "an old key of the town, long enough for it"


@pytest.fixture
def ring(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "key_ring"
    path.write_text(f"{OLD}\n")
    settings.CALADE_KEY_RING = str(path)
    return path


def stands(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_everything_is_sealed_again_and_the_old_key_may_go(
    ring: Path, settings: Any, alice: Person, signed_in: Any, capsys: Any
) -> None:
    browser = signed_in(alice)
    before = {
        place: stands(*place) for place in [("people_account", "email"), ("accounts_device", "session_data")]
    }
    call_command("rotate_keys", draw=True)
    assert len(ring.read_text().splitlines()) == 2
    for place, tokens in before.items():
        assert not set(tokens) & set(stands(*place)), place
    ring.write_text(ring.read_text().splitlines()[0])  # the old key is gone
    settings.SECRET_KEY = "another secret than the one of before, and long enough"
    assert Account.objects.get(email="Alice@Example.org") == alice.account
    assert Account.objects.get(pk=alice.account.pk).email == "alice@example.org"
    assert browser.session["_auth_user_id"] == str(alice.account.pk)
    call_command("rotate_keys")
    assert "Sealed again: 0." in capsys.readouterr().out


def test_an_address_is_found_while_the_keys_change(ring: Path, alice: Person) -> None:
    draw_key(str(ring))
    assert Account.objects.filter(email__iexact="ALICE@example.org").exists()
    browser = Client()
    browser.post("/compte/signup/", {"email": "alice@example.org"})
    assert Account.objects.count() == 1


def test_an_address_from_before_the_first_key_is_found_and_then_sealed(ring: Path, alice: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_account SET email = 'alice@example.org'")
    assert Account.objects.get(email="alice@example.org") == alice.account
    rotate(print)
    assert stands("people_account", "email")[0].startswith("siv.")


def test_what_no_key_opens_is_said_and_left_as_it_is(ring: Path, alice: Person, settings: Any) -> None:
    alice.summary = seal("closed", purpose="session")
    alice.save()
    ring.write_text("a key that has never sealed anything here\n")
    with pytest.raises(CommandError, match="stay closed"):
        call_command("rotate_keys")
    assert Person.objects.get(pk=alice.pk).summary == alice.summary


def test_a_short_key_is_refused(ring: Path) -> None:
    ring.write_text("short\n")
    with pytest.raises(Exception, match="fewer than 32"):
        seal("x", purpose="session")
