"""Somebody in front of Chromium: a phone of 360 x 740, in French, with scripts on or off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
)

from .judge import axe
from .towns import Town

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
LOG_IN, SIGN_UP = "/compte/login/", "/compte/signup/"
PATIENCE = 60_000  # milliseconds for anything on a page; machines are shared
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = [
    "--no-sandbox",  # root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANDMARKS = ("banner", "navigation", "main", "contentinfo")

present: list[Visitor] = []  # whoever has a page open now; the conftest says what they see when a test fails
sessions: dict[tuple[str, str, str], list[Any]] = {}  # by town and person: see Visitor.come_in


def open_chromium(kind: BrowserType) -> Browser:
    """Debian's Chromium, best without its window: that takes half of the time. Its absence is a failure: nothing here
    may pass without a browser.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, f"The journeys need Chromium: apt-get install {BROWSERS[0]}"
    return kind.launch(executable_path=program, args=FLAGS)


def new_context(chromium: Browser, *, js: bool = True, size: dict[str, int] = PHONE) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale="fr-FR", java_script_enabled=js,
        timezone_id="Europe/Paris", extra_http_headers={"Accept-Language": "fr"},
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    return context


AT_WORK = """async () => !document.querySelector("script[data-worker]")
    || Boolean(navigator.serviceWorker.controller && await caches.match("/offline/"))"""


class Visitor:
    """One person, one browser, one town. Whatever goes wrong in the browser is kept in `trouble`."""

    def __init__(
        self, chromium: Browser, town: Town, *, js: bool = True, size: dict[str, int] = PHONE
    ) -> None:
        self.town, self.js = town, js
        self.trouble: list[str] = []
        self.spoilt = False  # by a test that failed
        self._forgiven: list[re.Pattern[str]] = []
        self.context = new_context(chromium, js=js, size=size)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)

    def sees(self) -> str:
        """Where they are and what they read, for whoever must find out why a test failed."""
        try:
            return f"{self.page.url}\n{self.page.inner_text('body')[:2000]}"
        except Error as error:
            return f"{self.page.url}: {error}"

    # -- What a person does -------------------------------------------------------------------------------

    def go(self, path: str = "/", *, status: int = 200) -> Page:
        """Open a path of the own town; any other status than the expected one is a failure."""
        self.open(path, status=status)
        return self.page

    def open(self, path: str, *, status: int = 200) -> Response:
        """The same, for whoever wants to read what the server sent."""
        response = self.page.goto(self.town.origin + path)
        assert response is not None and response.status == status, f"{path}: {response and response.status}"
        return response

    def log_in(self, email: str) -> None:
        """Ask for a code, read the mail, type the code."""
        self._prove(email, at=LOG_IN)

    def come_in(self, email: str) -> None:
        """Be logged in, with the cookies of an earlier time where there was one: a second each that adds up."""
        known = sessions.setdefault((self.town.origin, str(self.town.folder), email), [])
        if known:
            self.context.add_cookies(known)
        else:
            self.log_in(email)
            # Who one is, not which language one reads.
            known += [
                c for c in self.context.cookies() if c["name"].startswith(("session", "csrf", "__Host-"))
            ]

    def choose_language(self, language: str) -> None:
        """By the button at the foot of the page."""
        self.go("/charte/")
        self.page.locator(f"button[name=language][value={language}]").click()
        self.page.locator(f"html[lang={language}]").wait_for()

    def sign_up(self, email: str) -> None:
        """The same for somebody new; stops where the town says welcome."""
        self._prove(email, at=SIGN_UP)

    def send(self, field: str, value: str) -> None:
        """Fill a field, given by its CSS selector, and send its form."""
        form = self.page.locator("main form", has=self.page.locator(field))
        form.locator(field).fill(value)
        form.locator("[type=submit], button:not([type])").first.click()

    def _prove(self, email: str, *, at: str) -> None:
        before = len(self.town.mails_to(email))
        self.go(at)
        self.send("input[type=email]", email)
        self.page.locator("[name=code]").wait_for()  # first: what came instead is shown where this fails
        code = self.town.code_for(email, after=before)
        # By the answer, and by the page: the address that is known here may lag behind both.
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            self.send("[name=code]", code)
        assert answer.value.status == 302, f"{email} was not let in with {code}: {answer.value.status}"
        self.page.locator("[name=code]").wait_for(state="detached")
        self.page.wait_for_url(self.page.evaluate("location.href"))

    @contextmanager
    def offline(self) -> Iterator[None]:
        """No network meanwhile; what the browser says about it is no trouble. The service worker is at work before."""
        if self.js:
            self.page.wait_for_function(AT_WORK)
        noted = len(self.trouble)
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)
            del self.trouble[noted:]

    # -- What we ask about a page -------------------------------------------------------------------------

    def check_page(self) -> None:
        """The page as it stands now: WCAG 2.2 A and AA by axe, landmarks, language, no sideways scrolling."""
        self.page.wait_for_load_state()  # its text may be there before its styles
        violations = axe(self.page, js=self.js)
        assert not violations, f"{self.page.url}\n" + "\n".join(violations)
        for landmark in LANDMARKS:
            found = self.page.get_by_role(landmark).count()  # type: ignore[arg-type]
            assert found, f"{self.page.url}: no landmark {landmark}"
        assert self.page.get_by_role("main").count() == 1
        assert self.page.locator("h1").count() == 1, f"{self.page.url}: one main heading"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"

    def forgive(self, pattern: str) -> None:
        """Trouble that this test causes on purpose: a stopped town, a forbidden page."""
        self._forgiven.append(re.compile(pattern))

    def close(self) -> None:
        """Leave; fails when the browser had any trouble."""
        self.context.close()
        trouble = self.take_trouble()
        assert not trouble, in_the_browser(trouble)

    def take_trouble(self) -> list[str]:
        """What went wrong since this was asked last, and is not forgiven."""
        noted, self.trouble = self.trouble, []
        return [line for line in noted if not any(known.search(line) for known in self._forgiven)]

    # -- What the browser tells ---------------------------------------------------------------------------

    def _note(self, line: str) -> None:
        self.trouble.append(line)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused content security policy is such an error. A bad status is judged in _answered.
        if message.type == "error" and "Failed to load resource: the server responded" not in message.text:
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if (
            address.scheme in {"http", "https", "ws", "wss"}
            and f"http://{address.netloc}" != self.town.origin
        ):
            self._note(f"a request left for another host: {request.url}")

    def _answered(self, response: Response) -> None:
        # What a service worker fetches, it fetches for a page: that answer is judged there.
        if response.request.service_worker:
            return
        if response.status >= 400 and response.request.resource_type != "document":
            self._note(f"{response.status} for {response.request.method} {response.url}")


def in_the_browser(trouble: list[str]) -> str:
    return "In the browser:\n" + "\n".join(trouble)
