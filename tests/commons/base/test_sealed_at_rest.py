"""Who steals the database without the keys reads no address, no place, no private word, no signing key, no session."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commons.conversations.actions import write_post
from commons.notices.actions import ask_to_subscribe
from commons.people.models import Account, Person
from federation.own_keys import key_of
from mutual_aid.actions import accept_response, post_listing, propose_help

CANARIES = [
    "canary.signed.in@example.org",
    "canary.asks.for.a.code@example.org",
    "canary.subscriber@example.org",
    "under the canary tree",
    "I come with a canary",
    "the canary sings at eight",
    "PRIVATE KEY",
]


@pytest.fixture
def secrets(alice: Person, bob: Person, roquette: Any) -> None:
    Account.objects.create_user(CANARIES[0])
    Client().post("/compte/signup/", {"email": CANARIES[1]})
    Client().post("/compte/login/", {"login": CANARIES[0]})
    ask_to_subscribe(email=CANARIES[2], kind="neighbourhood", key=str(roquette.pk))
    words = {"kind": "request", "title": "A wardrobe", "body": "", "category": "courses"}
    listing = post_listing(by=alice, neighbourhood=roquette, meeting_place=CANARIES[3], **words)
    response = propose_help(listing, by=bob, message=CANARIES[4], adult=True)
    write_post(accept_response(response, by=alice).thread, by=alice, text=CANARIES[5])
    key_of(alice)


def everything() -> bytes:
    """Each value of each table and, with SQLite, each byte of its files."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    if connection.vendor == "sqlite":
        files = Path(connection.settings_dict["NAME"])
        found += [part.read_bytes() for part in files.parent.glob(f"{files.name}*") if part.is_file()]
    return b"\n".join(found)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_no_canary_lies_in_the_database(secrets: None) -> None:
    stolen = everything()
    assert b"A wardrobe" in stolen  # what everybody may read is there: we look at the right place
    assert not [canary for canary in CANARIES if canary.encode() in stolen]
