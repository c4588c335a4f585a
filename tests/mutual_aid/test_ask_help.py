"""Asking in three short steps, without script: what was typed is kept, danger comes first, numbers are not shown."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.utils import timezone

from commons.journal.models import Entry
from mutual_aid.models import Listing, MeetingPlace
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb


@pytest.fixture
def typed(roquette: Any) -> dict[str, str]:
    return {
        "client_key": str(uuid4()),
        "title": "Carry my shopping",
        "category": "courses",
        "body": "Ten minutes are enough.",
        "needs_by": (timezone.localdate() + timedelta(days=4)).isoformat(),
        "helpers_needed": "2",
        "neighbourhood": str(roquette.pk),
        "visibility": "public",
        "meeting_place": "Under the plane tree",
    }


def step(browser: Any, address: str, number: int, go: str, **fields: str) -> Any:
    """Send one step, as its page would, and follow to the next."""
    return browser.post(address, {**fields, "step": str(number), "go": go}, follow=True)


def test_three_steps_and_a_way_back(alice: Any, signed_in: Any, typed: Any) -> None:
    browser = signed_in(alice)
    first = browser.get("/entraide/demander/").content.decode()
    assert "What do you need?" in first and "Where about?" not in first
    what = {name: typed[name] for name in ("client_key", "title", "category", "body")}
    second = step(browser, "/entraide/demander/", 0, "next", **what)
    draft = Listing.objects.get()
    here = f"/entraide/{draft.pk}/modifier/"
    assert second.redirect_chain[-1][0] == f"{here}?etape=2" and draft.state == ListingState.DRAFT
    assert "Before which day?" in second.content.decode()
    assert "Before which day?" in browser.get(f"{here}?etape=2").content.decode(), "a page to come back to"
    when = {"needs_by": typed["needs_by"], "part_of_day": "morning", "helpers_needed": "2"}
    third = step(browser, f"{here}?etape=2", 1, "next", **when)
    assert "Where about?" in third.content.decode()
    where = {name: typed[name] for name in ("neighbourhood", "visibility", "meeting_place")}
    back = step(browser, f"{here}?etape=3", 2, "back", **where).content.decode()
    assert f'value="{typed["needs_by"]}"' in back and 'value="morning" selected' in back
    assert "Under the plane tree" in browser.get(f"{here}?etape=3").content.decode()
    assert 'value="Carry my shopping"' in browser.get(f"{here}?etape=1").content.decode()

    answer = step(browser, f"{here}?etape=3", 2, "publish", **where)
    listing = Listing.objects.get()
    assert answer.redirect_chain[-1][0] == listing.get_absolute_url()
    assert (listing.state, listing.helpers_needed, listing.author) == (ListingState.OPEN, 2, alice)
    assert listing.when_text.endswith("in the morning") and listing.cell == listing.neighbourhood.cell
    assert "Under the plane tree" not in MeetingPlace.objects.get().sealed
    again = step(browser, "/entraide/demander/", 0, "next", **what)
    assert Listing.objects.count() == 1, "the first step again, from its old page: it is on the board already"
    assert again.redirect_chain[-1][0] == listing.get_absolute_url()
    entries = Entry.objects.filter(by=alice, verb__startswith="mutual_aid")
    drafts = [Verb.LISTING_DRAFTED] * 3
    assert [entry.verb for entry in entries.order_by("pk")] == [
        *drafts,
        Verb.LISTING_DRAFTED,
        Verb.LISTING_POSTED,
    ]
    assert [entry.is_public for entry in entries.order_by("pk")] == [False] * 4 + [True]


def test_pressed_twice_is_pressed_once(alice: Any, signed_in: Any, typed: Any) -> None:
    browser = signed_in(alice)
    for _press in range(2):
        browser.post("/entraide/demander/", {**typed, "step": "2", "go": "publish"})
    assert Listing.objects.get().state == ListingState.OPEN


def test_going_back_loses_nothing_that_was_typed(alice: Any, signed_in: Any, typed: Any) -> None:
    browser = signed_in(alice)
    what = {name: typed[name] for name in ("client_key", "title", "category", "body")}
    here = step(browser, "/entraide/demander/", 0, "next", **what).redirect_chain[-1][0]
    assert (
        "Where about?" not in step(browser, here, 1, "back", needs_by="", helpers_needed="").content.decode()
    )
    page = step(browser, here, 1, "back", needs_by="2001-01-01", helpers_needed="1").content.decode()
    assert "This day is past" in page and 'value="2001-01-01"' in page


@pytest.mark.parametrize(
    ("said", "days"), [("today", 0), ("tomorrow", 1), ("week", 7), ("none", None), ("day", 4), ("", 4)]
)
def test_when_is_said_in_words_or_by_the_calendar(
    said: str, days: int | None, alice: Any, signed_in: Any, typed: Any
) -> None:
    signed_in(alice).post("/entraide/demander/", {**typed, "hurry": said, "step": "2", "go": "publish"})
    wanted = None if days is None else timezone.localdate() + timedelta(days=days)
    assert Listing.objects.get().needs_by == wanted


@pytest.mark.parametrize("address", ["demander", "proposer"])
def test_these_kinds_have_the_same_three_steps(address: str, alice: Any, signed_in: Any, typed: Any) -> None:
    answer = signed_in(alice).post(f"/entraide/{address}/", {**typed, "step": "2", "go": "publish"})
    assert answer.status_code == 302
    kinds = {"demander": "request", "proposer": "offer"}
    assert Listing.objects.get().kind == kinds[address]


def test_errors_keep_what_was_typed(alice: Any, signed_in: Any, typed: Any) -> None:
    wrong = {**typed, "step": "2", "go": "publish", "title": "", "needs_by": "2001-01-01"}
    page = signed_in(alice).post("/entraide/demander/", wrong).content.decode()
    assert not Listing.objects.exists()
    assert (
        "Ten minutes are enough." in page and "Under the plane tree" in page and "What do you need?" in page
    )


@pytest.mark.parametrize(
    "text",
    [
        "Mon père a fait un infarctus",
        "un infractus je croi",
        "Il me frape",
        "ELLE S’ÉTOUFFE",
        "Fuite de gaz au 3e",
        "Je vais me suicider",
        "Un incendie !",
    ],
)
def test_danger_shows_the_numbers_and_publishes_nothing(
    text: str, alice: Any, signed_in: Any, typed: Any
) -> None:
    browser = signed_in(alice)
    for step, go in [("0", "next"), ("2", "publish")]:
        page = browser.post(
            "/entraide/demander/", {**typed, "body": text, "step": step, "go": go}
        ).content.decode()
        for number in ("15", "17", "18", "112", "114", "115", "119", "3919"):
            assert f"<strong>{number}</strong>" in page
        assert "It is not published" in page and "Under the plane tree" in page
    assert not Listing.objects.exclude(state=ListingState.DRAFT).exists()
    assert (
        text in browser.post("/entraide/demander/", {**typed, "body": text, "go": "change"}).content.decode()
    )
    browser.post("/entraide/demander/", {**typed, "body": text, "step": "2", "go": "publish", "calm": "1"})
    assert Listing.objects.get().state == ListingState.PENDING, "somebody reads it before it appears"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Appelez le 06 12 34 56 78", "a telephone number"),
        ("+33 6 12 34 56 78", "a telephone number"),
        ("zéro six douze trente", "a telephone number"),
        ("ecrire a simone@example.org", "an e-mail address"),
        ("Au 12 bis, rue des Figuiers", "a street address"),
        ("Le digicode est 1234", "a street address"),
    ],
)
def test_what_everybody_would_read_is_asked_about_once(
    text: str, said: str, settled: Any, signed_in: Any, typed: Any
) -> None:
    browser = signed_in(settled("simone"))
    asked = {**typed, "body": text, "step": "0", "go": "next"}
    page = browser.post("/entraide/demander/", asked).content.decode()
    assert said in page and "What do you need?" in page and text in page and not Listing.objects.exists()
    going_on = browser.post("/entraide/demander/", {**asked, "warned": "1"}, follow=True)
    assert "Before which day?" in going_on.content.decode()
    last = going_on.redirect_chain[-1][0].replace("etape=2", "etape=3")
    where = {name: typed[name] for name in ("neighbourhood", "visibility")}
    browser.post(last, {**where, "step": "2", "go": "publish"})
    assert Listing.objects.get().state != ListingState.DRAFT, "once is enough"


def test_words_changed_after_a_confirmation_are_looked_at_again(
    settled: Any, signed_in: Any, typed: Any
) -> None:
    browser = signed_in(settled("simone"))
    first = {**typed, "body": "Appelez le 06 12 34 56 78", "step": "0", "go": "next", "warned": "1"}
    here = browser.post("/entraide/demander/", first)["Location"].replace("etape=2", "etape=1")
    page = browser.post(here, {**first, "body": "Ou à simone@example.org", "warned": ""}).content.decode()
    assert "an e-mail address" in page


def test_ordinary_words_are_left_alone(alice: Any, signed_in: Any, typed: Any) -> None:
    for text in (
        "Jouer du violon en 2026, le 28/11/2026 à 15 h 30",
        "Une rue calme, au 12345",
        "Un pot-au-feu pour 8, 2 cours de cuisine, une place de parking, rue de la Liberté à 18 h",
    ):
        page = step(signed_in(alice), "/entraide/demander/", 0, "next", **{**typed, "body": text})
        assert "Before which day?" in page.content.decode(), text


def test_a_draft_is_kept_for_its_author_alone_and_finished_later(
    alice: Any, bob: Any, mona: Any, signed_in: Any, visitor: Any, typed: Any
) -> None:
    browser = signed_in(alice)
    browser.post("/entraide/demander/", {"title": "Carry my shopping", "step": "0", "go": "draft"})
    draft = Listing.objects.get()
    assert draft.state == ListingState.DRAFT
    for stranger in (visitor, signed_in(bob), signed_in(mona)):
        assert stranger.get(draft.get_absolute_url()).status_code == 404
    assert 'value="Carry my shopping"' in browser.get(f"/entraide/{draft.pk}/modifier/").content.decode()
    browser.post(f"/entraide/{draft.pk}/modifier/", {**typed, "step": "2", "go": "publish"})
    draft.refresh_from_db()
    assert (draft.state, draft.body) == (ListingState.OPEN, "Ten minutes are enough.")
    browser.post(
        f"/entraide/{draft.pk}/modifier/", {**typed, "body": "Five are.", "step": "2", "go": "publish"}
    )
    draft.refresh_from_db()
    assert (draft.state, draft.body) == (ListingState.OPEN, "Five are.")


def test_sharing_is_for_what_everybody_may_read(alice: Any, signed_in: Any, typed: Any) -> None:
    browser, last = signed_in(alice), {"step": "2", "go": "publish", "share": "on"}
    page = browser.post("/entraide/demander/", {**typed, **last, "visibility": "members"}).content.decode()
    assert "To share it with neighbouring towns" in page and not Listing.objects.exists()
    browser.post("/entraide/demander/", {**typed, **last})
    assert Listing.objects.get().is_shared


def test_three_requests_at_a_time(settled: Any, ask: Any, signed_in: Any, typed: Any) -> None:
    simone = settled("simone")
    for n in range(3):
        ask(simone, title=f"Request {n}")
    answer = signed_in(simone).post("/entraide/demander/", {**typed, "step": "2", "go": "publish"})
    assert answer.status_code == 429 and "Ten minutes are enough." in answer.content.decode()
    assert Listing.objects.get(state=ListingState.DRAFT).title == "Carry my shopping", "and it is kept"


def test_a_visitor_writes_first_and_signs_in_at_the_end(visitor: Any, alice: Any, typed: Any) -> None:
    what = {name: typed[name] for name in ("client_key", "title", "category", "body")}
    second = step(visitor, "/entraide/demander/", 0, "next", **what)
    assert second.redirect_chain[-1][0] == "/entraide/demander/?etape=2"
    step(
        visitor,
        "/entraide/demander/?etape=2",
        1,
        "next",
        **what,
        needs_by=typed["needs_by"],
        helpers_needed="2",
    )
    where = {name: typed[name] for name in ("client_key", "neighbourhood", "visibility", "meeting_place")}
    led = visitor.post("/entraide/demander/?etape=3", {**where, "step": "2", "go": "publish"}, follow=True)
    assert unquote(led.redirect_chain[-1][0]) == "/compte/login/?next=/entraide/reprendre/"
    assert "Under the plane tree" not in str(dict(visitor.session)), "sealed meanwhile"
    assert not Listing.objects.exists()

    visitor.force_login(alice.account)
    page = visitor.get("/entraide/reprendre/", follow=True)
    assert page.redirect_chain[-1][0] == "/entraide/demander/?etape=3"
    assert "Under the plane tree" in page.content.decode()
    visitor.post("/entraide/demander/?etape=3", {**where, "step": "2", "go": "publish"})
    listing = Listing.objects.get()
    assert (listing.state, listing.author, listing.title) == (ListingState.OPEN, alice, "Carry my shopping")
    assert (listing.helpers_needed, listing.meeting_place.text) == (2, "Under the plane tree")
    assert "asking" not in visitor.session


def test_another_thing_begun_meanwhile_takes_nothing_from_the_first(
    visitor: Any, typed: Any, town: Any
) -> None:
    step(visitor, "/entraide/demander/", 0, "next", **{**typed, "body": "SECRET OF THE FIRST"})
    other = {"title": "Another", "category": "autre", "body": "", "client_key": str(uuid4())}
    page = step(visitor, "/entraide/demander/", 0, "next", **other)
    assert "SECRET" not in visitor.get("/entraide/demander/?etape=1").content.decode()
    assert page.status_code == 200


def test_a_link_may_begin_the_text_and_what_was_begun_is_offered_again(
    alice: Any, roquette: Any, signed_in: Any
) -> None:
    browser = signed_in(alice)
    query = (
        "?kind=offer&title=Look+in+on+two+neighbours&category=compagnie&neighbourhood=la-roquette&body=Twice"
    )
    page = browser.get(f"/entraide/demander/{query}", follow=True)
    assert page.redirect_chain[-1][0].startswith("/entraide/proposer/?title=Look")
    assert 'value="Look in on two neighbours"' in page.content.decode() and "Twice" in page.content.decode()
    assert f'name="neighbourhood" value="{roquette.pk}"' in page.content.decode()
    assert not Listing.objects.exists(), "nothing is written by looking"
    step(browser, "/entraide/proposer/", 0, "draft", title="Look in", category="compagnie", body="")
    again = browser.get("/entraide/proposer/").content.decode()
    task = browser.get("/entraide/demander/?kind=task&title=Look+in", follow=True).content.decode()
    assert 'value="Look in"' in task, "also where the form is another one"
    assert "You had begun to write" in again and f"/entraide/{Listing.objects.get().pk}/modifier/" in again


def test_what_is_on_the_board_is_changed_on_one_page(alice: Any, signed_in: Any, typed: Any) -> None:
    browser = signed_in(alice)
    browser.post("/entraide/demander/", {**typed, "share": "on", "step": "2", "go": "publish"})
    here = f"/entraide/{Listing.objects.get().pk}/modifier/"
    page = browser.get(here).content.decode()
    assert "What do you need?" in page and "Before which day?" in page and "Where about?" in page
    browser.post(here, {**typed, "title": "Carry my wood", "step": "0", "go": "publish"})
    listing = Listing.objects.get()
    assert (listing.title, listing.share, listing.state) == ("Carry my wood", False, ListingState.OPEN)
    wrong = browser.post(here, {**typed, "title": "", "needs_by": "2001-01-01", "step": "0", "go": "publish"})
    assert wrong.status_code == 422 and "This day is past" in wrong.content.decode()


def test_ones_own_page_is_for_members(visitor: Any, town: Any) -> None:
    for address in ("/entraide/reprendre/", "/entraide/moi/"):
        assert unquote(visitor.get(address)["Location"]).startswith("/compte/login/?next=" + address)
