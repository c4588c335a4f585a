"""Every type of page that anybody may read is sound for everybody; `test_weigh_pages` weighs them."""

import pytest
from justhtml import JustHTML
from playwright.sync_api import Page

from .conftest import Regular
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
    "minutes": ("/discussions/espaces/assemblees/", "main ul.rows a", "#assembly a.after-all"),
    "opinions": ("/discussions/espaces/assemblees/", "main ul.rows a", "[data-panel=opinions] a"),
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
    "moderation in numbers": ("/moderation/chiffres/",),
    "privacy": ("/vie-privee/",),
    "register": ("/vie-privee/registre/",),
    "purpose of the register": ("/vie-privee/registre/conversations/",),
    "accessibility": ("/accessibilite/",),
    "sobriety": ("/sobriete/",),
    "security": ("/securite/",),
    "free software": ("/logiciels-libres/",),
    "install": ("/installer/",),
    "by e-mail": ("/avis/par-courriel/",),
    "look into your mailbox": ("/avis/par-courriel/demande/",),
    "poll": ("/discussions/espaces/assemblees/", "main ul.rows a:has-text('guinguette')", ".poll a.button"),
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
    "mandates": ("odile", "/mandats/"),
    "account with a card": ("odile", "/accueil/cartes/"),
    "to read first": ("karim", "/entraide/relecture/"),
    "messages to read first": ("karim", "/discussions/relecture/"),
    "all that somebody wrote": ("karim", "/discussions/tout-masquer/marcel/"),
    "moderators' queue": ("karim", "/moderation/"),
    "ready answers": ("karim", "/moderation/reponses/"),
    "gate against advertising": ("karim", "/moderation/filtre/"),
    "receiving people": ("odile", "/accueil/"),
    "newcomers who wait": ("karim", "/accueil/arrivees/"),
    "data officer's desk": ("helene", "/donnees/"),
    "incident to note": ("helene", "/donnees/incidents/noter/"),
    "service to write": ("jeanne", "/entraide/relais/services/ajouter/"),
}
# Pages of everybody who has an account.
OWN: dict[str, tuple[str, str]] = {
    "notices": ("nadia", "/avis/"),
    "own data": ("nadia", "/moi/donnees/"),
    "file to bring": ("nadia", "/moi/donnees/apporter/"),
    "uses to object to": ("nadia", "/moi/donnees/opposition/"),
    "how I am told": ("nadia", "/avis/reglages/"),
    "what I follow": ("nadia", "/moi/suivi/"),
    "threads and circles": ("nadia", "/discussions/echanges/"),
    "new circle": ("nadia", "/discussions/cercles/nouveau/"),
    "what is new": ("nadia", "/discussions/nouveau/"),
    "drafts of messages": ("nadia", "/discussions/brouillons/"),
    "my mandates": ("nadia", "/moi/mandats/"),
    "my messages that wait": ("nadia", "/discussions/en-attente/"),
    "what I flagged": ("nadia", "/moderation/mes-signalements/"),
    "decided about me": ("nadia", "/moderation/mes-decisions/"),
    "juries": ("nadia", "/moderation/jurys/"),
    "where I am signed in": ("nadia", "/moi/appareils/"),
    "living here": ("nadia", "/moi/habitant/"),
    "invitations": ("nadia", "/moi/invitations/"),
    "second step": ("nadia", "/compte/verification/"),
    "request to the officer": ("nadia", "/moi/donnees/demander/"),
    "data put aside": ("nadia", "/moi/donnees/geler/"),
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
def test_is_sound_for_everybody(town: Town, regular: Regular, kind: str) -> None:
    """axe, landmarks, one heading, no sideways scrolling; without scripts it says the same things; what the server
    sends is valid HTML (RGAA 8.2), whatever a browser would make of it.
    """
    visitor = regular(town)
    path = find(visitor.page, town, kind)
    visitor.check_page()
    without = regular(town, js=False)
    sent = without.open(path, status=404 if kind in ABSENT else 200).text()
    heading = without.page.get_by_role("heading", level=1).inner_text()
    assert heading == visitor.page.get_by_role("heading", level=1).inner_text()
    assert [str(error) for error in JustHTML(sent, collect_errors=True).errors] == []
    # At least the same links: some pages offer one more, in place of what a script would do by itself.
    assert without.page.locator("main a[href]").count() >= visitor.page.locator("main a[href]").count()


SPACED = """() => {
  const style = new CSSStyleSheet();
  style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  return [...document.querySelectorAll("main :is(p, a, button, label, h1, h2, h3, td, th, li)")].filter((one) => {
    const kind = getComputedStyle(one);
    return kind.overflow === "hidden" && one.scrollHeight > one.clientHeight + 1 && one.offsetHeight > 1;
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
TYPICAL = ("home", "board", "listing", "page", "comparison", "topic", "search", "sign up")


@pytest.mark.parametrize("kind", TYPICAL)
def test_can_be_spaced_and_enlarged(town: Town, regular: Regular, kind: str) -> None:
    """The spacing of WCAG 1.4.12 hides no word, and at 320 pixels (an enlargement to 400%) nothing leaves the side."""
    visitor = regular(town, size={"width": 320, "height": 256})
    find(visitor.page, town, kind)
    assert visitor.page.evaluate(SPACED) == []
    wide = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0


FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect();
  const ring = (kind) => kind.outlineStyle !== "none" && parseFloat(kind.outlineWidth) > 0;
  // Of a card that is pressed as a whole, the card is marked.
  const card = one.closest("li, article, .card") || one;
  const marked = ring(getComputedStyle(one)) || ring(getComputedStyle(one, "::after")) || ring(getComputedStyle(card));
  one.dataset.passed = (one.dataset.passed || 0) * 1 + 1;
  return { what: one.outerHTML.slice(0, 100), again: one.dataset.passed > 1,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight, marked };
}"""


@pytest.mark.parametrize("kind", TYPICAL)
def test_keys_alone_lead_through_it(town: Town, regular: Regular, kind: str) -> None:
    """Tab goes from the skip link to the foot of the page and out; what has the focus is in view and marked."""
    visitor = regular(town)
    find(visitor.page, town, kind)
    visitor.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    passed = []
    for _ in range(400):
        visitor.page.keyboard.press("Tab")
        at = visitor.page.evaluate(FOCUSED)
        if at and at["again"] and 'type="date"' in at["what"]:
            continue  # day, month and year are stops of their own
        if at is None or at["again"]:
            break
        passed.append(at)
    assert at is None or (at["again"] and at["what"] == passed[0]["what"]), f"kept at {at}"
    assert "#" in passed[0]["what"], "the first is a skip link"
    assert [one["what"] for one in passed if not (one["seen"] and one["marked"])] == []
    waiting = visitor.page.locator(
        "main :is(a[href], button, input:not([type=hidden]), select, textarea):visible"
    )
    missed = waiting.evaluate_all(
        "all => all.filter(one => !one.dataset.passed && !one.disabled && one.tabIndex >= 0 && one.type !== 'radio')"
        ".map(one => one.outerHTML.slice(0, 100))"
    )
    assert missed == []


@pytest.mark.parametrize("kind", CHARGED)
def test_is_sound_for_who_holds_a_charge(town: Town, regular: Regular, kind: str, js: bool) -> None:
    handle, path = CHARGED[kind]
    visitor = regular(town, handle, js=js)
    visitor.go(path)
    visitor.check_page()


@pytest.mark.parametrize("kind", OWN)
def test_is_sound_for_whose_it_is(town: Town, regular: Regular, kind: str, js: bool) -> None:
    handle, path = OWN[kind]
    visitor = regular(town, handle, js=js)
    visitor.go(path)
    visitor.check_page()
