"""Journey 14: a mediator without scripts writes for somebody, and pins the neighbourhood's board up at the baker's."""

import re

from .conftest import Visit
from .towns import Town

MILLIMETRE = 72 / 25.4
TITLE = "Quelqu’un pour me lire mes lettres"


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page, in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", pdf))
    return [(round(float(wide) / MILLIMETRE), round(float(high) / MILLIMETRE)) for wide, high in boxes]


def test_the_desk_without_script_and_a_poster_of_one_sheet(town: Town, visit: Visit) -> None:
    odile = visit(town, js=False)
    odile.come_in("odile@example.org")
    page = odile.go("/entraide/relais/")
    odile.check_page()
    page.locator("main a[href$='/noter/']").click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=category]").select_option("papiers")
    page.locator("[name=body]").fill("Une heure, le matin.")
    page.locator("[name=neighbourhood]").select_option(label="Trinquetaille")
    page.locator("[name=alias]").fill("Rose")
    page.locator("[name=reach]").fill("Par sa voisine")
    page.locator("main form button.button-first").click()
    page.locator(".field-wrong [name=was_read]").wait_for()
    odile.check_page()
    page.locator("[name=how][value=by_phone]").check()
    page.locator("[name=was_read]").check()
    page.locator("main form button.button-first").click()
    assert page.locator("h1").inner_text() == TITLE and "Par sa voisine" in odile.sees()
    odile.check_page()
    for size, millimetres in (("a4", (210, 297)), ("a3", (297, 420))):
        page = odile.go(f"/entraide/affiche/trinquetaille/?format={size}")
        odile.check_page()
        assert pages_of(page.pdf(prefer_css_page_size=True)) == [millimetres], size
    assert pages_of(odile.go("/entraide/relais/feuille/").pdf(prefer_css_page_size=True)) == [(210, 297)]


def test_a_mandate_without_script_from_the_first_word_to_the_end(town: Town, visit: Visit) -> None:
    odile = visit(town, js=False)
    odile.come_in("odile@example.org")
    page = odile.go("/mandats/preparer/")
    odile.check_page()
    page.locator("[name=handle]").fill("mireille")
    page.locator("[name=purpose]").fill("Demander de l’aide pour mes volets.")
    page.locator("[name=scopes][value='mutual_aid.listings']").check()
    page.locator("[name=place]").fill("La médiathèque")
    page.locator("main form button.button-first").click()
    page.locator("[name=how][value=oral]").check()
    page.locator("main form button.button-first").click()
    page.locator(".field-wrong [name=witness]").wait_for()
    odile.check_page()
    page.locator("[name=witness]").fill("Jeanne Roustan")
    page.locator("[name=was_read]").check()
    page.locator("main form[action$='/accord/'] button").click()
    page.locator("main form[action$='/commencer/'] button").click()
    assert "en cours" in odile.sees()
    odile.check_page()
    page.locator("main form[action$='/agir/'] button").click()
    for address, status in (("/", 200), ("/entraide/demander/", 200), ("/moi/donnees/", 403)):
        odile.go(address, status=status)
        assert "Vous agissez pour Mireille" in odile.sees(), address
        odile.check_page()
    assert "personne ne le fait pour quelqu’un d’autre" in odile.sees()
    page.locator(".acting button").click()
    assert "Vous agissez pour" not in odile.sees()
