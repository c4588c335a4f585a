"""Choosing a helper: three places are three places, however many press at once."""

import threading
from typing import Any

import pytest
from django.db import connections

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.journal.models import Entry
from mutual_aid.actions import accept_response, propose_help, release_response, report_no_show
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_for_three_places(settled: Any, ask: Any) -> None:
    simone = settled("simone")
    listing = ask(simone, helpers_needed=3)
    responses = [propose_help(listing, by=settled(f"helper{n}"), message="I can come.") for n in range(50)]
    start, outcomes = threading.Barrier(50), []

    def accept(response: Response) -> None:
        try:
            start.wait(timeout=60)
            accept_response(response, by=simone)
            outcomes.append("accepted")
        except WrongMoment:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(response,)) for response in responses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    listing.refresh_from_db()
    assert (outcomes.count("accepted"), outcomes.count("refused")) == (3, 47)
    assert listing.responses.accepted().count() == 3
    assert listing.state == ListingState.COVERED
    assert Transition.objects.filter(name="cover").count() == 1
    assert Entry.objects.filter(verb=Verb.HELP_ACCEPTED).count() == 3


def test_covered_and_uncovered_by_counting(settled: Any, ask: Any, help_with: Any) -> None:
    listing = ask(settled("simone"), helpers_needed=2)
    first = help_with(listing, settled("bob"), accepted=True)
    assert Listing.objects.get().state == ListingState.OPEN
    help_with(listing, settled("lea"), accepted=True)
    assert Listing.objects.get().state == ListingState.COVERED
    waiting = help_with(listing, settled("yanis"))
    with pytest.raises(WrongMoment):
        accept_response(waiting, by=listing.author)
    release_response(first, by=first.helper)
    assert Listing.objects.get().state == ListingState.OPEN
    assert accept_response(waiting, by=listing.author).state == ResponseState.ACCEPTED


def test_only_the_author_or_the_mediator_chooses(settled: Any, ask: Any, help_with: Any, mona: Any) -> None:
    listing = ask(settled("simone"))
    response = help_with(listing, settled("bob"))
    for stranger in (response.helper, settled("charlie"), mona):
        with pytest.raises(MayNot):
            accept_response(response, by=stranger)


def test_children_are_entrusted_to_somebody_trusted(settled: Any, ask: Any, help_with: Any) -> None:
    listing = ask(settled("simone"), category="garde", helpers_needed=2)
    with pytest.raises(MayNot):
        help_with(listing, settled("bob"), accepted=True)
    assert help_with(listing, settled("odile", "trusted"), accepted=True).state == ResponseState.ACCEPTED


def test_a_proposal_is_made_once(settled: Any, ask: Any) -> None:
    listing, bob = ask(settled("simone")), settled("bob")
    first = propose_help(listing, by=bob, message="I can come.")
    assert propose_help(listing, by=bob, message="I can come, I said.") == first
    with pytest.raises(Refused):
        propose_help(listing, by=settled("lea"), message="  ")


def test_the_third_missed_appointment_asks_a_moderator_to_look(
    settled: Any, ask: Any, help_with: Any
) -> None:
    from commons.moderation.models import Flag

    bob = settled("bob")
    for name in ("simone", "carmen", "nadia"):
        assert not Flag.objects.exists()
        report_no_show(
            help_with(ask(settled(name)), bob, accepted=True), by=Response.objects.latest("pk").listing.author
        )
    assert Flag.objects.get().author == bob and Flag.objects.get().by is None
