"""Journey 11: a visitor without an account corrects a page, a steward accepts it, and the visitor sees it."""

from commons.base.traps import QUICKEST

from .conftest import Visit
from .test_2_wiki import press_first
from .towns import Town

PAGE = "/wikis/nature/flamant-rose/"


def test_a_visitor_corrects_a_page(town: Town, visit: Visit, js: bool) -> None:
    said = f"Il dort sur une patte, {'avec' if js else 'sans'} script."
    zoe = visit(town, js=js)
    page = zoe.go(PAGE)
    page.get_by_role("link", name="Proposer une correction").click()
    box = page.locator("textarea[name=text]")
    box.wait_for()
    zoe.check_page()
    box.fill(f"{box.input_value()}\n\n{said}\n")
    page.locator("[name=name]").fill("Zoé")
    page.locator("[name=agreed]").check()
    page.wait_for_timeout(1000 * (QUICKEST + 1))  # nobody writes a correction in less
    press_first(page)
    page.get_by_text("Gardez cette adresse").wait_for()
    zoe.check_page()
    private = page.evaluate("location.pathname")
    assert said not in zoe.go(PAGE).locator("article").inner_text()

    karim = visit(town, js=js)
    karim.come_in("karim@example.org")
    theirs = karim.go("/wikis/a-relire/")
    karim.check_page()
    theirs.locator("main a[href*='/corriger/']").first.click()
    theirs.get_by_text("Zoé, en visite").wait_for()
    assert said in theirs.locator("main").inner_text()
    karim.check_page()
    theirs.get_by_role("button", name="Accepter la correction").click()
    theirs.get_by_text("Acceptée et publiée").wait_for()
    karim.check_page()

    page = zoe.go(private)
    page.get_by_text("Votre correction est acceptée").wait_for()
    zoe.check_page()
    assert said in zoe.go(PAGE).locator("article").inner_text()
