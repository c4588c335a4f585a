"""Every type of page that anybody may read is sound for everybody; `test_weigh_pages` weighs them."""

import pytest
from playwright.sync_api import Page

from .conftest import Visit
from .towns import Town

# A type of page, and where the first of its kind is found: an address, then links to press on it.
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "board": ("/entraide/",),
    "board with map": ("/entraide/?carte=1",),
    "listing": ("/entraide/", "ul.cards h3 a"),
    "things to borrow": ("/entraide/objets/",),
    "thing": ("/entraide/objets/", "ul.cards h2 a"),
    "themes": ("/wikis/",),
    "theme": ("/wikis/patrimoine/",),
    "page": ("/wikis/patrimoine/amphithéâtre-d-arles/",),
    "history": ("/wikis/compost/commencer-un-compost/", "nav.tabs a[href$='/historique/']"),
    "comparison": ("/wikis/compost/commencer-un-compost/comparer/",),
    "version": ("/wikis/compost/commencer-un-compost/versions/1/",),
    "wiki to look after": ("/wikis/compost/entretenir/",),
    "contents of a theme": ("/wikis/compost/sommaire/",),
    "tags": ("/wikis/compost/etiquettes/",),
    "page not written": ("/wikis/compost/le-ver-de-terre/",),
    "spaces": ("/discussions/",),
    "space": ("/discussions/espaces/place-publique/",),
    "topic": ("/discussions/espaces/place-publique/", "main ul.rows a"),
    "neighbourhoods": ("/quartiers/",),
    "neighbourhood": ("/quartiers/trinquetaille/",),
    "person": ("/personnes/marcel/",),
    "community": ("/communautes/compost/",),
    "search": ("/recherche/?q=compost",),
    "nothing found": ("/recherche/?q=zyzzyva",),
    "record": ("/journal/",),
    "neighbours": ("/villes-voisines/",),
    "relayed information": ("/alertes/",),
    "alert": ("/alertes/", "ul.cards h3 a"),
    "exercises": ("/alertes/exercices/",),
    "charter": ("/charte/",),
    "privacy": ("/vie-privee/",),
    "accessibility": ("/accessibilite/",),
    "sobriety": ("/sobriete/",),
    "log in": ("/compte/login/",),
    "sign up": ("/compte/signup/",),
}
# Pages of those who hold a charge, and whose they are; nobody weighs them, everybody must be able to use them.
CHARGED: dict[str, tuple[str, str]] = {
    "desk": ("odile", "/entraide/relais/"),
    "write for somebody": ("odile", "/entraide/relais/noter/"),
    "answer with a code": ("odile", "/entraide/relais/code/"),
    "services": ("odile", "/entraide/relais/services/"),
    "sheet to fill in": ("odile", "/entraide/relais/feuille/"),
    "text that is read": ("odile", "/entraide/relais/texte/"),
    "poster": ("odile", "/entraide/affiche/la-roquette/"),
    "where help is missing": ("odile", "/entraide/equilibre/"),
    "to read first": ("karim", "/entraide/relecture/"),
    "service to write": ("jeanne", "/entraide/relais/services/ajouter/"),
}
ABSENT = {"page not written"}

each = pytest.mark.parametrize("kind", PAGES)


def find(page: Page, town: Town, kind: str) -> str:
    """The path of the first page of that kind."""
    address, *links = PAGES[kind]
    page.goto(town.origin + address)
    for link in links:
        page.goto(town.origin + str(page.locator(link).first.get_attribute("href")))
    return page.evaluate("location.pathname + location.search")


@each
def test_is_sound_for_everybody(town: Town, visit: Visit, kind: str) -> None:
    """axe, landmarks, one heading, no sideways scrolling; without scripts it says the same things."""
    visitor = visit(town)
    path = find(visitor.page, town, kind)
    visitor.check_page()
    without = visit(town, js=False)
    without.go(path, status=404 if kind in ABSENT else 200)
    heading = without.page.get_by_role("heading", level=1).inner_text()
    assert heading == visitor.page.get_by_role("heading", level=1).inner_text()
    # At least the same links: some pages offer one more, in place of what a script would do by itself.
    assert without.page.locator("main a[href]").count() >= visitor.page.locator("main a[href]").count()


@pytest.mark.parametrize("kind", CHARGED)
def test_is_sound_for_who_holds_a_charge(town: Town, visit: Visit, kind: str, js: bool) -> None:
    handle, path = CHARGED[kind]
    visitor = visit(town, js=js)
    visitor.come_in(f"{handle}@example.org")
    visitor.go(path)
    visitor.check_page()
