"""Listings from a neighbouring town, and help from one: the message travels, nothing private does."""

from typing import Any

import pytest

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.models import Topic
from commons.journal.models import Entry
from mutual_aid.actions import (
    accept_response,
    cancel_listing,
    hide_listing,
    mirror_listing,
    propose_help,
    remove_mirrored_listing,
    response_accepted_elsewhere,
    response_declined_elsewhere,
    withdraw_response,
)
from mutual_aid.models import Listing, Response
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb


def refreshed(listing: Listing, **changes: Any) -> Listing:
    kept = {
        name: getattr(listing, name) for name in ("uri", "home", "url", "author", "kind", "title", "html")
    }
    more = {
        name: getattr(listing, name)
        for name in ("category", "place_name", "needs_by", "state", "helpers_needed")
    }
    return mirror_listing(listing.board, **{**kept, **more, **changes})


def test_it_stands_on_the_board_with_its_town(
    from_tarascon: Listing, settled: Any, signed_in: Any, visitor: Any
) -> None:
    page = visitor.get("/entraide/").content.decode()
    assert "A lift to the station" in page and "nord.example" in page
    shown = signed_in(settled("bob")).get(from_tarascon.get_absolute_url()).content.decode()
    assert "at eight." in shown and "alert(1)" not in shown and "Rosa" in shown
    assert "Pause" not in shown and "For moderators" not in shown


def test_answering_it_opens_no_thread_and_is_said_once(
    from_tarascon: Listing, settled: Any, signed_in: Any
) -> None:
    bob = settled("bob")
    address = f"{from_tarascon.get_absolute_url()}aider/"
    assert "Your message travels there" in signed_in(bob).get(address).content.decode()
    sent = {"message": "I drive there.", "client_key": "0198f7aa-0000-7000-8000-000000000003"}
    for _twice in range(2):
        signed_in(bob).post(address, sent)
    response = Response.objects.get()
    assert (response.message, response.thread, Topic.objects.count()) == ("I drive there.", None, 0)
    proposed = Entry.objects.get(verb=Verb.HELP_PROPOSED)
    assert proposed.about == response and not proposed.is_public and "I drive" not in str(proposed.detail)


def test_its_home_says_yes_twice_or_no(from_tarascon: Listing, settled: Any, worker: Any, rosa: Any) -> None:
    bob, lea = settled("bob"), settled("lea")
    yes = propose_help(from_tarascon, by=bob, message="I drive there.")
    no = propose_help(from_tarascon, by=lea, message="I walk there.")
    with pytest.raises(MayNot):
        accept_response(yes, by=bob)
    for _twice in range(2):
        yes = response_accepted_elsewhere(yes, agreement_address="https://nord.example/ap/agreement/1")
        no = response_declined_elsewhere(no, reason="covered")
    assert (yes.state, no.state) == (ResponseState.ACCEPTED, ResponseState.DECLINED)
    assert Response.objects.get(pk=yes.pk).agreement_address == "https://nord.example/ap/agreement/1"
    answers = Entry.objects.filter(verb=Verb.ANSWER_FROM_ELSEWHERE)
    assert answers.count() == 2 and {entry.by for entry in answers} == {rosa}
    worker.run()
    assert bob.notices.count() == lea.notices.count() == 1


def test_its_home_lets_a_chosen_helper_go(from_tarascon: Listing, settled: Any) -> None:
    response = propose_help(from_tarascon, by=settled("bob"), message="I drive there.")
    response_accepted_elsewhere(response, agreement_address="https://nord.example/ap/agreement/1")
    for _twice in range(2):
        response = response_declined_elsewhere(response, reason="")
    assert response.state == ResponseState.RELEASED


def test_a_copy_is_refreshed_and_does_not_repeat_itself(from_tarascon: Listing, settled: Any) -> None:
    response = propose_help(from_tarascon, by=settled("bob"), message="I drive there.")
    entries = Entry.objects.count()
    assert refreshed(from_tarascon).pk == from_tarascon.pk and Entry.objects.count() == entries
    assert refreshed(from_tarascon, title="A lift to Nîmes").title == "A lift to Nîmes"
    assert refreshed(from_tarascon, state="done").state == ListingState.DONE
    response.refresh_from_db()
    assert response.state == ResponseState.LAPSED
    with pytest.raises((WrongMoment, NotHere)):
        propose_help(from_tarascon, by=settled("lea"), message="And I?")
    assert refreshed(from_tarascon, state="nonsense", kind="nonsense", category="??").category == "autre"


def test_hidden_here_stays_hidden_whatever_its_home_says(
    from_tarascon: Listing, mona: Any, visitor: Any
) -> None:
    hide_listing(from_tarascon, by=mona, reason="Advertising.")
    assert refreshed(from_tarascon, title="Again").state == ListingState.HIDDEN
    assert "Again" not in visitor.get("/entraide/").content.decode()
    with pytest.raises(MayNot):
        cancel_listing(Listing.objects.get(), by=mona)


def test_taken_back_at_home_is_gone_here(from_tarascon: Listing, settled: Any, visitor: Any) -> None:
    response = propose_help(from_tarascon, by=settled("bob"), message="I drive there.")
    for _twice in range(2):
        remove_mirrored_listing(from_tarascon)
    listing = Listing.objects.get()
    assert (listing.state, listing.title, listing.html) == (ListingState.ARCHIVED, "", "")
    response.refresh_from_db()
    assert response.state == ResponseState.LAPSED
    assert visitor.get(listing.get_absolute_url()).status_code == 404


def test_help_from_elsewhere_for_what_is_shared_only(
    settled: Any, ask: Any, rosa: Any, signed_in: Any, worker: Any
) -> None:
    simone = settled("simone")
    with pytest.raises(NotHere):
        propose_help(ask(simone, title="Ours"), by=rosa, message="I can come.")
    with pytest.raises(MayNot):
        propose_help(ask(simone, share=True, category="garde"), by=rosa, message="I can come.")
    listing = ask(simone, share=True, meeting_place="CANARY-PLACE")
    uri = "https://nord.example/ap/response/1"
    for _twice in range(2):
        response = propose_help(listing, by=rosa, message="I can come.", uri=uri, home="nord.example")
    assert Response.objects.get() == response and response.thread is None
    shown = signed_in(simone).get(listing.get_absolute_url()).content.decode()
    assert "I can come." in shown and "nord.example" in shown
    accept_response(response, by=simone)
    worker.run()
    told = Entry.objects.get(verb=Verb.HELP_ACCEPTED)
    assert "CANARY" not in str(told.detail) and not told.is_public


def test_somebody_from_elsewhere_takes_it_back(settled: Any, ask: Any, rosa: Any) -> None:
    listing = ask(settled("simone"), share=True)
    response = propose_help(listing, by=rosa, message="I can come.")
    assert withdraw_response(response, by=rosa).state == ResponseState.WITHDRAWN
