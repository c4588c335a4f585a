"""Everybody of `world.py` tries every address of the town; what came of it is kept as plain facts.

Nothing is written for good: each try is undone. A letter says what an answer was:

  o shown        l led to the login       w led to the welcome page      s sent elsewhere
  - not there    x refused                p only posted                  ! cannot be read as it is (4xx)   E broken
"""

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.http.response import HttpResponseBase
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState  # type: ignore[attr-defined]
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from commons.accounts.devices import SessionStore
from commons.live import remembered
from commons.people.adapter import AccountBackend
from commons.people.models import Account
from tests.security.world import KINDS, MARKUP, SECRETS, World

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value=")\w+')
ESCAPED = MARKUP.replace("<", "&lt;").replace(">", "&gt;")
# What pages read from a query, and a few that none does.
QUERY = (
    "q",
    "page",
    "apres",
    "avant",
    "before",
    "after",
    "sort",
    "kind",
    "tag",
    "place",
    "de",
    "a",
    "do",
    "next",
    "title",
    "x",
)
PLAIN = {403: "x", 404: "-", 405: "p"}


def addresses(
    patterns: Any = None, space: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """(name with its room, the parts that it takes) of each address of the URLconf; the admin's are told apart."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        parts = (*before, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if not inner.startswith("admin:"):
                yield from addresses(pattern.url_patterns, inner, parts)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", list(parts)


def address_of(name: str, things: dict[str, Any]) -> str:
    """The fullest form of the address that the values fill."""
    fitting = [parts for found, parts in addresses() if found == name and set(parts) <= set(things)]
    if not fitting:
        raise NoReverseMatch(f"{name} with {sorted(things)}")
    parts = max(fitting, key=len)
    return reverse(name, kwargs={part: things[part] for part in parts})


@dataclass
class Walk:
    """`answers`: (name, thing) → (letters of GET, letters of POST), in the order of KINDS."""

    answers: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    writes: dict[str, set[str]] = field(default_factory=dict)
    met: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    cookies: dict[str, set[str]] = field(default_factory=dict)
    told_apart: set[tuple[str, str, str]] = field(default_factory=set)
    markup: set[str] = field(default_factory=set)
    echoed: set[str] = field(default_factory=set)
    hostile: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


class Walker:
    def __init__(self, world: World, signed: Any = None) -> None:
        self.world, self.found, self.signed = world, Walk(), signed
        self.browsers = {kind: self._browser(kind) for kind in KINDS}

    def _browser(self, kind: str) -> Client:
        browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        account = self.world.account_of(kind)
        if account is not None:
            browser.force_login(account)
        return browser

    def walk(self, doors: list[tuple[str, str]]) -> Walk:
        with self._known_at_once():
            return self._walk(doors)

    @contextmanager
    def _known_at_once(self) -> Iterator[None]:
        """Every try begins as the first did: who asks is read from the rows once for all of them, a copy for each."""
        keys = [browser.session.session_key for browser in self.browsers.values() if browser.cookies]
        sessions = {key: pickle.dumps(SessionStore(key).load()) for key in keys}
        accounts = {
            account.pk: pickle.dumps(AccountBackend().get_user(account.pk))
            for account in map(self.world.account_of, KINDS)
            if account
        }
        load, get_user = SessionStore.load, AccountBackend.get_user

        def load_once(store: SessionStore) -> dict[str, Any]:
            known = sessions.get(store.session_key)
            return dict(pickle.loads(known)) if known else load(store)

        def get_user_once(backend: AccountBackend, pk: int) -> Account | None:
            known = accounts.get(int(pk))
            return pickle.loads(known) if known else get_user(backend, pk)

        with (
            patch.object(SessionStore, "load", load_once),
            patch.object(AccountBackend, "get_user", get_user_once),
            patch.object(
                Template, "_render", _TestState.saved_data.template_render
            ),  # nobody looks at contexts
        ):
            yield

    def _walk(self, doors: list[tuple[str, str]]) -> Walk:
        remember_anew()
        for name, thing in doors:
            address = address_of(name, self.world.things[thing])
            self._ask_oddly(address)
            letters = [self._try(name, thing, kind, address) for kind in KINDS]
            self.found.answers[name, thing] = (
                "".join(get for get, _ in letters),
                "".join(post for _, post in letters),
            )
        return self.found

    def _try(self, name: str, thing: str, kind: str, address: str) -> tuple[str, str]:
        looked = self._looked(name, kind, address)
        self._note_secrets(kind, address, looked)
        if looked.status_code == 404:
            self._compare(name, thing, kind, address, looked)
        kept = self.browsers[kind].cookies.copy()  # who logs out is back for the next address
        with undone():
            sent = finish(self.browsers[kind].post(address, headers=self._headers(kind, "POST", address)))
        self.browsers[kind].cookies = kept
        self._note_secrets(kind, address, sent)
        return self._letter(looked, address), self._letter(sent, f"POST {address}")

    def _looked(self, name: str, kind: str, address: str) -> HttpResponseBase:
        written: list[str] = []

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if found := WRITES.match(sql):
                written.append(found[2])
            return execute(sql, params, many, context)

        with undone(), connection.execute_wrapper(watch):
            answer = self.browsers[kind].get(address, headers=self._headers(kind, "GET", address))
            finish(answer)
        ours = set(written) - {Session._meta.db_table}
        if ours:
            self.found.writes.setdefault(name, set()).update(ours)
        if kind == "visitor" and answer.cookies:
            self.found.cookies.setdefault(name, set()).update(answer.cookies)
        return answer

    def _headers(self, kind: str, method: str, address: str) -> dict[str, str]:
        return self.signed(method, address) if kind == "remote" and self.signed else {}

    def _note_secrets(self, kind: str, address: str, answer: HttpResponseBase) -> None:
        text = f"{dict(answer.headers)}{body_of(answer).decode(errors='replace')}"
        if MARKUP in text and is_markup(answer):
            self.found.markup.add(address)
        if ESCAPED in text:
            self.found.hostile.add(address)
        for secret in SECRETS:
            if secret in text:
                self.found.met.setdefault(secret, set()).add((kind, address))

    def _ask_oddly(self, address: str) -> None:
        """The same hostile words in every place of a query that a page may read."""
        with undone():
            answer = self.browsers["author"].get(address, dict.fromkeys(QUERY, MARKUP))
        if MARKUP in body_of(answer).decode(errors="replace") and is_markup(answer):
            self.found.echoed.add(address)

    def _compare(self, name: str, thing: str, kind: str, address: str, answer: HttpResponseBase) -> None:
        """What is not there for them answers as what never was."""
        absent = nowhere(name, self.world.things[thing])
        if absent is None or absent == address:
            return
        with undone():
            other = finish(self.browsers[kind].get(absent, headers=self._headers(kind, "GET", absent)))
        if shape(other, absent) != shape(answer, address):
            self.found.told_apart.add((name, thing, kind))

    def _letter(self, answer: HttpResponseBase, address: str) -> str:
        status = answer.status_code
        if status >= 500:
            self.found.broken.append(address)
            return "E"
        if status in PLAIN:
            return PLAIN[status]
        if 300 <= status < 400 and status != 304:
            where = answer.headers["Location"]
            return (
                "l" if where.startswith("/compte/login/") else "w" if where.startswith("/bienvenue/") else "s"
            )
        return "o" if status < 400 else "!"


class undone:
    """What happens inside is taken back, and what the process remembers of it."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.before = [(one, one._kept, one._number) for one in remembered._every]

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(*error)
        for one, kept, number in self.before:
            if one._number != number:
                one._kept, one._number = kept, number
        remember_anew()


def remember_anew() -> None:
    """What the transaction of the walk has changed so far is how things are: it may be remembered."""
    for one in remembered._every:
        one._changed.by = None


def finish(answer: Any) -> Any:
    """A file is read to its end and closed; the connection to the database stays, as Django's own client has it."""
    if answer.streaming:
        b"".join(answer.streaming_content)
        request_finished.disconnect(close_old_connections)
        try:
            answer.close()
        finally:
            request_finished.connect(close_old_connections)
    return answer


def is_markup(answer: HttpResponseBase) -> bool:
    return "html" in answer.headers.get("Content-Type", "") or "xml" in answer.headers.get("Content-Type", "")


def body_of(answer: HttpResponseBase) -> bytes:
    return b"" if answer.streaming else answer.content  # type: ignore[attr-defined]


def nowhere(name: str, things: dict[str, Any]) -> str | None:
    """The same address about something that never was; None where it is about nothing."""
    parts = next((parts for found, parts in addresses() if found == name and set(parts) <= set(things)), [])
    never: dict[str, Any] = {
        "pk": 987_654_321,
        "uid": "01970000-0000-7000-8000-000000000000",
        "token": "x" * 24,
    }
    never["key"] = never["uid"]
    for part in parts:
        if part in never:
            return reverse(name, kwargs={**{one: things[one] for one in parts}, part: never[part]})
    return None


def shape(answer: HttpResponseBase, address: str) -> tuple[int, dict[str, str], bytes]:
    """Everything that a reader could tell two answers apart by, without the address that they asked for."""
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    body = TOKEN.sub(rb"\1", body_of(answer)).replace(address.encode(), b"<address>")
    return answer.status_code, headers, body


def signer(actor: Any) -> Any:
    """signer(nina)("GET", "/x/") are the headers with which somebody of another server asks."""

    def headers(method: str, address: str) -> dict[str, str]:
        from federation.keys import load_private_key
        from federation.signatures import sign_cavage

        signed = sign_cavage(
            method, settings.CALADE_ORIGIN + address, b"", key_id=f"{actor.address}#main-key",
            private_key=load_private_key(actor.keys.rsa_private_pem), now=datetime.now(UTC),
        )  # fmt: skip
        return {**signed, "accept": "application/activity+json"}

    return headers
