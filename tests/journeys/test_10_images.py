"""Journey 10: a photo is put into a page by somebody who knows no Markdown, is seen, and found in the gallery."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from .browser import Visitor
from .conftest import Visit
from .test_2_wiki import press_first, title_of, write_page
from .towns import Town

WORDS = "Un vieux figuier penche sur un mur de pierre"


@pytest.fixture
def lea(town: Town, visit: Visit, js: bool) -> Visitor:
    visitor = visit(town, js=js)
    visitor.come_in("lea@example.org")
    return visitor


def photo(js: bool) -> FilePayload:
    """As a telephone takes it; another one each time, since the same bytes are the same picture."""
    out = io.BytesIO()
    Image.new("RGB", (2000, 1500), "olive" if js else "teal").save(out, "JPEG")
    return {"name": "IMG_2034.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose_place(page: Page, js: bool) -> None:
    if js:
        box = page.locator("textarea[name=text]")
        box.focus()
        box.evaluate("box => box.setSelectionRange(3, 3)")
        page.get_by_role("toolbar").get_by_role("button", name="Image", exact=True).click()
    else:
        page.get_by_role("button", name="Insérer une image").click()
    page.get_by_role("heading", level=1, name="Insérer une image").wait_for()


def send(page: Page) -> None:
    page.get_by_role("button", name="La mettre dans le texte").click()


def test_a_photo_is_put_into_a_page_and_found_again(lea: Visitor, js: bool) -> None:
    title = title_of("Le figuier du quai", js)
    path = write_page(lea, title, "Il est très vieux.\n\nOn en fait de la confiture.\n")
    page = lea.go(f"{path}modifier/")
    page.locator("textarea[name=text]").fill("Il est très, très vieux.\n\nOn en fait de la confiture.\n")
    choose_place(page, js)
    lea.check_page()
    page.locator("[name=file]").set_input_files(photo(js))
    page.locator("[name=alt]").fill("IMG_2034")
    send(page)
    page.get_by_text("Que lui diriez-vous au téléphone").wait_for()
    lea.check_page()
    page.locator("[name=file]").set_input_files(photo(js))
    page.locator("[name=alt]").fill(WORDS)
    page.locator("[name=caption]").fill("Quai de la Roquette, en août")
    send(page)

    text = page.locator("textarea[name=text]")
    expect(text).to_have_value(
        # With a script where she was writing, else at the end; what she typed is there.
        re.compile("très, très vieux.\n\n!\\[Un vieux" if js else "confiture.\n\n!\\[Un vieux")
    )
    assert not page.locator("[data-draft-notice]").is_visible()
    lea.check_page()
    press_first(page)
    shown = page.get_by_role("img", name=WORDS)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth && image.currentSrc.endsWith('.webp')")
    figure = page.locator("figure", has=shown)
    expect(figure.locator("figcaption")).to_contain_text(
        "Quai de la Roquette, en août Léa Bonnafous · CC BY-SA 4.0"
    )
    lea.check_page()

    page = lea.go("/wikis/nature/images/")
    lea.check_page()
    found = page.locator(".gallery li", has=page.get_by_role("link", name=title))
    found.get_by_role("img", name=WORDS).click()
    page.get_by_role("heading", level=1, name="Une image de la ville").wait_for()
    lea.check_page()
    page.get_by_role("link", name=title).click()
    page.get_by_role("heading", level=1, name=title).wait_for()

    # Another page finds it by its words.
    page = lea.go("/wikis/nature/le-mistral/modifier/")
    page.get_by_role("button", name="Insérer une image").click()
    page.locator("#q").fill("figuiers")
    page.locator("#q").press("Enter")
    page.get_by_role("button", name="Insérer celle-ci").first.wait_for()
    lea.check_page()
    page.get_by_role("link", name="Revenir au texte sans image").click()
    page.get_by_role("button", name="Le jeter").click()
    text.wait_for()
