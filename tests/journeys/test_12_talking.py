"""Journey 12: people talk among few, ask each other, choose how they are told, and newcomers wait for a look."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page

from commons.base.traps import QUICKEST

from .browser import Visitor
from .conftest import Enter, Visit
from .test_10_images import photo
from .towns import Town, until

LINKS = "Bonjour, voici https://un.example https://deux.example https://trois.example"


def send(page: Page, **fields: str) -> None:
    """Fill the one form of the page that has these fields, and press its first button."""
    first = next(iter(fields))
    form = page.locator("main form", has=page.locator(f"[name={first}]"))
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button.button-first").first.click()


def from_a_telephone() -> FilePayload:
    """Some megabytes, as cameras make them."""
    out = io.BytesIO()
    Image.effect_noise((2400, 1800), 80).save(out, "JPEG", quality=92)
    assert out.tell() > 2_000_000
    return {"name": "IMG_2035.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def path_of(page: Page) -> str:
    return str(page.evaluate("location.pathname"))


def title_of(page: Page, title: str) -> None:
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()


@pytest.fixture
def nadia(enter: Enter) -> Visitor:
    return enter("nadia")


def test_a_circle_is_founded_talks_and_is_left(enter: Enter, nadia: Visitor, js: bool) -> None:
    name, subject = f"Palier du 12 {js}", f"La fuite {js}"
    page = nadia.go("/discussions/echanges/")
    nadia.check_page()
    page.get_by_role("link", name="Créer un cercle").click()
    title_of(page, "Créer un cercle")
    nadia.check_page()
    send(page, name=name, summary="Les voisins d’un palier")
    title_of(page, name)
    circle = path_of(page)
    send(page, person="@personne")
    page.get_by_text("Personne de ce nom").wait_for()
    nadia.check_page()
    send(page, person="@rose")
    page.locator("main li", has_text="Rose-May Toussaint").wait_for()
    page.get_by_role("link", name="Ouvrir une discussion").click()
    page.locator("[name=title]").wait_for()
    nadia.check_page()
    send(page, title=subject, body="L’eau vient du dessus.")
    title_of(page, subject)
    nadia.check_page()
    topic = path_of(page)

    page.locator("#composer summary", has_text="Ajouter une image").click()
    page.locator("[name=file]").set_input_files(from_a_telephone())
    send(page, body="Voyez vous-mêmes.", alt="Une tache d’humidité au plafond")
    page.get_by_alt_text("Une tache d’humidité au plafond").wait_for()
    nadia.check_page()

    rose = enter("rose")
    rose.go("/moi/suivi/")
    rose.page.get_by_text(subject).first.wait_for()
    rose.check_page()
    rose.go(topic)
    rose.check_page()
    until(lambda: subject in rose.go("/recherche/?q=dessus").inner_text("main"), "found by its members")
    rose.check_page()
    rose.go(f"{circle}quitter/rose/")
    rose.check_page()
    rose.page.get_by_role("button", name="Quitter le cercle").click()
    title_of(rose.page, "Mes échanges privés")
    rose.go(topic, status=404)
    rose.check_page()


@pytest.mark.parametrize("method", ["single", "several", "ranked"])
def test_a_poll_is_opened_and_voted_in(enter: Enter, nadia: Visitor, method: str, js: bool) -> None:
    page = nadia.go("/discussions/espaces/place-publique/nouvelle/")
    send(page, title=f"Un banc {method} {js}", body="De quelle couleur ?")
    page.get_by_role("link", name="Poser la question par un sondage").click()
    title_of(page, "Poser la question par un sondage")
    nadia.check_page()
    page.locator(f"[name=method][value={method}]").check()
    page.locator("[name=secret]").uncheck()
    send(page, question="Quelle couleur ?", options="Bleu\nVert\nOcre")
    page.locator(".poll").wait_for()
    nadia.check_page()
    page.locator(".poll a.button").click()
    page.locator("#vote").wait_for()
    nadia.check_page()
    page.locator("#vote button.button-first").click()
    page.locator("[aria-invalid=true], .form-errors, [role=alert]").first.wait_for()
    nadia.check_page()
    if method == "ranked":
        for place, box in enumerate(page.locator("#vote select").all(), 1):
            box.select_option(str(place))
    else:
        page.locator("#vote [name=choice]").first.check()
    page.locator("#vote button.button-first").click()
    page.get_by_text("1 personne a voté").first.wait_for()
    nadia.check_page()
    lea = enter("lea")
    lea.go(path_of(page))
    lea.check_page()


def test_how_one_is_told_and_of_what_no_more(enter: Enter, nadia: Visitor, js: bool) -> None:
    subject = f"Les clés du local {js}"
    page = nadia.go("/discussions/espaces/place-publique/nouvelle/")
    send(page, title=subject, body="Qui les a ?")
    title_of(page, subject)
    lea = enter("lea")
    lea.go(path_of(page))
    send(lea.page, body="C’est moi.")
    lea.page.locator(".log .message-body", has_text="C’est moi.").wait_for()

    until(lambda: subject in nadia.go("/avis/").inner_text("main"), "nadia is told")
    nadia.check_page()
    row = page.locator("ul.rows > li", has_text=subject)
    row.get_by_role("link", name="En recevoir moins").click()
    page.get_by_role("button", name=subject).wait_for()
    nadia.check_page()
    page.get_by_role("button", name=subject).click()
    nadia.go("/avis/reglages/")
    page.locator("li", has_text=subject).wait_for()
    nadia.check_page()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name=re.compile("adresse")).first.click()
    page.locator("#stream-address").wait_for()
    nadia.check_page()
    assert page.locator("#stream-address").input_value().endswith(".xml")


@pytest.fixture
def mailbox(js: bool) -> str:
    return f"sans-compte-{js}@example.org".lower()


def link_in(town: Town, mailbox: str, part: str) -> str:
    """The path of the first link of the last message that holds this."""
    mails = until(lambda: town.mails_to(mailbox), "a message")
    said = mails[-1].get_body(("plain",)).get_content()
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", said)
    assert found, said
    return found.group(1)


def test_somebody_without_an_account_is_told_and_ends_it(
    town: Town, visit: Visit, mailbox: str, js: bool
) -> None:
    visitor = visit(town, js=js)
    page = visitor.go("/avis/par-courriel/")
    visitor.check_page()
    page.wait_for_timeout(1000 * (QUICKEST + 1))  # nobody writes an address in less
    send(page, email=mailbox)
    title_of(page, "Regardez dans votre boîte")
    visitor.check_page()
    visitor.go(link_in(town, mailbox, "/oui/"))
    visitor.check_page()
    page.locator("main form button").click()
    page.get_by_text("C’est entendu").wait_for()
    visitor.check_page()
    visitor.go(link_in(town, mailbox, "/fin/"))
    visitor.check_page()
    page.locator("main form button").click()
    page.get_by_text("C’est fait").wait_for()
    visitor.check_page()


@pytest.fixture
def newcomer(town: Town, visit: Visit, js: bool) -> Iterator[Visitor]:
    visitor = visit(town, js=js)
    visitor.sign_up(f"nouveau-{js}@example.org".lower())
    page = visitor.page
    page.locator("[name=charter]").check()
    page.locator("[name=old_enough]").check()
    page.locator("[name=name]").fill(f"Firmin {js}")
    page.get_by_role("main").locator("button.button-first").click()
    page.wait_for_url(lambda url: "bienvenue" not in url)
    yield visitor


def test_what_waits_for_a_look_with_its_picture(enter: Enter, newcomer: Visitor, js: bool) -> None:
    page = newcomer.go("/discussions/espaces/place-publique/")
    page.locator("main ul.rows a").first.click()
    page.locator("#composer").wait_for()
    page.locator("#composer summary", has_text="Ajouter une image").click()
    page.locator("[name=file]").set_input_files(photo(not js))
    send(page, body=LINKS, alt=f"Un banc de pierre {js}")
    page.locator("#held").wait_for()
    page.get_by_alt_text(f"Un banc de pierre {js}").wait_for()
    newcomer.check_page()
    newcomer.go("/discussions/en-attente/")
    newcomer.check_page()

    karim = enter("karim")
    karim.go("/discussions/relecture/")
    one = karim.page.locator("article", has_text=f"Firmin {js}")
    one.get_by_alt_text(f"Un banc de pierre {js}").wait_for()
    karim.check_page()
    one.locator("summary").click()
    one.get_by_role("button", name="Rendre le message").click()
    karim.page.locator("[aria-invalid=true], [role=alert]").first.wait_for()
    karim.check_page()
    karim.page.get_by_role("button", name="Le publier").first.click()
    karim.page.get_by_text("Le message est publié").wait_for()
    newcomer.go("/discussions/espaces/place-publique/")
    page.locator("main ul.rows a").first.click()
    page.get_by_alt_text(f"Un banc de pierre {js}").wait_for()
    newcomer.check_page()


def test_leaving_a_private_thread_says_who_reads_what(nadia: Visitor) -> None:
    page = nadia.go("/discussions/echanges/")
    page.locator("main ul.rows").first.locator("a").first.click()
    nadia.check_page()
    page.get_by_role("link", name="Quitter cet échange").click()
    page.get_by_role("heading", level=2, name=re.compile("Qui voit quoi")).wait_for()
    nadia.check_page()
