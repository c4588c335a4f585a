"""Two towns, two processes each, two databases, HTTP between them: what is written in one is read in the other,
edited from home, answered from home; what is private stays; a town that was away ends up equal.
"""

import re
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote

import pytest

from .hand import Hand
from .test_8_joined_pages import press_first, variant, wrong_at
from .towns import Town, until

PAGE = "un-tas-qui-sent-mauvais"
GARDENER, NEIGHBOUR = "nadia@example.org", "rosa@example.org"
ARTICLE = re.compile(r'<article class="article[^>]*>(.*?)<(?:/article|footer)', re.DOTALL)
TAG = re.compile(r"<[^>]+>")

FEW = {"CALADE_CONNECTIONS": "12"}  # these towns and others share a server


@pytest.fixture(scope="module")
def towns(prepare, tmp_path_factory):
    """Sud and Nord, running; each follows the other, and Nord has read what Sud holds."""
    folder = tmp_path_factory.mktemp("two-towns")
    sud = prepare(Town("sud", folder / "sud", settings=FEW)).start()
    nord = prepare(Town("nord", folder / "nord", demo="tarascon", settings=FEW)).start()
    try:
        sud.manage("follow_town", nord.origin)
        nord.manage("follow_town", sud.origin)
        until(lambda: equal(sud, nord), "Nord has the page of Sud")
        yield sud, nord
    finally:
        sud.remove()
        nord.remove()


def words(town, path):
    """What a visitor reads of the page, without its links; "" while it is not there."""
    with closing(HTTPConnection("127.0.0.1", town.port, timeout=10)) as connection:
        connection.request("GET", quote(path, safe="/@:"), headers={"Host": f"localhost:{town.port}"})
        answer = connection.getresponse()
        html = answer.read().decode()
    found = ARTICLE.search(html) if answer.status == 200 else None
    return " ".join(TAG.sub("", found[1]).split()) if found else ""


def equal(sud, nord):
    """Both towns show the same words, and there are some."""
    here, there = words(sud, f"/wikis/compost/{PAGE}/"), words(nord, mirrored(sud))
    return here and here == there


def mirrored(sud):
    return f"/wikis/compost@localhost:{sud.port}/{PAGE}/"


def edit(visitor, path, extra, summary, *, first=False):
    """Add some words at the end of the page, or at its beginning."""
    page = visitor.go(path + "modifier/")
    text = page.locator("textarea[name=text]")
    text.fill(extra + text.input_value() if first else text.input_value() + extra)
    page.fill("[name=summary]", summary)
    page.locator("form.editor .button-first").click()
    page.wait_for_url(lambda url: "modifier" not in url)
    return page


def reads(visitor, path, words):
    def look():
        visitor.page.goto(visitor.town.origin + path)
        return words in visitor.page.content()

    return look


@pytest.mark.both
def test_a_page_travels_and_is_edited_from_home(towns, visit):
    sud, nord = towns
    gardener = visit(sud)
    gardener.come_in(GARDENER)
    edit(gardener, f"/wikis/compost/{PAGE}/", "\nLe couvercle garde la chaleur.\n", "Le couvercle")
    neighbour = visit(nord)
    until(
        reads(neighbour, mirrored(sud), "Le couvercle garde la chaleur."),
        "the edit appears in Nord",
    )
    neighbour.check_page()

    neighbour.come_in(NEIGHBOUR)
    edit(neighbour, mirrored(sud), "\nÀ Tarascon, on ajoute du marc de raisin.\n", "Le marc de raisin")
    until(reads(gardener, f"/wikis/compost/{PAGE}/", "du marc de raisin"), "Sud has merged it")
    until(lambda: equal(sud, nord), "both towns show the same text")
    gardener.go(f"/wikis/compost/{PAGE}/historique/")
    assert "Rosa" in gardener.page.content(), "the author from Nord is credited in Sud"
    gardener.check_page()
    neighbour.go(mirrored(sud))
    assert "du marc de raisin" in neighbour.page.content()


@pytest.mark.both
def test_help_is_answered_across_towns_and_the_private_part_stays(towns, visit):
    sud, nord = towns
    asker = visit(sud)
    asker.come_in("lea@example.org")
    with Hand(sud) as hand:
        listing = hand(ASK)
    helper = visit(nord)
    helper.come_in(NEIGHBOUR)
    until(reads(helper, "/entraide/", "Une remorque pour samedi matin"), "the request shows in Nord")
    helper.page.get_by_text("Une remorque pour samedi matin").first.click()
    helper.page.wait_for_load_state()
    assert "cour du numéro sept" not in helper.page.content(), "the meeting place never leaves"
    helper.check_page()
    helper.page.locator("a[href$='/aider/']").click()
    helper.page.fill("[name=message]", "J’ai une remorque, je passe samedi à neuf heures.")
    helper.page.locator("form:has([name=message]) .button-first").click()
    helper.page.wait_for_url(lambda url: "aider" not in url)

    until(reads(asker, listing, "J’ai une remorque"), "the proposal arrives in Sud")
    asker.page.locator("form:has(input[name=do][value=accept]) button").first.click()
    asker.page.wait_for_load_state()
    with Hand(nord) as hand:
        until(lambda: "accepted" in hand(ANSWERED), "Nord knows that it was accepted")
        dump = hand(EVERYTHING)
    assert "cour du numéro sept" not in dump
    stranger = visit(nord)
    stranger.go("/entraide/")
    assert "neuf heures" not in stranger.page.content(), "the helper's words are for the asker only"


@pytest.mark.both
def test_a_town_that_was_stopped_ends_up_equal(towns, visit):
    sud, nord = towns
    neighbour = visit(nord)
    neighbour.come_in(NEIGHBOUR)
    sud.stop()
    edit(neighbour, mirrored(sud), "Pendant la panne, on note ici.\n\n", "Pendant la panne", first=True)
    sud.start()
    gardener = visit(sud)
    gardener.come_in(GARDENER)
    edit(gardener, f"/wikis/compost/{PAGE}/", "\nAu retour, on relit.\n", "Au retour")
    until(lambda: both(sud) and equal(sud, nord), "both towns hold both edits")


def both(sud):
    text = words(sud, f"/wikis/compost/{PAGE}/")
    return "Pendant la panne" in text and "Au retour, on relit" in text


ASK = """
from commons.people.models import Person
from mutual_aid import actions
lea = Person.objects.get(handle="lea")
listing = actions.post_listing(by=lea, kind="request", title="Une remorque pour samedi matin",
    body="Pour porter des planches.", category="transport", neighbourhood=lea.neighbourhood, share=True,
    meeting_place="Dans la cour du numéro sept")
answer = listing.get_absolute_url()
"""
ANSWERED = """
from mutual_aid.models import Response
answer = [r.state for r in Response.objects.filter(listing__title="Une remorque pour samedi matin")]
"""
EVERYTHING = """
from federation.models import Delivery, ReceivedActivity
from mutual_aid.models import Listing
tables = [Delivery.objects.values_list("body"), ReceivedActivity.objects.values_list("body"), Listing.objects.values()]
answer = " ".join(repr(list(rows)) for rows in tables)
"""


ORIGINALS = {True: PAGE, False: "feuilles-mortes-un-trésor"}


def copied(sud, slug):
    return mirrored(sud).replace(PAGE, slug)


def test_a_resident_takes_over_a_page_and_offers_the_change_back(towns, visit, js):
    sud, nord = towns
    slug, title = ORIGINALS[js], variant("Composter à Tarascon", js)
    until(lambda: words(nord, copied(sud, slug)), f"Nord has {slug}")
    resident = visit(nord, js=js)
    resident.come_in("clement@example.org")
    page = resident.go(copied(sud, slug))
    resident.check_page()
    page.locator("main a[href$='/reprendre/']").click()
    page.locator("[name=title]").wait_for()
    resident.check_page()
    page.select_option("[name=theme]", label="Patrimoine")
    page.fill("[name=title]", "La Tarasque")
    press_first(page)
    assert "porte déjà ce nom" in wrong_at(page, "title")
    resident.check_page()
    assert page.locator("[name=title]").input_value() == "La Tarasque"

    page.fill("[name=title]", title)
    press_first(page)
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    resident.check_page()
    ours = page.evaluate("location.pathname")
    assert ours.startswith("/wikis/patrimoine/")
    shown = page.locator("main").inner_text()
    assert "qui vient d’ailleurs (Arles)" in shown and "CC BY-SA" in shown

    page.locator("nav.tabs a[href$='/modifier/']").click()
    box = page.locator("textarea[name=text]")
    added = f"À Tarascon, la mairie prête un broyeur {'rouge' if js else 'vert'}."
    box.fill(f"{box.input_value()}\n\n{added}\n")
    page.locator("form.editor .button-first").click()
    page.wait_for_url(f"**{ours}")
    page.locator("form[action$='/proposer/'] button").click()
    page.wait_for_url("**/propositions/*/")
    resident.check_page()
    proposal = page.evaluate("location.pathname")

    reader = visit(sud, js=js)
    until(reads(reader, f"/wikis/compost/{slug}/", added), "Sud has the change")
    assert "Clément" in reader.page.locator("article footer").inner_text()
    reader.check_page()
    until(reads(resident, proposal, "a publié votre modification"), "Nord knows that it was taken")
    resident.check_page()
