"""Journey 2: a page is written, linked, corrected, compared, brought back; two who write at once lose nothing."""

import re

from playwright.sync_api import Page

from .browser import Visitor
from .conftest import Enter

THEME = "/wikis/nature/"
FIRST = "La huppe fasciée niche dans les vieux murs du Trébon."
MIDDLE = "Elle revient d’Afrique au début du mois d’avril."
LAST = "On l’entend avant de la voir."
TEXT = f"{FIRST}\n\n## Quand la voir\n\n{MIDDLE}\n\n## Comment la reconnaître\n\n{LAST}\n"


def write_page(visitor: Visitor, title: str, text: str = TEXT) -> str:
    """Through the button of the theme; the path of the new page."""
    page = visitor.go(THEME)
    page.locator("main a.button-first[href$='/nouvelle/']").click()
    page.locator("[name=title]").wait_for()
    visitor.check_page()
    page.locator("[name=title]").fill(title)
    page.locator("[name=text]").fill(text)
    press_first(page)
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    visitor.check_page()
    return page.evaluate("location.pathname")


def press_first(page: Page) -> None:
    """The first action of the form that holds the text."""
    page.locator("main form.editor button.button-first").click()


def open_editor(visitor: Visitor, path: str) -> Page:
    visitor.go(path)
    visitor.page.locator("nav.tabs a[href$='/modifier/']").click()
    visitor.page.locator("textarea[name=text]").wait_for()
    return visitor.page


def change(page: Page, old: str, new: str, *, summary: str = "") -> None:
    box = page.locator("textarea[name=text]")
    assert old in box.input_value()
    box.fill(box.input_value().replace(old, new))
    page.locator("[name=summary]").fill(summary)


def save(page: Page, path: str) -> None:
    """Send it and arrive at the page that was written."""
    press_first(page)
    page.wait_for_url(f"**{path}")


def title_of(what: str, js: bool) -> str:
    """Each run in its own page: the town is shared."""
    return f"{what} {'vivante' if js else 'calme'}"


def test_a_page_is_written_linked_corrected_compared_and_brought_back(enter: Enter, js: bool) -> None:
    title = title_of("La huppe fasciée", js)
    lea, marcel = enter("lea"), enter("marcel")
    path = write_page(lea, title)

    # Marcel links it from another page, where the link is one that leads somewhere.
    page = open_editor(marcel, f"{THEME}martinets-et-hirondelles/")
    marcel.check_page()
    box = page.locator("textarea[name=text]")
    box.fill(f"{box.input_value()}\n\nVoir aussi [[{title}]].\n")
    page.locator("button[name=preview]").click()
    page.locator(".preview").wait_for()
    marcel.check_page()
    assert page.locator(".preview a", has_text=title).count() == 1
    save(page, f"{THEME}martinets-et-hirondelles/")
    page.locator("article a", has_text=title).click()
    page.wait_for_url(f"**{path}")

    # He corrects it too.
    page = open_editor(marcel, path)
    change(page, "au début du mois d’avril", "à la fin du mois de mars", summary="Date de retour")
    save(page, path)
    assert "à la fin du mois de mars" in page.locator("article").inner_text()
    assert "Marcel Audibert" in page.locator("article footer").inner_text()

    # He gives it a tag, says that it is right, and looks at what is around it.
    page = open_editor(marcel, path)
    page.locator("[name=tags]").fill(f"{title}, oiseaux")
    save(page, path)
    page.locator("form[action$='/verifier/'] button").click()
    page.locator("article footer", has_text="Vérifiée le").wait_for()
    marcel.check_page()
    page.locator("a[rel=tag]", has_text=title).click()
    page.locator("article a", has_text=title).wait_for()
    marcel.check_page()
    marcel.go(f"{path}autour/")
    marcel.check_page()
    assert "Martinets et hirondelles" in page.locator("main").inner_text()

    # Léa, who watches what she began, sees that it changed, thanks him and finds it among all that changed.
    page = lea.go(path)
    page.locator(".notice", has_text="depuis votre dernière visite").wait_for()
    lea.go(f"{path}historique/")
    page.locator("button[formaction$='/versions/2/merci/']").click()
    page.get_by_text("vous avez dit merci").wait_for()
    lea.check_page()
    lea.go("/wikis/recents/")
    lea.check_page()
    assert title in page.locator("main").inner_text()
    lea.go("/wikis/suivi/")
    lea.check_page()
    assert title in page.locator("main").inner_text()

    # She looks at what he did, word by word, and brings her version back.
    page = lea.go(path)
    page.locator("nav.tabs a[href$='/historique/']").click()
    page.locator("ol.history li").first.wait_for()
    lea.check_page()
    assert page.locator("ol.history > li").count() == 3
    assert "Date de retour" in page.locator("ol.history > li").nth(1).inner_text()
    page.locator("ol.history input[name=old][value='1']").check()
    page.locator("main form[action$='/comparer/'] button.button").click()
    page.locator("ol.diff").wait_for()
    lea.check_page()
    assert_words_differ(page)
    page.locator("main a[href$='/versions/1/retablir/']").click()
    page.locator("main form button").wait_for()
    lea.check_page()
    page.locator("main form button.button-first").click()
    page.wait_for_url(f"**{path}")
    assert "au début du mois d’avril" in page.locator("article").inner_text()
    lea.go(f"{path}historique/")
    assert page.locator("ol.history > li").count() == 4
    lea.go(f"{path}versions/2/")
    lea.check_page()
    assert "à la fin du mois de mars" in page.locator("article").inner_text()


def assert_words_differ(page: Page) -> None:
    """Words are marked, not whole lines, and the marks are said aloud too."""
    removed = " ".join(page.locator("ol.diff .diff-new del").all_inner_texts())
    added = " ".join(page.locator("ol.diff .diff-new ins").all_inner_texts())
    assert "avril" in removed and "mars" in added
    assert "Afrique" not in removed + added
    assert page.locator("ol.diff del .sr, ol.diff ins .sr").count() > 0


def test_two_who_write_at_once_in_different_paragraphs_are_joined(enter: Enter, js: bool) -> None:
    lea, marcel = enter("lea"), enter("marcel")
    path = write_page(lea, title_of("Le guêpier", js))
    hers, his = open_editor(lea, path), open_editor(marcel, path)
    change(hers, FIRST, "Le guêpier niche dans les talus de sable.")
    change(his, LAST, "Il chasse les abeilles au vol.")
    save(hers, path)
    if js:
        # Marcel, still writing, is told; his text does not move.
        his.locator("[data-fresh]").wait_for()
        assert "Il chasse les abeilles au vol." in his.locator("textarea[name=text]").input_value()
        marcel.check_page()
    save(his, path)
    assert re.search("joined|réuni|jointes|joints", his.locator(".says").inner_text())
    text = his.locator("article").inner_text()
    assert "talus de sable" in text and "abeilles au vol" in text and MIDDLE in text
    marcel.check_page()
    assert {"Léa Bonnafous", "Marcel Audibert"} <= set(his.locator("article footer a").all_inner_texts())


def test_two_who_write_the_same_sentence_choose_and_lose_nothing(enter: Enter, js: bool) -> None:
    lea, marcel = enter("lea"), enter("marcel")
    path = write_page(lea, title_of("Le rollier", js))
    hers, his = open_editor(lea, path), open_editor(marcel, path)
    change(hers, MIDDLE, "Il arrive avec les premiers grillons.")
    change(his, MIDDLE, "Il arrive le jour de la foire aux quenelles.", summary="Le jour exact")
    save(hers, path)
    with his.expect_response(lambda r: r.request.method == "POST" and "/modifier/" in r.url) as answer:
        press_first(his)
    assert answer.value.status == 409

    # Both voices stand side by side, and nothing is chosen for him.
    his.locator("fieldset.conflict").wait_for()
    marcel.check_page()
    voices = his.locator("fieldset.conflict .voice")
    assert "foire aux quenelles" in voices.nth(0).inner_text()
    assert "premiers grillons" in voices.nth(1).inner_text()
    assert "Léa Bonnafous" in voices.nth(1).inner_text()
    assert his.locator("fieldset.conflict input:checked").count() == 0
    press_first(his)
    his.get_by_role("alert").wait_for()
    marcel.check_page()
    assert "foire aux quenelles" in his.locator("fieldset.conflict .voice").nth(0).inner_text()

    # He goes away in the middle: his words wait for him, on the page and on the one where he writes.
    page = marcel.go(path)
    page.locator("main .notice a[href$='/modifier/']").click()
    page.locator("textarea[name=text]").wait_for()
    assert "foire aux quenelles" in page.locator("textarea[name=text]").input_value()
    press_first(page)
    page.locator("fieldset.conflict input[value=edit]").check()
    page.locator("fieldset.conflict textarea").fill("Il arrive avec les grillons, vers la foire.")
    save(page, path)
    text = page.locator("article").inner_text()
    assert "avec les grillons, vers la foire" in text and "quenelles" not in text
    assert page.locator("main .notice a[href$='/modifier/']").count() == 0, "what was settled waits no longer"
    marcel.check_page()


def test_a_form_that_is_refused_gives_back_what_was_typed(enter: Enter, js: bool) -> None:
    """A title that exists already: the page says which, and the text is still there."""
    lea = enter("lea")
    page = lea.go(f"{THEME}nouvelle/")
    page.locator("[name=title]").fill("Flamant rose")
    page.locator("[name=text]").fill("Un seul passage, mais je l’ai écrit.")
    press_first(page)
    page.locator(".field-wrong [name=title]").wait_for()
    lea.check_page()
    assert page.locator("[name=text]").input_value().strip() == "Un seul passage, mais je l’ai écrit."
    assert page.locator("main .notice a[href$='/flamant-rose/']").count() == 1
    # The same when she comes back another day, by the same door.
    lea.go(f"{THEME}nouvelle/?title=Flamant+rose")
    assert "je l’ai écrit" in page.locator("[name=text]").input_value()
