"""Journey 9: a page is begun with a template, written with the toolbar, and changed one section at a time."""

from playwright.sync_api import Page

from .browser import DESK
from .conftest import Enter, Visit
from .test_2_wiki import press_first, save, title_of
from .towns import Town

THEME = "/wikis/nature/"


def box_of(page: Page):
    return page.locator("textarea[name=text]")


def tool(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def test_a_page_begins_with_a_template_and_a_section_is_changed(enter: Enter, js: bool) -> None:
    title = title_of("Le platane commun", js)
    lea = enter("lea")
    page = lea.go(f"{THEME}nouvelle/?title={title}")
    lea.check_page()
    page.locator(".beginnings a", has_text="Espèce").click()
    page.wait_for_url("**template=*")
    lea.check_page()
    assert page.locator("[name=title]").input_value() == title
    assert "## La reconnaître" in box_of(page).input_value()
    box_of(page).fill("Un arbre.\n\n## Écorce\n\nElle s’écaille.\n\n## Fruits\n\nDes boules.\n")
    page.locator("button[name=preview]").click()
    page.locator(".preview").wait_for()
    page.locator(".preview h2", has_text="Écorce").wait_for()
    lea.check_page()
    press_first(page)
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    path = page.evaluate("location.pathname")
    lea.check_page()

    page.get_by_role("link", name="Modifier la section « Fruits »").click()
    box_of(page).wait_for()
    lea.check_page()
    assert box_of(page).input_value().strip() == "## Fruits\n\nDes boules."
    box_of(page).fill("## Fruits\n\nDes boules qui grattent.\n")
    save(page, path)
    text = page.locator("article").inner_text()
    assert "qui grattent" in text and "s’écaille" in text


def test_the_help_and_the_titles_are_there_without_any_button(enter: Enter, js: bool) -> None:
    lea = enter("lea")
    page = lea.go(f"{THEME}nouvelle/")
    page.locator(".writing-help summary").click()
    page.get_by_text("::: info").first.wait_for()
    lea.check_page()
    assert page.get_by_role("toolbar").count() == int(js)
    lea.go(f"{THEME}nouvelle/titres/?q=flamant")
    lea.check_page()
    assert "[[Flamant rose]]" in page.locator("main").inner_text()


def test_drafts_wait_on_a_page_of_their_own(enter: Enter, js: bool) -> None:
    title = title_of("La cigale grise", js)
    lea = enter("lea")
    page = lea.go(f"{THEME}nouvelle/")
    page.locator("[name=title]").fill(title)
    if js:
        with page.expect_response("**/nouvelle/brouillon/"):  # kept while she types
            box_of(page).fill("Elle chante à partir de 22 degrés.")
    else:
        box_of(page).fill("Elle chante à partir de 22 degrés.")
        page.locator("button[name=preview]").click()
        page.locator(".preview").wait_for()
    lea.go("/wikis/brouillons/")
    lea.check_page()
    row = page.locator("ul.rows > li", has_text=title)
    assert row.count() == 1
    row.locator("a").first.click()
    box_of(page).wait_for()
    assert "22 degrés" in box_of(page).input_value()
    lea.go("/wikis/brouillons/")
    page.locator("ul.rows > li", has_text=title).locator("button").click()
    page.get_by_role("status").get_by_text("Brouillon jeté").wait_for()
    assert page.locator("ul.rows > li", has_text=title).count() == 0


def test_the_toolbar_writes_what_one_could_type(town: Town, visit: Visit) -> None:
    lea = visit(town, size=DESK)
    lea.come_in("lea@example.org")
    page = lea.go(f"{THEME}nouvelle/?title=Essai de la barre")
    box = box_of(page)
    box.fill("Un mot")
    box.evaluate("box => box.setSelectionRange(3, 6)")
    tool(page, "Gras")
    assert box.input_value() == "Un **mot**"
    # The preview stands beside the text and follows it.
    page.locator(".preview strong", has_text="mot").wait_for()
    beside = page.locator(".preview").bounding_box()
    assert beside and beside["x"] > box.bounding_box()["x"] + 300
    lea.check_page()
    page.keyboard.press("Control+z")
    assert box.input_value() == "Un mot"
    page.keyboard.press("Control+Shift+z")
    assert box.input_value() == "Un **mot**"

    # By keyboard: one stop, arrows inside.
    bar = page.get_by_role("toolbar")
    assert bar.locator("[tabindex='0']").count() == 1
    bar.locator("[tabindex='0']").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Titre de section"
    page.keyboard.press("Enter")
    assert box.input_value() == "## Un **mot**"

    # A link to a page, with the titles that exist.
    box.press("Control+End")
    box.press("Enter")
    box.press("Control+k")
    page.get_by_label("Titre de la page").fill("Flamant")
    page.locator("datalist option[value='Flamant rose']").wait_for(state="attached")
    page.get_by_label("Titre de la page").fill("Flamant rose")
    page.keyboard.press("Enter")
    assert box.input_value() == "## Un **mot**\n[[Flamant rose]]"
    page.locator(".preview a.wikilink").wait_for()

    # A note goes to the end, and its words wait to be typed over; a box stands alone.
    tool(page, "Note avec sa source")
    page.keyboard.type("Le guide.")
    assert box.input_value() == "## Un **mot**\n[[Flamant rose]][^1]\n\n[^1]: Le guide.\n"
    box.press("Control+End")
    tool(page, "Encadré : attention")
    page.keyboard.type("Doucement.")
    assert box.input_value().endswith("[^1]: Le guide.\n\n::: attention\nDoucement.\n:::\n")
    page.locator(".preview .box-warning", has_text="Doucement.").wait_for()
    tool(page, "Tableau")
    page.locator(".preview table").wait_for()
    lea.check_page()


def test_a_second_writer_is_told(town: Town, visit: Visit) -> None:
    lea, marcel = visit(town), visit(town)
    lea.come_in("lea@example.org")
    marcel.come_in("marcel@example.org")
    hers, his = lea.go(f"{THEME}flamant-rose/modifier/"), marcel.go(f"{THEME}flamant-rose/modifier/")
    with his.expect_response("**/brouillon/"):
        box_of(his).press_sequentially("y")
    with hers.expect_response("**/brouillon/"):
        box_of(hers).press_sequentially("z")
    hers.get_by_text("Marcel Audibert modifie cette page en ce moment").wait_for()
    lea.check_page()
    for visitor in (lea, marcel):
        page = visitor.go("/wikis/brouillons/")
        page.get_by_role("button", name="Le jeter Flamant rose").first.click()
        page.get_by_text("Brouillon jeté").wait_for()
