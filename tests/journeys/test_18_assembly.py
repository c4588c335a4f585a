"""Journey 18: an assembly from its announcement to its record; with scripts nobody reloads, without them one does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page

from .browser import DESK, Visitor
from .conftest import Enter
from .test_4_live import open_discussion
from .towns import until


class Reader:
    """Somebody who looks at one page: it becomes fresh by itself or, without script, by loading it again."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def sees(self, selector: str, text: str | re.Pattern[str] = "") -> Locator:
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        if not self.visitor.js:
            self.page.reload()
        found.first.wait_for()
        return found.first

    def sees_no(self, selector: str) -> None:
        if not self.visitor.js:
            self.page.reload()
        self.page.locator(selector).first.wait_for(state="detached")

    def press(self, name: str, value: str) -> None:
        """With the keyboard, as one who uses no mouse."""
        self.enter(self.page.locator(f"#assembly button[name={name}][value='{value}']:visible").first)

    def enter(self, control: Locator) -> None:
        """Without script it leads to a new page, which is there before anything else is looked at."""
        control.focus()
        if self.visitor.js:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def call_assembly(page: Page, address: str, *, agenda: str) -> None:
    page.locator(f"a[href='{address}assemblee/']").click()
    page.locator("[name=day]").fill((date.today() + timedelta(days=1)).isoformat())
    page.locator("[name=begins]").fill("18:30")
    page.locator("[name=ends]").fill("20:00")
    page.locator("[name=place]").fill("Salle des fêtes")
    page.locator("[name=agenda]").fill(agenda)
    page.locator("main form button.button-first").click()
    page.locator("#assembly[data-now=called]").wait_for()


def test_rose_follows_what_yanis_holds(enter: Enter, js: bool) -> None:
    host, guest = enter("yanis", size=DESK), enter("rose")
    yanis, rose = Reader(host), Reader(guest)
    address = open_discussion(host, f"Un banc devant l’école {'avec' if js else 'sans'} script ?")
    call_assembly(host.page, address, agenda="Où le mettre ; 10\nQui le paie")
    host.check_page()
    guest.go(address)
    rose.sees("#assembly [data-panel=state]", re.compile("18.h.30"))
    assert rose.page.locator("button[value=raise]:visible").count() == 0
    guest.check_page()
    began = rose.page.evaluate("() => { window.stays = true; return true; }") if js else False

    host.page.locator("#assembly button[value=open]").click()
    host.page.locator("#assembly[data-now=open]").wait_for()
    rose.sees("#assembly[data-now=open]")
    _speak_in_order(yanis, rose, js)
    _type_for_others(yanis, rose, address)
    _minutes(yanis, rose, address)
    _opinions(yanis, rose, address)

    # The subject is done, the assembly closes: what was typed is gone, the record stays.
    host.go(address)
    host.page.locator("#assembly .agenda a").first.click()
    host.page.locator("[name=outcome]").fill("Sous le micocoulier.")
    host.page.locator("main form button.button-first").click()
    guest.go(address)
    rose.sees("#assembly .agenda-outcome", "Sous le micocoulier.")
    host.page.locator("#assembly details summary").last.click()
    host.page.locator("#assembly button[value=close]").click()
    rose.sees("#assembly[data-now=closed]")
    rose.sees_no("[data-caption]")
    guest.check_page()
    rose.page.locator(f"#assembly a.after-all[href='{address}assemblee/actes/']").click()
    rose.page.get_by_role("heading", level=1).wait_for()
    guest.check_page()
    said = rose.page.inner_text("main")
    assert "On le met à l’ombre." in said and "Sous le micocoulier." in said
    assert "Bonsoir à toutes et à tous" not in said
    assert began is js


def _speak_in_order(yanis: Reader, rose: Reader, js: bool) -> None:
    rose.press("do", "raise")
    rose.sees("#assembly button[value=lower]:visible")
    yanis.sees("#hands li", "Rose")
    if js:
        assert rose.page.evaluate("document.activeElement.value") == "lower", "the focus went with the button"
    yanis.enter(yanis.page.locator("#hands button[name=give]").first)
    rose.sees(".speaks b", "Rose")
    rose.visitor.check_page()
    if js:
        assert rose.page.evaluate("window.stays"), "the page was never loaded again"
        rose.page.locator("[data-assembly-says]", has_text="Rose").wait_for(state="attached")
    rose.press("do", "lower")
    rose.sees("#assembly button[value=raise]:visible")
    yanis.sees_no(".speaks[data-by]")


def _type_for_others(yanis: Reader, rose: Reader, address: str) -> None:
    _name_captioner(yanis, address)
    yanis.visitor.check_page()
    page = yanis.visitor.go(address)
    page.locator("#captions [name=text]").fill("Bonsoir à toutes et à tous")
    yanis.enter(page.locator("#captions [name=text]"))
    rose.sees("[data-caption]", "Bonsoir à toutes et à tous")
    yanis.sees("[data-caption]", "Bonsoir à toutes et à tous")
    # Others may hear of it before the one who typed has the answer.
    until(lambda: page.locator("#captions [name=text]").input_value() == "", "the field is empty again")
    yanis.visitor.check_page()


def _minutes(yanis: Reader, rose: Reader, address: str) -> None:
    page = yanis.visitor.go(f"{address}assemblee/compte-rendu/")
    page.locator("[name=text]").fill("## Le banc\n\nOn le met à l’ombre.")
    yanis.visitor.check_page()
    page.locator("main form button.button-first").click()
    page.locator("#minutes p", has_text="On le met à l’ombre.").wait_for()
    rose.sees("#minutes p", "On le met à l’ombre.")


def _opinions(yanis: Reader, rose: Reader, address: str) -> None:
    page = yanis.visitor.go(f"{address}assemblee/avis/")
    page.locator("[name=question]").fill("Le banc")
    page.locator("[name=statements]").fill("Il faut un banc.\nIl faut un arbre.")
    page.locator("main form button.button-first").click()
    page.get_by_role("heading", level=1, name="Le banc").wait_for()
    yanis.visitor.check_page()
    rose.sees("[data-panel=opinions] a.button").click()
    rose.page.locator("#answer fieldset input[value='1']").first.check()
    rose.visitor.check_page()
    rose.page.locator("#answer button.button-first").click()
    rose.page.locator("main .notice-done").first.wait_for()
    assert rose.page.locator("#answer fieldset input[value='1']").first.is_checked()


def test_a_line_that_arrives_twice_stands_once(enter: Enter, js: bool) -> None:
    """A bad network: the browser sends again what the town has already."""
    host = enter("yanis", size=DESK)
    address = open_discussion(host, f"Deux fois la même ligne {'avec' if js else 'sans'} script")
    call_assembly(host.page, address, agenda="Un seul sujet")
    host.page.locator("#assembly button[value=open]").click()
    yanis = Reader(host)
    _name_captioner(yanis, address)
    page = host.go(address)
    sent: dict[str, Any] = page.locator("[data-caption-form]").evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    for _ in range(2):
        answer = host.context.request.post(
            f"{host.town.origin}{address}assemblee/paroles/",
            form={**sent, "text": "Une seule fois"},
            headers={"Origin": host.town.origin, "X-Requested-With": "fetch"},
        )
        assert answer.status == 204
    yanis.sees("[data-caption]", "Une seule fois")
    assert page.locator("[data-caption]").count() == 1


def _name_captioner(yanis: Reader, address: str) -> None:
    page = yanis.visitor.go(f"{address}assemblee/taches/")
    page.locator("[name=person]").fill("yanis")
    page.locator("[name=name][value=captioner]").check()
    page.locator("main form button.button-first").click()
    page.locator("main ul.plain li").nth(1).wait_for()
