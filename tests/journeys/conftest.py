"""What every journey needs: a browser, and real towns behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from . import browser, towns
from .browser import PHONE, Visitor, in_the_browser, new_context, open_chromium
from .towns import Town

HERE = Path(__file__).parent
# Begun first, so that no process carries one of them while the others have nothing left; in this order, for whoever is
# done with the errors goes on to weigh, and these two share a town.
LONGEST = ("test_pages.py", "test_errors.py", "test_weigh_pages.py", "test_12_talking.py")
Prepare = Callable[[Town], Town]
Enter = Callable[..., Visitor]


class Visit(Protocol):
    """Opens a browser on a town; closed after the test, which fails on any trouble in it."""

    def __call__(self, town: Town, *, js: bool = True, size: dict[str, int] = PHONE) -> Visitor: ...


class Regular(Protocol):
    """Opens a browser in which `who` has come in, or that of the tests before; see the fixture."""

    def __call__(
        self, town: Town, who: str = "", *, js: bool = True, size: dict[str, int] = PHONE, language: str = ""
    ) -> Visitor: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.journey)
    if len(ours) == len(items):
        items.sort(key=lambda item: (*LONGEST, item.path.name).index(item.path.name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed:
        for visitor in browser.present:
            visitor.spoilt = True
            report.sections.append(("what a visitor sees", visitor.sees()))
        for town in towns.running:
            for name in ("web", "worker"):
                report.sections.append((f"{name} of {town.name} ({town.origin})", town.log(name)))
    return report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Not for the whole session: Playwright's loop in this thread would disturb the tests of other packages.
    with sync_playwright() as playwright:
        browser = open_chromium(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def town(prepare: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One running town for all journeys of this package that can share it."""
    shared = prepare(Town("arles", tmp_path_factory.mktemp("town") / "arles")).start()
    yield shared
    shared.remove()


@pytest.fixture(scope="package")
def town_as_run(prepare: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town as `make run` starts it: files packed and named by their digest, and limits that count."""
    folder = tmp_path_factory.mktemp("town") / "arles-as-run"
    ours = prepare(Town("as-run", folder, settings={"CALADE_MODE": "development"})).start()
    yield ours
    ours.remove()


@pytest.fixture
def browser_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A bare context: a phone in French, with `js=True` or `js=False`."""
    opened: list[BrowserContext] = []

    def open_one(*, js: bool = True, size: dict[str, int] = PHONE) -> BrowserContext:
        opened.append(new_context(chromium, js=js, size=size))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    visitors: list[Visitor] = []

    def arrive(town: Town, *, js: bool = True, size: dict[str, int] = PHONE) -> Visitor:
        visitors.append(Visitor(chromium, town, js=js, size=size))
        browser.present.append(visitors[-1])
        return visitors[-1]

    yield arrive
    browser.present.clear()
    for visitor in visitors:
        visitor.close()


@pytest.fixture(scope="module")
def regulars(chromium: Browser) -> Iterator[dict[Any, Visitor]]:
    """Who has stayed in this file so far, by town, person and browser."""
    known: dict[Any, Visitor] = {}
    yield known
    for visitor in known.values():
        visitor.context.close()


@pytest.fixture
def regular(chromium: Browser, regulars: dict[Any, Visitor]) -> Iterator[Regular]:
    """Opens a browser that stays from one test of a file to the next, for pages that are only looked at: its beginning
    costs as much as the look. Any trouble fails the test that it came in; whoever was in a test that failed leaves.
    """
    here: dict[Any, Visitor] = {}

    def arrive(
        town: Town, who: str = "", *, js: bool = True, size: dict[str, int] = PHONE, language: str = ""
    ) -> Visitor:
        key = (town.origin, who, js, *size.values(), language)
        known = regulars.get(key)
        visitor = here[key] = regulars[key] = known or Visitor(chromium, town, js=js, size=size)
        browser.present.append(visitor)
        if language and not known:
            visitor.choose_language(language)
        if who and not known:
            visitor.come_in(f"{who}@example.org")
        return visitor

    yield arrive
    browser.present.clear()
    trouble = [line for visitor in here.values() for line in visitor.take_trouble()]
    for key, visitor in here.items():
        if visitor.spoilt or trouble:
            regulars.pop(key).context.close()
    assert not trouble, in_the_browser(trouble)


@pytest.fixture
def enter(town: Town, visit: Visit, js: bool) -> Enter:
    """Somebody of the demonstration, logged in, with scripts or without as the whole test."""

    def enter_as(handle: str, size: dict[str, int] = PHONE) -> Visitor:
        visitor = visit(town, js=js, size=size)
        visitor.come_in(f"{handle}@example.org")
        return visitor

    return enter_as


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def js(request: pytest.FixtureRequest) -> bool:
    """Each journey that asks for it runs twice: scripts on, scripts off."""
    return bool(request.param)
