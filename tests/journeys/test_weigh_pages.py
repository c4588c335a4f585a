"""Every type of page that anybody may read is light enough for an old telephone.

Apart from `test_pages`, so that two processes share the longest of the journeys.
"""

import os
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser

from commons.communities.statements.measures import Measure, Measured, publish, published

from .conftest import Regular
from .judge import axe_version
from .test_pages import ABSENT, OWN, PAGES, find
from .towns import Town
from .weight import Weight, weigh

MAPS = {"board with map"}  # weighed apart
# Everything that is there because the town has something to say; the frame around it has its 300 elements.
LISTS = ".cards > li, .rows > li, .log > li, .history > li, .diff > li, tbody > tr"
CONTENT = f"main :is({LISTS}, article, .map, details) *"


@pytest.fixture(scope="module")
def measures() -> Iterator[dict[str, Measure] | None]:
    """Where `make statements` collects what is to be published; None when it is only compared."""
    found: dict[str, Measure] | None = {} if os.environ.get("CALADE_PUBLISH_MEASURES") else None
    yield found
    if found:
        whole = {kind: measure for kind, measure in (published().pages | found).items() if kind in PAGES}
        publish(Measured(date.today(), axe_version(), whole))


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ABSENT | MAPS])
def test_is_light(
    town_as_run: Town,
    chromium: Browser,
    regular: Regular,
    kind: str,
    capsys: pytest.CaptureFixture[str],
    measures: dict[str, Measure] | None,
) -> None:
    address, *links = PAGES[kind]
    path = find(regular(town_as_run).page, town_as_run, kind) if links else address
    weight = weigh(chromium, town_as_run, path, content=CONTENT)
    with capsys.disabled():
        print(f"\n    {kind:<14} {weight} ({weight.content} of content)", end=" ")
    assert weight.over_budget() == []
    if measures is not None:
        measures[kind] = as_measure(weight)
    else:
        assert published().pages[kind].differs_from(as_measure(weight)) == [], "make statements"


def as_measure(weight: Weight) -> Measure:
    kilobytes = round(weight.bytes / 1000, 1)
    return Measure(
        weight.title, weight.path, weight.elements, weight.requests, kilobytes, round(weight.index)
    )


@pytest.mark.parametrize("kind", OWN)
def test_is_light_for_whose_it_is(
    town_as_run: Town, chromium: Browser, regular: Regular, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    handle, path = OWN[kind]
    cookies = regular(town_as_run, handle).context.cookies()
    weight = weigh(chromium, town_as_run, path, content=CONTENT, cookies=cookies)
    with capsys.disabled():
        print(f"\n    {kind:<22} {weight} ({weight.content} of content)", end=" ")
    assert weight.over_budget() == []


def test_what_is_packed_is_still_worn(town_as_run: Town, regular: Regular) -> None:
    """Light, but dressed: the style sheets that were made lean apply."""
    page = regular(town_as_run).go("/wikis/compost/commencer-un-compost/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 240)"
    assert page.locator("nav.rooms").evaluate("bar => getComputedStyle(bar).position") == "fixed"
    assert page.locator("nav.tabs ul").evaluate("list => getComputedStyle(list).display") == "flex"


def test_a_page_with_a_map_is_light_for_a_map(town_as_run: Town, chromium: Browser) -> None:
    """150 kB before anybody touches it (decisions.md); ours is drawn by the server."""
    weight = weigh(chromium, town_as_run, "/entraide/?carte=1")
    assert weight.bytes <= 150_000 and weight.requests <= 12
