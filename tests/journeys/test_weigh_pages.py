"""Every type of page that anybody may read is light enough for an old telephone.

Apart from `test_pages`, so that two processes share the longest of the journeys.
"""

import pytest
from playwright.sync_api import Browser

from .conftest import Visit
from .test_pages import ABSENT, PAGES, find
from .towns import Town
from .weight import weigh

MAPS = {"board with map"}  # weighed apart
# Everything that is there because the town has something to say; the frame around it has its 300 elements.
CONTENT = "main :is(.cards > li, .rows > li, .log > li, .history > li, .diff > li, article, .map) *"


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ABSENT | MAPS])
def test_is_light(
    town_as_run: Town, chromium: Browser, visit: Visit, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address, *links = PAGES[kind]
    path = find(visit(town_as_run).page, town_as_run, kind) if links else address
    weight = weigh(chromium, town_as_run, path, content=CONTENT)
    with capsys.disabled():
        print(f"\n    {kind:<14} {weight} ({weight.content} of content)", end=" ")
    assert weight.over_budget() == []


def test_what_is_packed_is_still_worn(town_as_run: Town, visit: Visit) -> None:
    """Light, but dressed: the style sheets that were made lean apply."""
    page = visit(town_as_run).go("/wikis/compost/commencer-un-compost/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 240)"
    assert page.locator("nav.rooms").evaluate("bar => getComputedStyle(bar).position") == "fixed"
    assert page.locator("nav.tabs ul").evaluate("list => getComputedStyle(list).display") == "flex"


def test_a_page_with_a_map_is_light_for_a_map(town_as_run: Town, chromium: Browser) -> None:
    """150 kB before anybody touches it (decisions.md); ours is drawn by the server."""
    weight = weigh(chromium, town_as_run, "/entraide/?carte=1")
    assert weight.bytes <= 150_000 and weight.requests <= 12
