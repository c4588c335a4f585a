"""Journey 15: a thing is borrowed, handed over with a photo, late without a reproach, and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from .browser import Visitor
from .conftest import Visit
from .hand import Hand
from .test_10_images import photo
from .towns import Town

SECRET = "Je la prendrai dimanche au portail vert"


@pytest.fixture
def olivier(town: Town, visit: Visit, js: bool) -> Visitor:
    visitor = visit(town, js=js)
    visitor.come_in("olivier@example.org")
    return visitor


@pytest.fixture
def ines(town: Town, visit: Visit, js: bool) -> Visitor:
    visitor = visit(town, js=js)
    visitor.come_in("ines@example.org")
    return visitor


def press(page: Page) -> None:
    page.locator("main form button.button-first").first.click()


def do(visitor: Visitor, loan: str, name: str) -> None:
    """Press one of the decisions of the page of a loan, and read that it was done."""
    page = visitor.go(loan)
    page.locator(f"main form:has(input[value='{name}']) button").first.click()
    page.locator(".says .notice").wait_for()


def lend(visitor: Visitor, title: str, js: bool) -> str:
    page = visitor.go("/entraide/objets/")
    visitor.check_page()
    page.locator("main a[href$='/preter/']").first.click()
    page.locator("[name=title]").wait_for()
    visitor.check_page()
    press(page)  # nothing filled
    page.locator(".field-wrong [name=title]").wait_for()
    visitor.check_page()
    page.locator("[name=title]").fill(title)
    page.locator("[name=category]").select_option("outils")
    page.locator("[name=neighbourhood]").select_option(label="La Roquette")
    page.locator("[name=file]").set_input_files(photo(js))
    page.locator("[name=alt]").fill("Une tondeuse rouge à côté de sa bâche")
    press(page)
    page.get_by_role("heading", level=1, name=title).wait_for()
    visitor.check_page()
    return page.evaluate("location.pathname")


def borrow(visitor: Visitor, thing: str, first: date, last: date) -> str:
    page = visitor.go(thing)
    visitor.check_page()
    page.locator("main a[href$='/reserver/']").click()
    page.locator("[name=starts_on]").fill(last.isoformat())
    page.locator("[name=ends_on]").fill(first.isoformat())
    page.locator("[name=message]").fill(SECRET)
    press(page)  # the other way round: said at its field, the message is kept
    page.locator(".field-wrong").first.wait_for()
    visitor.check_page()
    assert page.locator("[name=message]").input_value() == SECRET
    page.locator("[name=starts_on]").fill(first.isoformat())
    page.locator("[name=ends_on]").fill(last.isoformat())
    press(page)
    page.locator("dl.what").wait_for()
    visitor.check_page()
    return page.evaluate("location.pathname")


def hands(visitor: Visitor, loan: str, button: str, words: str, js: bool) -> None:
    page = visitor.go(loan)
    page.locator(f"main a[href$='/{button}/']").click()
    page.locator("[name=words]").wait_for()
    visitor.check_page()
    page.locator("[name=words]").fill(words)
    page.locator("[name=file]").set_input_files(photo(js))
    press(page)
    page.locator("section.private img").first.wait_for()
    visitor.check_page()


def test_a_thing_is_borrowed_handed_over_late_and_back(
    town: Town, olivier: Visitor, ines: Visitor, js: bool
) -> None:
    title = f"Une tondeuse à main ({'avec' if js else 'sans'} sa bâche)"
    thing = lend(olivier, title, js)
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    loan = borrow(ines, thing, today, today + timedelta(days=1))
    do(olivier, loan, "agree")
    hands(olivier, loan, "remise", "La lame est neuve, la bâche a un trou.", js)
    do(ines, loan, "confirm_handover")
    with Hand(town) as hand:  # four days go by
        hand(
            "from datetime import timedelta\nfrom django.db.models import F\n"
            "from mutual_aid.models import Reservation\n"
            "earlier = {name: F(name) - timedelta(days=4) for name in ('starts_on', 'ends_on')}\n"
            "answer = Reservation.objects.filter(pk=key).update(**earlier)",
            key=int(loan.strip("/").split("/")[-1]),
        )
    page = ines.go(loan)
    ines.check_page()
    assert "Cela arrive à tout le monde" in page.get_by_role("main").inner_text()
    assert "Cela arrive" not in olivier.go(loan).get_by_role("main").inner_text()
    hands(ines, loan, "retour", "Comme je l’ai eue, la lame affûtée.", js)
    do(olivier, loan, "confirm_return")
    assert olivier.page.locator("section.private img").count() == 2
    page = ines.go("/entraide/emprunts/")
    ines.check_page()
    assert title in page.content(), "what is over is folded away"
    # Whoever has nothing to do with it: the thing, and nothing of the loan.
    stranger = ines
    stranger.context.clear_cookies()
    assert SECRET not in stranger.go(thing).content()
    stranger.check_page()
