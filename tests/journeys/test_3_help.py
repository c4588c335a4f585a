"""Journey 3: asking for help, being answered, choosing, talking in private, being done, saying thank you."""

from http.client import HTTPConnection
from typing import NamedTuple

from playwright.sync_api import Page

from .browser import Visitor
from .conftest import Enter, Visit
from .towns import Town

TITLE = "Déplacer une armoire d’une pièce à l’autre"
PLACE = "12 rue des Figuiers-Bleus, porte verte, deuxième étage"
SECRET_OF_PLACE = "Figuiers-Bleus"
SECRET_OF_THREAD = "le chien s’appelle Pastaga"
# What a page would tell that repeats only the word one searches for.
TELLTALES = ("Figuiers-Bleus", "porte verte", "le chien s’appelle")
BOARD = "/entraide/"


class Asked(NamedTuple):
    listing: str
    thread: str


def press(page: Page, selector: str = "button.button-first") -> None:
    page.locator(f"main form {selector}").first.click()


def ask(visitor: Visitor, title: str) -> str:
    """Three steps, one way back, and the board; the path of what was asked."""
    page = visitor.go(BOARD)
    visitor.check_page()
    page.locator("main a[href$='/demander/']").first.click()
    page.locator("[name=title]").wait_for()
    visitor.check_page()
    press(page)  # nothing filled: said under each field, and above
    page.locator(".field-wrong [name=title]").wait_for()
    visitor.check_page()
    page.locator("[name=title]").fill(title)
    page.locator("[name=category][value=bricolage]").check()
    page.locator("[name=body]").fill("Elle est lourde, il faut être deux. Une demi-heure suffit, le soir.")
    press(page)
    page.locator("[name=helpers_needed]").wait_for()
    visitor.check_page()
    press(page, "button[value=back]")
    page.locator("[name=title]").wait_for()
    assert page.locator("[name=title]").input_value() == title
    press(page)
    page.locator("[name=helpers_needed]").wait_for()
    press(page)
    page.locator("[name=meeting_place]").wait_for()
    visitor.check_page()
    page.locator("[name=meeting_place]").fill(PLACE)
    press(page, "button[value=publish]")
    page.get_by_role("heading", level=1, name=title).wait_for()
    visitor.check_page()
    assert SECRET_OF_PLACE in page.get_by_role("main").inner_text(), "her own page tells her"
    return page.evaluate("location.pathname")


def propose(visitor: Visitor, listing: str, message: str) -> Page:
    page = visitor.go(listing)
    visitor.check_page()
    page.locator(f"main a[href='{listing}aider/']").click()
    page.locator("[name=message]").wait_for()
    visitor.check_page()
    page.locator("[name=message]").fill(message)
    if page.locator("[name=adult]").count():  # help in a home: asked once
        page.locator("[name=adult]").check()
    press(page)
    page.locator(".aid-proposal").wait_for()
    visitor.check_page()
    return page


def decide(page: Page, do: str, *, whose: str = "") -> None:
    """Press what stands under the proposal of that person (or the only one)."""
    card = page.locator(".aid-proposal", has_text=whose) if whose else page.locator(".aid-proposal")
    card.locator(f"form:has(input[value='{do}']) button").click()
    page.locator(".says .notice").wait_for()


def say(page: Page, words: str) -> None:
    page.locator("form#composer textarea").fill(words)
    page.locator("form#composer button.button-first").click()
    page.locator(".message-body", has_text=words).wait_for()


def answer_of(town: Town, path: str, visitor: Visitor | None = None) -> tuple[int, bytes]:
    """Status and bytes as they come over the wire, with that person's cookies."""
    cookies = visitor.context.cookies(town.origin) if visitor else []
    headers = {"Accept-Language": "fr", "User-Agent": "a search engine"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    connection = HTTPConnection("localhost", town.port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_help_is_asked_for_found_given_and_thanked(town: Town, enter: Enter, js: bool) -> None:
    title = f"{TITLE} ({'aujourd’hui' if js else 'demain'})"
    carmen, driss, ines = enter("carmen"), enter("driss"), enter("ines")
    listing = ask(carmen, title)

    propose(driss, listing, "Je passe en ville mardi soir, j’ai une sangle.")
    propose(ines, listing, "Je peux tenir une porte.")
    page = ines.go(listing)
    assert "sangle" not in page.get_by_role("main").inner_text(), "proposals are for the one who asked"
    assert_hides(page)

    # Carmen chooses. From now on the one who was chosen, and nobody else, reads where to meet.
    hers = carmen.go(listing)
    carmen.check_page()
    decide(hers, "accept", whose="Driss Amrani")
    carmen.check_page()
    his = driss.go(listing)
    driss.check_page()
    assert SECRET_OF_PLACE in his.locator(".private").inner_text()
    assert_hides(ines.go(listing))

    # They talk.
    his.locator(".aid-proposal a[href^='/discussions/']").click()
    his.locator("form#composer").wait_for()
    driss.check_page()
    thread = his.evaluate("location.pathname")
    say(his, "Mardi à dix-neuf heures ?")
    hers.locator(".aid-proposal", has_text="Driss").locator("a[href^='/discussions/']").click()
    hers.locator("form#composer").wait_for()
    assert "dix-neuf heures" in hers.locator(".log").inner_text()
    say(hers, f"Oui. N’ayez pas peur, {SECRET_OF_THREAD}.")
    carmen.check_page()

    assert_private(town, enter, Asked(listing, thread), title, excluded=ines, js=js)

    # It is done, both say so, and there are thanks.
    his = driss.go(listing)
    decide(his, "done")
    driss.check_page()
    hers = carmen.go(listing)
    decide(hers, "confirm", whose="Driss")
    hers.locator(".aid-proposal", has_text="Driss").locator("a[href$='/merci/']").click()
    hers.locator("[name=text]").wait_for()
    carmen.check_page()
    hers.locator("[name=text]").fill("L’armoire est à sa place, et le dos aussi.")
    press(hers)
    hers.locator("blockquote").first.wait_for()
    carmen.check_page()
    carmen.go(listing)  # three requests at a time are the most: one that is settled makes room
    hers.locator("form:has(input[value='complete']) button").first.click()
    hers.locator(".says .notice").wait_for()
    carmen.check_page()
    his = driss.go(listing)
    assert "le dos aussi" in his.get_by_role("main").inner_text()
    his = driss.go("/entraide/moi/")
    driss.check_page()
    assert title in his.get_by_role("main").inner_text()
    driss.go("/avis/")
    driss.check_page()


def assert_hides(page: Page) -> None:
    assert SECRET_OF_PLACE not in page.content()
    assert SECRET_OF_THREAD not in page.content()


def assert_private(
    town: Town, enter: Enter, asked: Asked, title: str, *, excluded: Visitor, js: bool
) -> None:
    """For a neighbour not chosen, a moderator without a report and a search engine, the thread does not exist."""
    moderator = enter("karim")
    absent = "/discussions/999999/"
    for reader in (None, excluded, moderator):
        status, body = answer_of(town, asked.thread, reader)
        status_of_nothing, nothing = answer_of(town, absent, reader)
        assert status == status_of_nothing == 404
        assert same_but_for_the_address(body, asked.thread) == same_but_for_the_address(nothing, absent)
        events = f"/live/events/?thing=topic:{asked.thread.split('/')[2]}&after=0"
        assert answer_of(town, events, reader) == answer_of(town, "/live/events/?thing=topic:999999", reader)
    if not js:
        return  # the same answers: what follows asks without a browser
    for path in (
        "/", BOARD, asked.listing, "/discussions/", "/discussions/echanges/", "/journal/", "/avis/", "/moderation/",
        "/personnes/carmen/", "/personnes/driss/", "/recherche/?q=Figuiers", "/recherche/?q=Pastaga",
        "/recherche/?q=armoire",
    ):  # fmt: skip
        for reader in (None, excluded, moderator):
            _status, body = answer_of(town, path, reader)
            told = [secret for secret in TELLTALES if secret in body.decode()]
            assert not told, f"{path} tells {told}"
    _status, body = answer_of(town, "/recherche/?q=armoire", excluded)
    assert title in body.decode(), "what is public is found"


def same_but_for_the_address(body: bytes, path: str) -> bytes:
    """The page repeats its own address (to come back after a change of language), and a new token each time."""
    return b"".join(
        line
        for line in body.replace(path.encode(), b"/here/").splitlines(keepends=True)
        if b"csrfmiddlewaretoken" not in line
    )


def test_words_of_danger_bring_the_numbers_first(enter: Enter, js: bool) -> None:
    """Nothing is published, nothing is lost: the numbers to call stand above what was typed."""
    visitor = enter("carmen")
    page = visitor.go(f"{BOARD}demander/")
    page.locator("[name=title]").fill("Mon père ne respire plus bien")
    page.locator("[name=category]").nth(1).check()
    page.locator("[name=body]").fill("Une urgence vitale, je ne sais pas qui appeler.")
    press(page)
    page.locator(".aid-emergency").wait_for()
    visitor.check_page()
    assert page.locator("a[href='tel:15']").count() == 1
    page.locator("button[value=change]").click()
    page.locator("[name=body]").wait_for()
    assert "qui appeler" in page.locator("[name=body]").input_value()


def test_what_a_visitor_reads_of_a_request_is_the_summary(town: Town, visit: Visit, js: bool) -> None:
    visitor = visit(town, js=js)
    page = visitor.go(BOARD)
    visitor.check_page()
    page.locator("ul.cards a").first.click()
    page.wait_for_url("**/entraide/*/")
    visitor.check_page()
    assert page.locator("main a[href^='/compte/login/?next=/entraide/']").count() == 1
    assert page.locator(".prose, .private, .aid-proposal").count() == 0
