"""What every journey needs: a browser, and real towns behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from . import towns
from .browser import PHONE, Visitor, new_context, open_chromium
from .towns import Town

HERE = Path(__file__).parent
# Towns keep their origin, so a copy of a prepared one must run on the same port.
PreparedTowns = Callable[[str, str], Town]


class Visit(Protocol):
    """Opens a browser on a town; closed after the test, which fails on any trouble in it."""

    def __call__(self, town: Town, *, js: bool = True, size: dict[str, int] = PHONE) -> Visitor: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed:
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
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreparedTowns]:
    """Prepared towns by name and demonstration, each made once and never started: copy them."""
    known: dict[tuple[str, str], Town] = {}

    def prepare(name: str, demo: str) -> Town:
        if (name, demo) not in known:
            folder = tmp_path_factory.mktemp("towns") / f"{name}-{demo or 'empty'}"
            known[name, demo] = Town(name, folder, demo=demo).prepare()
        return known[name, demo]

    yield prepare
    for town in known.values():
        town.remove()


@pytest.fixture(scope="package")
def town(prepared: PreparedTowns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One running town for all journeys of this package that can share it."""
    folder = tmp_path_factory.mktemp("town") / "arles"
    shared = prepared("arles", "arles").copy_to(folder).start()
    yield shared
    shared.remove()


@pytest.fixture(scope="package")
def town_as_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town as `make run` starts it: files packed and named by their digest, and limits that count."""
    folder = tmp_path_factory.mktemp("town") / "arles-as-run"
    ours = Town("as-run", folder, settings={"CALADE_MODE": "development"}).prepare().start()
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
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.close()


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def js(request: pytest.FixtureRequest) -> bool:
    """Each journey that asks for it runs twice: scripts on, scripts off."""
    return bool(request.param)
