"""When something goes wrong: what happened, what is kept, what to do, in both languages, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page

from .browser import SIGN_UP, Visitor
from .conftest import Regular, Visit
from .judge import axe
from .towns import Town, until

WRITE = "/wikis/nature/nouvelle/"
TALK = "/discussions/espaces/place-publique/nouvelle/"


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(town: Town, visit: Visit, js: bool, language: str) -> Visitor:
    """Somebody who reads the town in that language, chosen by the button at the foot of the page."""
    somebody = visit(town, js=js)
    somebody.choose_language(language)
    return somebody


@pytest.fixture
def reader(town: Town, regular: Regular, js: bool, language: str) -> Visitor:
    """The same, who only looks."""
    return regular(town, js=js, language=language)


def assert_says_what_to_do(visitor: Visitor, language: str) -> None:
    """The page of an error is a page: heading, words in the reader's language, and a way on."""
    page = visitor.page
    assert page.locator("html").get_attribute("lang") == language
    visitor.check_page()
    assert page.locator("main p.lead").inner_text().strip()
    assert page.locator("main p.actions a.button, main form button").count() >= 1


def test_404_offers_to_search(reader: Visitor, language: str) -> None:
    page = reader.go("/il-n-y-a-rien-ici/", status=404)
    assert_says_what_to_do(reader, language)
    page.locator("main input[name=q]").fill("compost")
    page.locator("main form button").click()
    page.wait_for_url("**/recherche/?q=compost")


def test_404_of_a_wiki_offers_to_write(reader: Visitor, language: str) -> None:
    page = reader.go("/wikis/nature/le-castor-du-rhone/", status=404)
    assert_says_what_to_do(reader, language)
    assert page.locator("main a[href^='/wikis/nature/nouvelle/?title=']").count() == 1


def test_403_says_that_it_is_for_others(town: Town, regular: Regular, js: bool, language: str) -> None:
    rose = regular(town, "rose", js=js, language=language)
    rose.go("/personnes/marcel/roles/", status=403)
    assert_says_what_to_do(rose, language)


def test_403_of_a_form_that_waited_too_long_gives_back_what_was_typed(
    visitor: Visitor, language: str
) -> None:
    visitor.come_in("rose@example.org")
    page = visitor.go(TALK)
    page.locator("[name=title]").fill("Qui ramasse les figues ?")
    page.locator("[name=body]").fill("Le figuier de la place déborde.")
    visitor.context.clear_cookies(name=re.compile("csrf"))
    assert status_of_sending(page) == 403
    assert_says_what_to_do(visitor, language)
    assert "Le figuier de la place déborde." in page.locator(".typed").all_inner_texts()


def test_409_says_that_somebody_was_faster(town: Town, visitor: Visitor, visit: Visit, language: str) -> None:
    """Two windows of one person: what was taken back in one cannot be taken back in the other."""
    visitor.come_in("luc@example.org")
    page = visitor.go("/entraide/proposer/")
    page.locator("[name=title]").fill("Raboter une porte qui frotte")
    page.locator("[name=category][value=bricolage]").check()
    page.locator("[name=body]").fill("J’apporte le rabot.")
    for _step in range(2):
        page.locator("main form button[value=next]").click()
        page.wait_for_load_state()
    page.locator("main form button[value=publish]").click()
    page.locator("form:has(input[value=pause]) button").wait_for()
    listing = page.url

    second = visit(town, js=False)
    second.context.add_cookies(visitor.context.cookies())  # type: ignore[arg-type]
    second.page.goto(listing)
    page.goto(listing)
    with page.context.expect_event("response", lambda r: r.request.method == "POST"):
        page.locator("form:has(input[value=pause]) button").click()
    page.locator("form:has(input[value=resume]) button").wait_for()
    with second.page.expect_response(lambda r: r.request.method == "POST") as answer:
        second.page.locator("form:has(input[value=pause]) button").click()
    assert answer.value.status == 409
    second.page.wait_for_load_state()
    assert_says_what_to_do(second, language)


def test_a_text_that_is_too_long_stays_in_its_form(visitor: Visitor, language: str) -> None:
    """Heavier than a page may be, lighter than a request: the form says so and keeps it."""
    visitor.come_in("rose@example.org")
    page = visitor.go(WRITE)
    text = f"{'un mot après l’autre ' * 300}\n\n" * 40
    page.locator("[name=title]").fill("Le long texte")
    paste(page, text)
    status_of_sending(page, "form.editor")
    page.locator(".field-wrong textarea").wait_for()
    assert page.locator("[name=text]").input_value().strip() == text.strip()
    assert page.locator("html").get_attribute("lang") == language


def test_413_says_that_it_is_too_large(visitor: Visitor, language: str) -> None:
    visitor.come_in("rose@example.org")
    page = visitor.go(WRITE)
    page.locator("[name=title]").fill("Le texte immense")
    paste(page, f"{'un mot ' * 1_000}\n\n" * 150)
    assert status_of_sending(page, "form.editor") == 413
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("heading", level=1).count() == 1
    assert axe(page, js=visitor.js) == []


def test_429_says_when_to_try_again(town_as_run: Town, visit: Visit) -> None:
    """Somebody who asks for account after account is asked to wait; what was typed comes back.

    Not for code after code: this town would refuse for ten minutes to let in whom another test needs.
    """
    somebody = visit(town_as_run)
    page = somebody.go(SIGN_UP)
    token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    for _time in range(20):
        somebody.context.request.post(
            town_as_run.origin + SIGN_UP, form={"csrfmiddlewaretoken": token, "email": "rien"}
        )
    page.locator("[name=email]").fill("personne@example.org")
    assert status_of_sending(page) == 429
    assert_says_what_to_do(somebody, "fr")
    assert page.locator(".typed").all_inner_texts() == ["personne@example.org"]
    assert re.search(r"Réessayez dans (une|\d+) (minute|seconde)", page.get_by_role("main").inner_text())


@pytest.mark.parametrize("js", [False])
def test_the_page_for_no_network_is_a_page(reader: Visitor, language: str) -> None:
    page = reader.go("/offline/")
    assert page.locator("html").get_attribute("lang") == language
    assert axe(page, js=False) == []


def paste(page: Page, text: str) -> None:
    """All at once: typing so much takes the browser longer than a test may."""
    page.locator("textarea[name=text]").evaluate("(box, text) => { box.value = text; }", text)


def status_of_sending(page: Page, form: str = "form.form") -> int:
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        page.locator(f"main {form} button.button-first").click()
    page.wait_for_load_state()
    return answer.value.status


def test_without_network_a_page_says_so(town: Town, visit: Visit) -> None:
    """The service worker shows the page that it kept, for any address; back in the network, the town is there."""
    somebody = visit(town)
    page = somebody.go("/charte/")
    assert page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("caches.match('/offline/').then(Boolean)"), "the page is kept")
    with somebody.offline():
        page.goto(town.origin + "/entraide/")
        assert page.get_by_role("heading", level=1).inner_text()
        assert page.locator("main p.lead").count() == 1
        violations = page.locator("main a.button-first")
        assert violations.get_attribute("href") == ""
    page.locator("main a.button-first").click()
    page.locator("nav.rooms").wait_for()
    assert page.url == town.origin + "/entraide/"
