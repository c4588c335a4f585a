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


def test_three_steps_and_a_way_back(alice: Any, signed_in: Any, typed: Any) -> None:
    browser = signed_in(alice)
    first = browser.get("/entraide/demander/").content.decode()
    assert "What do you need?" in first and "Where about?" not in first
    what = {name: typed[name] for name in ("client_key", "title", "category", "body")}
    second = browser.post("/entraide/demander/", {**what, "step": "0", "go": "next"}).content.decode()
    assert "Before which day?" in second and 'value="Carry my shopping"' in second
    when = {**what, "needs_by": typed["needs_by"], "helpers_needed": "2"}
    third = browser.post("/entraide/demander/", {**when, "step": "1", "go": "next"}).content.decode()
    assert "Where about?" in third and f'value="{typed["needs_by"]}"' in third
    back = browser.post("/entraide/demander/", {**typed, "step": "2", "go": "back"}).content.decode()
    assert "Before which day?" in back and "Under the plane tree" in back
    assert not Listing.objects.exists()

    answer = browser.post("/entraide/demander/", {**typed, "step": "2", "go": "publish"}, follow=True)
    listing = Listing.objects.get()
    assert answer.redirect_chain[-1][0] == listing.get_absolute_url()
    assert (listing.state, listing.helpers_needed, listing.author) == (ListingState.OPEN, 2, alice)
    assert listing.cell == listing.neighbourhood.cell
    assert "Under the plane tree" not in MeetingPlace.objects.get().sealed
    browser.post("/entraide/demander/", {**typed, "step": "2", "go": "publish"})
    assert Listing.objects.count() == 1, "pressing twice is pressing once"
    assert [entry.verb for entry in Entry.objects.filter(by=alice, verb__startswith="mutual_aid")] == [
        Verb.LISTING_POSTED
    ]


@pytest.mark.parametrize("address", ["demander", "proposer", "organiser"])
def test_these_kinds_have_the_same_three_steps(address: str, alice: Any, signed_in: Any, typed: Any) -> None:
    answer = signed_in(alice).post(f"/entraide/{address}/", {**typed, "step": "2", "go": "publish"})
    assert answer.status_code == 302
    kinds = {"demander": "request", "proposer": "offer", "organiser": "task"}
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
        "Il me frappe",
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
    assert not Listing.objects.exists()
    browser.post("/entraide/demander/", {**typed, "body": text, "step": "2", "go": "publish", "calm": "1"})
    assert Listing.objects.get().state == ListingState.PENDING, "somebody reads it before it appears"


@pytest.mark.parametrize(
    "text", ["Appelez le 06 12 34 56 78", "+33 6 12 34 56 78", "ecrire a simone@example.org"]
)
def test_a_number_in_public_words_is_asked_about_once(
    text: str, settled: Any, signed_in: Any, typed: Any
) -> None:
    browser = signed_in(settled("simone"))
    asked = {**typed, "body": text, "step": "0", "go": "next"}
    page = browser.post("/entraide/demander/", asked).content.decode()
    assert "There is a telephone number" in page and "What do you need?" in page and text in page
    assert (
        "Before which day?" in browser.post("/entraide/demander/", {**asked, "warned": "1"}).content.decode()
    )
    published = browser.post("/entraide/demander/", {**typed, "body": text, "step": "2", "go": "publish"})
    assert published.status_code == 200 and not Listing.objects.exists()


def test_ordinary_words_are_left_alone(alice: Any, signed_in: Any, typed: Any) -> None:
    for text in ("Jouer du violon en 2026, le 28/11/2026 à 15 h 30", "Une rue calme, au 12345"):
        page = signed_in(alice).post(
            "/entraide/demander/", {**typed, "body": text, "step": "0", "go": "next"}
        )
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
    assert answer.status_code == 429 and Listing.objects.count() == 3
    assert "Ten minutes are enough." in answer.content.decode()


def test_visitors_are_led_to_sign_in(visitor: Any, town: Any) -> None:
    for address in ("/entraide/demander/", "/entraide/moi/"):
        assert unquote(visitor.get(address)["Location"]).startswith("/compte/login/?next=" + address)
