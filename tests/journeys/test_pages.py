"""Every type of page that anybody may read: sound for everybody, and light enough for an old telephone."""

import pytest
from playwright.sync_api import Browser, Page

from .conftest import Visit
from .towns import Town
from .weight import weigh

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
MAPS = {"board with map"}  # weighed apart
# Everything that is there because the town has something to say; the frame around it has its 300 elements.
CONTENT = "main :is(.cards > li, .rows > li, .log > li, .history > li, .diff > li, article, .map) *"

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


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ABSENT | MAPS])
def test_is_light(
    town_as_run: Town, chromium: Browser, visit: Visit, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address, *links = PAGES[kind]
    path = find(visit(town_as_run).page, town_as_run, kind) if links else address
    weight = weigh(chromium, town_as_run, path, content=CONTENT)
    with capsys.disabled():
        print(f"\n    {kind:<14} {weight} ({weight.content} of content)", end=" ")
    assert weight.over_budget() == []


def test_what_is_packed_is_still_worn(town_as_run: Town, visit: Visit) -> None:
    """Light, but dressed: the style sheets that were made lean apply."""
    page = visit(town_as_run).go("/wikis/compost/commencer-un-compost/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 240)"
    assert page.locator("nav.rooms").evaluate("bar => getComputedStyle(bar).position") == "fixed"
    assert page.locator("nav.tabs ul").evaluate("list => getComputedStyle(list).display") == "flex"


def test_a_page_with_a_map_is_light_for_a_map(town_as_run: Town, chromium: Browser) -> None:
    """150 kB before anybody touches it (decisions.md); ours is drawn by the server."""
    weight = weigh(chromium, town_as_run, "/entraide/?carte=1")
    assert weight.bytes <= 150_000 and weight.requests <= 12
