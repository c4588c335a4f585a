"""Journey 17: no network. What was read last can be read again, as a visitor sees it; logging out forgets it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from .browser import Visitor
from .conftest import Visit
from .towns import Town, until

PAGE, TITLE = "/wikis/compost/commencer-un-compost/", "Commencer un compost"
KEPT = "address => caches.open('read-1').then(store => store.match(address)).then(Boolean)"
ALL_KEPT = """() => caches.open("read-1").then(store => store.keys())
    .then(known => known.map(request => new URL(request.url).pathname))"""
WORDS = "address => caches.open('read-1').then(store => store.match(address)).then(kept => kept.text())"


def read_and_kept(visitor: Visitor, path: str = PAGE) -> Page:
    page = visitor.go(path)
    until(lambda: page.evaluate(KEPT, visitor.town.origin + path), f"{path} is kept")
    return page


@pytest.mark.parametrize("who", ["", "rose@example.org"], ids=["visitor", "rose"])
def test_a_page_that_was_read_can_be_read_again(town: Town, visit: Visit, who: str) -> None:
    somebody = visit(town)
    if who:
        somebody.come_in(who)
    page = read_and_kept(somebody)
    text = page.locator("main h1").inner_text()
    with somebody.offline():
        page.goto(town.origin + PAGE)
        assert page.locator("main h1").inner_text() == text
        note = page.locator("main .notice-wait").inner_text()
        assert "gardé" in note and "{moment}" not in note
        assert page.evaluate("document.styleSheets.length") >= 2, "with its styles"
        somebody.check_page()
        # Another address has not been read; this one is named there.
        page.goto(town.origin + "/charte/")
        page.locator("[data-kept] a", has_text=TITLE).click()
        page.wait_for_url("**" + PAGE)
        page.locator("main .notice-wait").wait_for()
    page.goto(town.origin + PAGE)
    assert page.locator("main .notice-wait").count() == 0


def test_nothing_of_a_person_is_kept_and_logging_out_forgets_the_rest(town: Town, visit: Visit) -> None:
    rose = visit(town)
    rose.log_in("rose@example.org")  # a session of her own: it is ended here
    page = read_and_kept(rose)
    kept = page.evaluate(WORDS, town.origin + PAGE)
    assert TITLE in kept and "csrfmiddlewaretoken" not in kept and "/compte/logout/" not in kept
    for private in ("/moi/", "/avis/", "/moi/reglages/"):
        rose.go(private)
    page = read_and_kept(rose, "/charte/")
    assert set(page.evaluate(ALL_KEPT)) == {PAGE, "/charte/"}
    rose.go("/moi/")
    page.locator("main form[action='/compte/logout/'] button").click()
    page.wait_for_url(town.origin + "/")
    until(lambda: not page.evaluate(KEPT, town.origin + PAGE), "it is forgotten")


def test_the_manifest_is_the_town_and_nobody_is_asked_to_install(town: Town, visit: Visit) -> None:
    somebody = visit(town)
    page = somebody.go("/installer/")
    somebody.check_page()
    assert page.locator("link[rel=manifest]").count() == 1
    said = json.loads(page.evaluate("fetch('/manifest.webmanifest').then(answer => answer.text())"))
    assert said["name"] == "Arles" and said["lang"] == "fr" and said["start_url"] == "/"
    sizes = {icon["sizes"] for icon in said["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for icon in said["icons"]:
        assert page.evaluate("address => fetch(address).then(answer => answer.status)", icon["src"]) == 200
    assert page.locator("[data-install]").is_hidden(), "the button is there only where the browser offers it"
