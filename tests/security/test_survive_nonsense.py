"""Nothing that anybody sends to any address breaks the town: no answer of 500, nothing raised.

The town of the demonstration is walked as pages lead through it, and every address of the URLconf is sent nonsense, by
a visitor, a member and who holds every charge. `CALADE_FUZZ_SECONDS=600` goes on for as long, drawing otherwise each
time (`make fuzz`); `CALADE_FUZZ_SEED` draws again what broke.
"""

import logging
import os
import re
import time
import traceback
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random, randrange
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from commons.people.actions import give_role
from commons.people.models import Account, Role
from demo.loading import load
from tests.security.hostile import Asked, Page, Sender
from tests.security.walking import undone

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ROOT = Path(__file__).parents[2]
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
CHARGED = "who holds every charge"
WHO = {"visitor": "", "member": "nadia@example.org", CHARGED: "jeanne@example.org"}
COLUMNS = {"uid", "slug", "handle", "host", "token", "code", "name"}


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Django's administration is not there in production."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = prefix + str(pattern.pattern)
        if whole.startswith("admin/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole)
        elif isinstance(pattern, URLPattern) and "^" not in whole and "(?" not in whole:
            yield whole


def route_of(address: str) -> str:
    try:
        return resolve(address).route
    except Resolver404:
        return ""


def what_is_known() -> dict[str, list[str]]:
    """What a part of an address may be: what stands in a column of that name."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.name in COLUMNS:
                values = model._default_manager.order_by("-pk").values_list(column.name, flat=True)[:3]
                found.setdefault(column.name, []).extend(str(value) for value in values if value)
    found["acct"] = found["person"] = found["handle"]
    found["pk"] = found["number"] = ["1", "2", "3", "4", "5"]
    return found


class Street:
    """All doors of the town: where each was seen, what its forms would send, what its code asks for."""

    def __init__(self, drawn: Random) -> None:
        self.drawn, self.sender, self.known = drawn, Sender(drawn), what_is_known()
        self.seen: dict[str, list[str]] = {route: [] for route in routes()}
        self.usual: dict[str, dict[str, str]] = {}
        self.asked = {route: Asked() for route in self.seen}
        self.broken: dict[str, str] = {}
        self.tried = 0
        self.browsers = {who: self._browser(email) for who, email in WHO.items()}

    def _browser(self, email: str) -> tuple[Client, SimpleCookie]:
        browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        if email:
            browser.force_login(Account.objects.get(email=email))
        return browser, SimpleCookie(browser.cookies.output(header="", sep=";"))

    def walk(self) -> None:
        """Follow what pages lead to, each route twice at most."""
        for who in ("member", CHARGED):
            waiting, done = ["/" + route for route in self.seen if "<" not in route], set[str]()
            while waiting:
                if (address := waiting.pop()) in done:
                    continue
                done.add(address)
                answer = self._send(who, "GET", address)
                if (
                    answer.status_code == 200
                    and "html" in answer.get("Content-Type", "")
                    and not answer.streaming
                ):
                    waiting += self._note(Page(address, answer.content.decode()))

    def _note(self, page: Page) -> list[str]:
        new = []
        for found, fields in [*((link, None) for link in page.links), *page.forms]:
            address = found.partition("#")[0].partition("?")[0]
            if (route := route_of(address)) not in self.seen:
                continue
            if fields:
                self.usual.setdefault(route, {}).update(fields)
            places = self.seen[route]
            if "<" in route and address not in places and len(places) < 2:
                places.append(address)
                new.append(address)
        return new

    def throw(self, route: str, who: str) -> None:
        """One GET and one of another method, as its code would like it or not."""
        names, usual, drawn = self.asked[route].names, self.usual.get(route, {}), self.drawn
        with self.asked[route].hearing():
            self._send(who, "GET", f"{self._address(route)}?{self.sender.query(names, usual)}")
            kind, body = self.sender.body(names, usual)
            more = f"?{self.sender.query(names, {})}" if drawn.random() < 0.2 else ""
            method = drawn.choice(("PUT", "OPTIONS", "HEAD", "DELETE")) if drawn.random() < 0.03 else "POST"
            self._send(who, method, self._address(route) + more, body, kind)

    def _address(self, route: str) -> str:
        if self.seen[route] and self.drawn.random() < 0.85:
            return self.drawn.choice(self.seen[route])
        return "/" + PART.sub(lambda part: self._part(part[1] or "str", part[2]), route)

    def _part(self, kind: str, name: str) -> str:
        known = self.known.get(name)
        return self.drawn.choice(known) if known and self.drawn.random() < 0.6 else self.sender.part(kind)

    def _send(self, who: str, method: str, address: str, body: bytes = b"", kind: str = "") -> Any:
        """What it changes is taken back."""
        browser, cookies = self.browsers[who]
        browser.cookies, headers = (
            SimpleCookie(cookies),
            self.sender.headers() if "?" in address or body else {},
        )
        self.tried += 1
        with undone():
            answer = browser.generic(method, address, body, content_type=kind, headers=headers)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500:
            self._tell(f"{who}: {method} {address[:300]} {kind} {body[:300]!r} {headers}", answer, said)
        return answer

    def _tell(self, what: str, answer: Any, said: bytes) -> None:
        """One of each kind of breaking."""
        error = getattr(answer, "exc_info", None)
        if not error:
            self.broken.setdefault(f"{answer.status_code} {said[:80]!r}", what)
            return
        frames = [frame for frame in traceback.extract_tb(error[2]) if str(ROOT) in frame.filename]
        ours = [frame for frame in frames if "site-packages" not in frame.filename]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours))
        self.broken.setdefault(f"{error[0]} {where}", f"{what}\n   {error[1]!r:.300}\n   {where}")


@pytest.fixture
def seed() -> int:
    usual = randrange(10**6) if "CALADE_FUZZ_SECONDS" in os.environ else 1
    return int(os.environ.get("CALADE_FUZZ_SEED", usual))


@pytest.fixture
def street(settings: Any, tmp_path: Path, seed: int) -> Iterator[Street]:
    settings.IMAGES_ROOT, settings.CALADE_DATA = tmp_path / "images", tmp_path
    load(ROOT / "demo" / "arles")
    person = Account.objects.get(email=WHO[CHARGED]).person
    assert person
    held = set(Role.objects.current().filter(person=person).values_list("role", flat=True))
    for role in set(Role.Name.values) - held:
        give_role(person, by=None, role=role, reason="test")
    logging.disable(logging.CRITICAL)  # a refusal is a line, and there are thousands
    yield Street(Random(seed))
    logging.disable(logging.NOTSET)


def test_no_answer_of_any_address_to_anybody_is_a_fault_of_ours(street: Street, seed: int) -> None:
    street.walk()
    until, round_of_all = time.monotonic() + float(os.environ.get("CALADE_FUZZ_SECONDS", "0")), True
    while round_of_all or time.monotonic() < until:
        cache.clear()
        for route in street.seen:
            for who in WHO:
                street.throw(route, who)
        round_of_all = False
    assert not street.broken, f"seed {seed}:\n" + "\n".join(street.broken.values())
    assert {"q", "page"} <= street.asked["recherche/"].names  # names are heard
    assert (
        sum(bool(places) for route, places in street.seen.items() if "<" in route) > 80
    )  # and doors are found
