"""Two tabs, double taps, the back button, a session that ended, a listing that closed meanwhile: through the pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from commons.journal.models import Entry
from mutual_aid.actions import cancel_listing, complete_listing
from mutual_aid.models import Listing, Response, Thanks, Transition
from mutual_aid.states import ListingState

WORDS = "I can come on Saturday morning, with my bicycle & a big basket."
SHOWN = "I can come on Saturday morning, with my bicycle &amp; a big basket."


@pytest.fixture
def listing(settled: Any, ask: Any) -> Listing:
    return ask(settled("simone"), helpers_needed=2)


def test_a_double_tap_and_two_tabs_make_one_proposal(listing: Listing, settled: Any, signed_in: Any) -> None:
    bob = signed_in(settled("bob"))
    key = str(uuid4())
    answers = [
        bob.post(f"/entraide/{listing.pk}/aider/", {"message": WORDS, "client_key": k})
        for k in (key, key, str(uuid4()))
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert len({answer["Location"] for answer in answers}) == 1 and Response.objects.count() == 1


def test_it_closed_while_somebody_wrote(listing: Listing, settled: Any, signed_in: Any) -> None:
    bob = signed_in(settled("bob"))
    assert bob.get(f"/entraide/{listing.pk}/aider/").status_code == 200
    complete_listing(listing, by=listing.author, reason="A cousin came.")
    answer = bob.post(f"/entraide/{listing.pk}/aider/", {"message": WORDS, "client_key": str(uuid4())})
    assert answer.status_code == 409 and SHOWN in answer.content.decode()
    assert not Response.objects.exists()


def test_the_session_ended_while_somebody_wrote(listing: Listing, settled: Any, signed_in: Any) -> None:
    bob = signed_in(settled("bob"))
    bob.logout()
    back = f"/entraide/{listing.pk}/aider/"
    long = f"{WORDS} {'I know the stairs of that house. ' * 4}"
    answer = bob.post(back, {"message": long}, headers={"Referer": f"http://testserver{back}"})
    page = answer.content.decode()
    assert answer.status_code == 403 and SHOWN in page
    assert f"/compte/login/?next=%2Fentraide%2F{listing.pk}%2Faider%2F" in page
    assert bob.post(f"/entraide/{listing.pk}/decision/", {"do": "pause"}).status_code == 302, (
        "nothing to keep"
    )


@pytest.mark.parametrize("do", ["complete", "cancel", "pause"])
def test_deciding_twice_from_a_page_that_is_old(listing: Listing, signed_in: Any, do: str) -> None:
    simone = signed_in(listing.author)
    sent = {"do": do, "reason": "It was settled in another way"}
    first, second = (simone.post(f"/entraide/{listing.pk}/decision/", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert sent["reason"] in second.content.decode() or do == "pause"
    assert Transition.objects.filter(name=do).count() == 1


def test_accepting_in_two_tabs(listing: Listing, help_with: Any, settled: Any, signed_in: Any) -> None:
    response = help_with(listing, settled("bob"))
    simone = signed_in(listing.author)
    answers = [simone.post(f"/entraide/propositions/{response.pk}/decision/", {"do": "accept"}) for _ in "12"]
    assert answers[0].status_code == 302 and answers[1].status_code in (302, 409)
    assert Transition.objects.filter(name="accept").count() == 1


def test_thanking_twice_keeps_the_last_words(
    listing: Listing, help_with: Any, settled: Any, signed_in: Any
) -> None:
    response = help_with(listing, settled("bob"), accepted=True)
    complete_listing(listing, by=listing.author)
    simone = signed_in(listing.author)
    for words in ("Thank you.", "Thank you so much."):
        simone.post(f"/entraide/propositions/{response.pk}/merci/", {"text": words})
    assert Thanks.objects.get().text == "Thank you so much."


def test_the_button_of_a_page_from_before_it_expired(listing: Listing, signed_in: Any) -> None:
    """Renewing what was renewed in the other tab meanwhile: told so, and nothing is counted twice."""
    Listing.objects.update(state=ListingState.EXPIRED, closed_at=timezone.now() - timedelta(days=1))
    simone = signed_in(listing.author)
    first, second = (simone.post(f"/entraide/{listing.pk}/decision/", {"do": "renew"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert Listing.objects.get().renewals == 1


def test_a_proposal_to_what_was_taken_away_is_nowhere(listing: Listing, settled: Any, signed_in: Any) -> None:
    """Absent and forbidden answer alike, whatever is sent; nothing is written down."""
    cancel_listing(listing, by=listing.author)
    bob = signed_in(settled("bob"))
    entries = Entry.objects.count()
    gone = bob.post(f"/entraide/{listing.pk}/aider/", {"message": WORDS, "client_key": str(uuid4())})
    never = bob.post("/entraide/987654/aider/", {"message": WORDS, "client_key": str(uuid4())})
    assert gone.status_code == never.status_code == 404
    assert SHOWN in gone.content.decode() and SHOWN in never.content.decode()
    assert Entry.objects.count() == entries
