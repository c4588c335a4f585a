"""Canaries: each secret is planted where people would write it, and everybody walks through every page of the town.

A new page needs no line here; a new secret needs one, with those who may meet it.
"""

import json
import logging
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from commons.communities.towns import own_town
from commons.conversations.actions import write_post
from commons.journal.models import Entry
from federation.registry import translators
from mutual_aid.actions import (
    add_item,
    agree,
    decline_response,
    hand_over,
    log_call,
    post_for_somebody,
    propose_help,
    release_response,
    report_no_show,
    reserve,
)
from mutual_aid.actions.agreements import Agreement
from mutual_aid.models import Listing
from mutual_aid.renewal import address_of_renewal
from mutual_aid.wordings import wording
from tests.mutual_aid.crawling import addresses, routes, said, what_is_known

ACTIVITY = {"accept": "application/activity+json"}
MEMBERS = {"author", "helper", "waiting", "released", "member", "mediator", "moderator", "administrator"}

# The secret: who must be able to meet it somewhere, and who else may.
SECRETS: dict[str, tuple[set[str], set[str]]] = {
    "CANARI-RENDEZ-VOUS-A-LA-FONTAINE": ({"author", "helper"}, set()),
    "CANARI-DU-FIL": ({"author", "helper"}, set()),
    "CANARI 06 12 34 56 78": ({"author", "helper"}, set()),
    "CANARI-QUI-PROPOSE": ({"author", "waiting"}, set()),
    "CANARI-POURQUOI-NON": (set(), {"author", "released", "member", "moderator", "administrator"}),
    "CANARI-PAS-VENU": (set(), {"author", "moderator", "administrator"}),
    "CANARI-BROUILLON": ({"author"}, set()),
    "CANARI 12 RUE DES PENITENTS": ({"author"}, set()),
    "CANARI-AUX-MEDIATEURS": ({"author", "mediator"}, set()),
    "CANARI-CORPS-AUX-MEDIATEURS": ({"author", "mediator"}, set()),
    "CANARI-ENTRE-MEMBRES": (MEMBERS, set()),
    "CANARI-CORPS-PUBLIC": (MEMBERS, set()),
    "CANARI-MADAME-ALIAS": (MEMBERS, set()),
    "CANARI-JOINDRE-AU-CAFE": ({"mediator"}, set()),
    "CANARI-APPEL": ({"mediator"}, set()),
    "CANARI-POUR-UNE-ETAGERE": (set(), {"author", "helper"}),
    "CANARI-POIGNEE-RAYEE": ({"author", "helper"}, set()),
    "CANARI-MODE-D-EMPLOI": (MEMBERS, set()),
}
# Where words may stand in the clear: columns that hold what somebody wrote for readers who are asked who they are.
IN_THE_CLEAR = {
    ("Listing", "title"), ("Listing", "body"), ("Listing", "html"), ("Listing", "on_behalf_of_alias"),
    ("Transition", "reason"),
    ("Item", "usage"), ("Topic", "title"), ("SearchDocument", "body"), ("SearchDocument", "title"),
}  # fmt: skip
# Whoever reads these: nothing of it there.
NOBODY = ("/ap/", "/avis/", "/journal/", "/sitemap", "/.well-known/")
NEVER_AT_ALL = [
    secret for secret in SECRETS if "RENDEZ-VOUS" in secret or "FIL" in secret or "06 12" in secret
]


@pytest.fixture(autouse=True)
def from_one(db: Any) -> None:
    """The walk tries the first numbers of each kind; the tests before this one have used them up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")


@pytest.fixture
def cast(settled: Any, rosa: Any) -> dict[str, Any]:
    return {
        "author": settled("simone"),
        "helper": settled("bob"),
        "waiting": settled("lea"),
        "released": settled("dora"),
        "member": settled("charlie"),
        "mediator": settled("melanie", "mediator"),
        "moderator": settled("mona", "moderator"),
        "administrator": settled("ada", "administrator"),
    }


@pytest.fixture
def planted(cast: dict[str, Any], ask: Any, help_with: Any, worker: Any, roquette: Any) -> Listing:
    simone = cast["author"]
    listing = ask(
        simone,
        body="CANARI-CORPS-PUBLIC",
        meeting_place="CANARI-RENDEZ-VOUS-A-LA-FONTAINE",
        helpers_needed=3,
        share=True,
    )
    accepted = help_with(listing, cast["helper"], accepted=True)
    write_post(accepted.thread, by=cast["helper"], text="CANARI-DU-FIL")
    write_post(accepted.thread, by=simone, text="CANARI 06 12 34 56 78")
    propose_help(listing, by=cast["waiting"], message="CANARI-QUI-PROPOSE")
    called_off = help_with(listing, cast["released"], accepted=True)
    release_response(called_off, by=simone, reason="CANARI-POURQUOI-NON")
    decline_response(help_with(listing, cast["member"]), by=simone, reason="CANARI-POURQUOI-NON")
    missed = help_with(
        ask(simone, body="CANARI-ENTRE-MEMBRES", visibility="members"), cast["released"], accepted=True
    )
    report_no_show(missed, by=simone, reason="CANARI-PAS-VENU")
    ask(simone, title="CANARI-BROUILLON", body="CANARI 12 RUE DES PENITENTS", as_draft=True)
    ask(
        simone,
        title="CANARI-AUX-MEDIATEURS",
        body="CANARI-CORPS-AUX-MEDIATEURS",
        visibility="mediators",
    )
    consent = Agreement("by_phone", date.today(), wording("posting", town=own_town().name).code)
    for_somebody = post_for_somebody(
        by=cast["mediator"], reach="CANARI-JOINDRE-AU-CAFE", consent=consent, alias="CANARI-MADAME-ALIAS",
        kind="request", title="Read a letter", body="Once a week.", category="papiers", neighbourhood=roquette,
    )  # fmt: skip
    log_call(
        for_somebody, by=cast["mediator"], whom="person", outcome="reached", about="CANARI-APPEL",
        client_key=uuid4(),
    )  # fmt: skip
    _lend(simone, cast["helper"], roquette)
    worker.run()
    return listing


def _lend(lender: Any, borrower: Any, where: Any) -> None:
    """A thing that is out, with what both wrote of it."""
    item = add_item(
        by=lender, title="A drill", usage="CANARI-MODE-D-EMPLOI", category="outils", neighbourhood=where
    )
    today = timezone.localdate()
    loan = reserve(item, by=borrower, starts_on=today, ends_on=today, message="CANARI-POUR-UNE-ETAGERE")
    hand_over(agree(loan, by=lender), by=borrower, words="CANARI-POIGNEE-RAYEE")


@pytest.fixture
def browsers(cast: dict[str, Any], signed_in: Any, visitor: Client) -> dict[str, Client]:
    return {"visitor": visitor, **{name: signed_in(person) for name, person in cast.items()}}


def searches() -> list[str]:
    words = ["canari", "penitents"]
    fields = [f"/{room}/?q={word}" for room in ("entraide", "recherche", "entraide/objets") for word in words]
    return [*fields, "/recherche/suggestions/?q=canari", "/entraide/?carte=1"]


# Those who see most come first: where none of them finds anything, the others are not sent.
FIRST = ["author", "helper", "mediator", "moderator"]


def walk(browsers: dict[str, Client], found: list[tuple[str, str]]) -> Iterator[tuple[str, str, int, str]]:
    """(who, address, status, all that came back) of each person on each page."""
    only_posted: set[str] = set()
    in_turn = [*FIRST, *(who for who in browsers if who not in FIRST)]
    for name, address in found:
        exists = "<" not in name
        for who in in_turn:
            if name in only_posted or (who not in FIRST and not exists):
                break
            if address.startswith("/ap/"):
                yield who, address, *said(browsers["visitor"], address, **ACTIVITY)
                break
            status, text = said(browsers[who], address)
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                only_posted.add(name)
                break
            exists = exists or status != HTTPStatus.NOT_FOUND
            yield who, address, status, text


def test_everybody_walks_everywhere(
    planted: Listing, browsers: dict[str, Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    known = what_is_known()
    tokens = {"token": [address_of_renewal(planted).rstrip("/").rsplit("/", 1)[1]]}
    found = [(route, address) for route in routes() for address in addresses(route, known, tokens)]
    found += [("search", address) for address in searches()]
    met: dict[str, set[str]] = {secret: set() for secret in SECRETS}
    wrong, pages = [], set()
    for who, address, status, text in walk(browsers, found):
        if status == HTTPStatus.OK:
            pages.add(address)
        for secret in SECRETS:
            if secret in text:
                met[secret].add(who)
                if who not in SECRETS[secret][0] | SECRETS[secret][1] or address.startswith(NOBODY):
                    wrong.append((secret, who, address))
    assert wrong == []
    assert {s: must - met[s] for s, (must, _also) in SECRETS.items() if must - met[s]} == {}, "never planted"
    assert len(pages) > 60, sorted(pages)
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_no_row_no_mail_holds_what_is_sealed(planted: Listing) -> None:
    wrong = set()
    for model in apps.get_models():
        columns = [
            c.attname
            for c in model._meta.concrete_fields
            if isinstance(c, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.all():
            for column in columns:
                held = str(getattr(row, column))
                misplaced = "CANARI" in held and (model.__name__, column) not in IN_THE_CLEAR
                if misplaced or any(secret in held for secret in NEVER_AT_ALL):
                    wrong.add((model.__name__, column, held[:80]))
    assert wrong == set()
    assert mail.outbox and not [m for m in mail.outbox if "CANARI" in f"{m.subject} {m.body}"]


def test_what_is_told_to_other_towns_holds_none(planted: Listing) -> None:
    """Each entry that is spoken of, and each thing that anybody or a neighbour may fetch, as it would leave."""
    told = [
        outgoing.activity
        for entry in Entry.objects.all()
        if entry.verb in translators.speakers
        for outgoing in translators.speakers[entry.verb](entry)
    ]
    told += [
        serving.document(thing) for serving in translators.served.values() for thing in serving.visible()
    ]
    text = json.dumps(told, default=str, ensure_ascii=False)
    assert planted.title in text, "the shared one was really told"
    shared = {"CANARI-CORPS-PUBLIC"}  # its author shares it with neighbouring towns, who read it signed
    assert [secret for secret in SECRETS if secret in text and secret not in shared] == []
