"""Two towns, two processes each, two databases, HTTP between them: what is written in one is read in the other,
edited from home, answered from home; what is private stays; a town that was away ends up equal.
"""

import re

import pytest

from .towns import until

PAGE = "commencer-un-compost"
TITLE = "Commencer un compost"
GARDENER, NEIGHBOUR = "nadia@example.org", "rosa@example.org"
FIRST_TEXT = """
from wiki.models import Page
page = Page.objects.get(title="{title}", theme__community__handle="compost")
print("text", page.edit_count, page.current.author and page.current.author.acct, page.current.blob_id)
"""


@pytest.fixture
def towns(two_towns):
    """Nord follows Sud and has read what Sud holds."""
    sud, nord = two_towns
    until(lambda: facts(nord) == facts(sud), "Nord has the page of Sud", seconds=60)
    return sud, nord


def facts(town):
    """(number of the revision, its author as known there, digest of its text)."""
    said = town.manage("shell", "-v0", said=FIRST_TEXT.format(title=TITLE)) if _has_page(town) else ""
    found = re.search(r"^text (\d+) (\S+) (\w+)$", said, re.MULTILINE)
    return (found[1], found[3]) if found else None


def _has_page(town):
    counted = town.manage(
        "shell",
        "-v0",
        said=f'from wiki.models import Page\nprint("n", Page.objects.filter(title="{TITLE}").count())\n',
    )
    return "n 1" in counted


def mirrored(sud):
    return f"/wikis/compost@localhost:{sud.port}/{PAGE}/"


def edit(visitor, path, extra, summary):
    page = visitor.go(path + "modifier/")
    text = page.locator("textarea[name=text]")
    text.fill(text.input_value() + extra)
    page.fill("[name=summary]", summary)
    page.locator("form.editor .button-first").click()
    page.wait_for_url(lambda url: "modifier" not in url)
    return page


def reads(visitor, path, words):
    def look():
        visitor.page.goto(visitor.town.origin + path)
        return words in visitor.page.content()

    return look


def test_a_page_travels_and_is_edited_from_home(towns, visit):
    sud, nord = towns
    gardener = visit(sud)
    gardener.log_in(GARDENER)
    edit(gardener, f"/wikis/compost/{PAGE}/", "\nLe couvercle garde la chaleur.\n", "Le couvercle")
    neighbour = visit(nord)
    until(
        reads(neighbour, mirrored(sud), "Le couvercle garde la chaleur."),
        "the edit appears in Nord",
        seconds=30,
    )
    neighbour.check_page()

    neighbour.log_in(NEIGHBOUR)
    edit(neighbour, mirrored(sud), "\nÀ Tarascon, on ajoute du marc de raisin.\n", "Le marc de raisin")
    until(reads(gardener, f"/wikis/compost/{PAGE}/", "du marc de raisin"), "Sud has merged it", seconds=30)
    until(lambda: facts(sud) == facts(nord), "both towns show the same text", seconds=30)
    gardener.go(f"/wikis/compost/{PAGE}/historique/")
    assert "Rosa" in gardener.page.content(), "the author from Nord is credited in Sud"
    gardener.check_page()
    neighbour.go(mirrored(sud))
    assert "du marc de raisin" in neighbour.page.content()


def test_help_is_answered_across_towns_and_the_private_part_stays(towns, visit):
    sud, nord = towns
    asker = visit(sud)
    asker.log_in("lea@example.org")
    sud.manage("shell", "-v0", said=ASK)
    helper = visit(nord)
    helper.log_in(NEIGHBOUR)
    until(
        reads(helper, "/entraide/", "Une remorque pour samedi matin"), "the request shows in Nord", seconds=30
    )
    helper.page.get_by_text("Une remorque pour samedi matin").first.click()
    helper.page.wait_for_load_state()
    assert "cour du numéro sept" not in helper.page.content(), "the meeting place never leaves"
    helper.check_page()
    helper.page.locator("a[href$='/aider/']").click()
    helper.page.fill("[name=message]", "J’ai une remorque, je passe samedi à neuf heures.")
    helper.page.locator("form:has([name=message]) .button-first").click()
    helper.page.wait_for_url(lambda url: "aider" not in url)

    listing = sud.manage("shell", "-v0", said=WHERE).split("where ")[1].split()[0]
    until(reads(asker, listing, "J’ai une remorque"), "the proposal arrives in Sud", seconds=30)
    asker.page.locator("form:has(input[name=do][value=accept]) button").first.click()
    asker.page.wait_for_load_state()
    until(
        lambda: "accepted" in nord.manage("shell", "-v0", said=ANSWERED),
        "Nord knows that it was accepted",
        seconds=30,
    )
    dump = nord.manage("shell", "-v0", said=EVERYTHING)
    assert "cour du numéro sept" not in dump
    stranger = visit(nord)
    stranger.go("/entraide/")
    assert "neuf heures" not in stranger.page.content(), "the helper's words are for the asker only"


def test_a_town_that_was_stopped_ends_up_equal(towns, visit):
    sud, nord = towns
    neighbour = visit(nord)
    neighbour.log_in(NEIGHBOUR)
    sud.stop()
    edit(neighbour, mirrored(sud), "\nPendant la panne, on note ici.\n", "Pendant la panne")
    assert facts(nord) is not None
    sud.start()
    gardener = visit(sud)
    gardener.log_in(GARDENER)
    edit(gardener, f"/wikis/compost/{PAGE}/", "\nAu retour, on relit.\n", "Au retour")
    until(lambda: both(sud) and facts(sud) == facts(nord), "both towns hold both edits", seconds=90)


def both(town):
    said = town.manage("shell", "-v0", said=TEXT.format(title=TITLE))
    return "Pendant la panne" in said and "Au retour, on relit" in said


ASK = """
from commons.people.models import Person
from mutual_aid import actions
lea = Person.objects.get(handle="lea")
actions.post_listing(by=lea, kind="request", title="Une remorque pour samedi matin", body="Pour porter des planches.",
    category="transport", neighbourhood=lea.neighbourhood, share=True, meeting_place="Dans la cour du numéro sept")
"""
WHERE = """
from mutual_aid.models import Listing
print("where", Listing.objects.get(title="Une remorque pour samedi matin").get_absolute_url())
"""
ANSWERED = """
from mutual_aid.models import Response
print([r.state for r in Response.objects.filter(listing__title="Une remorque pour samedi matin")])
"""
EVERYTHING = """
from federation.models import Delivery, ReceivedActivity
from mutual_aid.models import Listing
print(list(Delivery.objects.values_list("body")), list(ReceivedActivity.objects.values_list("body")))
print(list(Listing.objects.values()))
"""
TEXT = """
from wiki.models import Page
print(Page.objects.get(title="{title}", theme__community__handle="compost").current.text)
"""
