"""Journey 15: what is typed and not saved survives closed windows, failing networks, and neighbours who save first."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .browser import Visitor
from .conftest import Visit
from .test_2_wiki import press_first, save, write_page
from .towns import Town

THEME = "/wikis/nature/"


@pytest.fixture
def enter(town: Town, visit: Visit) -> Callable[[str], Visitor]:
    def enter_as(handle: str) -> Visitor:
        visitor = visit(town)
        visitor.come_in(f"{handle}@example.org")
        return visitor

    return enter_as


def box_of(page: Page):
    return page.locator("textarea[name=text]")


def type_more(page: Page, words: str) -> None:
    """At the end of the text, until the server has it."""
    with page.expect_response("**/brouillon/**"):
        box_of(page).press("Control+End")
        box_of(page).press_sequentially(words)


def second_window(visitor: Visitor, path: str) -> Page:
    page = visitor.context.new_page()
    page.goto(visitor.town.origin + path)
    return page


def test_a_new_page_that_never_arrived_is_offered_again_and_one_that_did_is_not(enter) -> None:
    lea = enter("lea")
    page = lea.go(f"{THEME}nouvelle/")
    page.locator("[name=title]").fill("La cistude")
    box_of(page).fill("Une tortue des roubines.")
    with lea.offline():
        press_first(page)
        page.get_by_role("heading", name="Pas de connexion").wait_for()
    page = lea.go(f"{THEME}nouvelle/")
    notice = page.locator("[data-draft-notice]")
    notice.wait_for()
    lea.check_page()
    notice.locator("[data-draft-take]").click()
    expect(box_of(page)).to_have_value("Une tortue des roubines.")
    page.locator("[name=title]").fill("La cistude")
    press_first(page)
    page.get_by_role("heading", level=1, name="La cistude", exact=True).wait_for()
    # The server says that it has arrived: nothing is offered, nothing is left.
    with lea.page.expect_response("**/nouvelle/brouillon/"):
        lea.go(f"{THEME}nouvelle/")
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('draft '))")
    assert not page.locator("[data-draft-notice]").is_visible()
    lea.go("/wikis/brouillons/")
    assert "cistude" not in page.locator("main").inner_text()


def test_two_windows_of_one_person_lose_nothing(enter) -> None:
    lea = enter("lea")
    path = write_page(lea, "Le pélobate cultripède")
    first = lea.go(f"{path}modifier/")
    second = second_window(lea, f"{path}modifier/")
    type_more(first, "Il vit sous le sable.")
    type_more(second, "Il sort quand il pleut.")
    first.goto(lea.town.origin + path)  # closed without saving
    save(second, path)
    assert "quand il pleut" in second.locator("article").inner_text()
    second.locator("main .notice a[href$='/modifier/']").click()
    box_of(second).wait_for()
    assert "sous le sable" in box_of(second).input_value()


def test_what_a_neighbour_saved_meanwhile_stays_when_a_draft_is_taken_up_again(enter) -> None:
    lea, marcel = enter("lea"), enter("marcel")
    path = write_page(lea, "Le lézard ocellé", "Un grand lézard.\n\nIl dort l’hiver.\n\nIl aime les murs.\n")
    his = marcel.go(f"{path}modifier/")
    type_more(his, "Il est rare.")
    hers = lea.go(f"{path}modifier/")
    box_of(hers).fill(
        box_of(hers).input_value().replace("Un grand lézard.", "Le plus grand lézard d’Europe.")
    )
    save(hers, path)
    his.reload()
    type_more(his, " Il est protégé.")
    his.reload()
    save(his, path)
    text = his.locator("article").inner_text()
    assert "Le plus grand lézard d’Europe." in text and "Il est rare. Il est protégé." in text


def test_the_back_button_brings_the_words_back_and_a_second_press_saves_them(enter) -> None:
    lea = enter("lea")
    path = write_page(lea, "La couleuvre vipérine")
    page = lea.go(f"{path}modifier/")
    type_more(page, "Elle nage.")
    save(page, path)
    page.go_back()
    box_of(page).wait_for()
    type_more(page, " Elle ne mord pas.")
    save(page, path)
    text = page.locator("article").inner_text()
    assert "Elle nage." in text and "Elle ne mord pas." in text
