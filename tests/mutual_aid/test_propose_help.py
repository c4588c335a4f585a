"""Proposing help opens a private thread: for the two, and for nobody else."""

from typing import Any

import pytest

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.models import Topic
from commons.conversations.permissions import may_read_topic
from commons.moderation.actions import flag
from commons.moderation.models import Flag
from commons.people.actions import block
from mutual_aid.actions import cancel_listing, decline_response, propose_help
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.states import ListingState, ResponseState


def test_from_the_board_to_thank_you(settled: Any, ask: Any, signed_in: Any, worker: Any) -> None:
    simone, bob, lea = settled("simone"), settled("bob"), settled("lea")
    listing = ask(simone, meeting_place="At the fountain, six o'clock")
    address = listing.get_absolute_url()
    asker, helper = signed_in(simone), signed_in(bob)
    assert "Propose my help" in helper.get(address).content.decode()
    sent = {"message": "I finish at noon.", "client_key": "0198f7aa-0000-7000-8000-000000000001"}
    helper.post(f"{address}aider/", sent)
    helper.post(f"{address}aider/", sent)
    near = {"message": "I am near.", "client_key": "0198f7aa-0000-7000-8000-000000000002"}
    signed_in(lea).post(f"{address}aider/", near)
    worker.run()
    assert {notice.href for notice in simone.notices.all()} == {
        r.get_absolute_url() for r in Response.objects.all()
    }

    page = asker.get(address).content.decode()
    assert "I finish at noon." in page and "I am near." in page and "2 proposals" in page
    mine, other = Response.objects.get(helper=bob), Response.objects.get(helper=lea)
    assert "fountain" not in helper.get(address).content.decode()
    asker.post(f"/entraide/propositions/{mine.pk}/decision/", {"do": "accept"})
    asker.post(f"/entraide/propositions/{other.pk}/decision/", {"do": "decline"})
    shown = helper.get(address).content.decode()
    assert "At the fountain, six o&#x27;clock" in shown
    assert "Before you meet" in shown and '<details class="aid-safety" open>' in shown
    polite = signed_in(lea).get(address).content.decode()
    assert (
        "Thank you for having proposed" in polite
        and "fountain" not in polite
        and "I finish at noon" not in polite
    )

    helper.post(f"/entraide/propositions/{mine.pk}/decision/", {"do": "done"})
    asker.post(f"/entraide/propositions/{mine.pk}/decision/", {"do": "confirm"})
    asker.post(f"/entraide/propositions/{mine.pk}/merci/", {"text": "You were very kind."})
    asker.post(f"{address}decision/", {"do": "complete"})
    mine.refresh_from_db()
    assert mine.done_by_author_at and mine.done_by_helper_at and mine.state == ResponseState.DONE
    assert Listing.objects.get().state == ListingState.DONE
    assert "You were very kind." in helper.get(address).content.decode()
    assert "You were very kind." not in signed_in(lea).get(address).content.decode(), (
        "thanks are private by default"
    )
    assert "Carry my shopping" in helper.get("/entraide/moi/").content.decode()
    worker.run()
    assert bob.notices.count() >= 3


def test_nobody_else_opens_the_thread(
    settled: Any, ask: Any, help_with: Any, mona: Any, ada: Any, rosa: Any, signed_in: Any, visitor: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    response = help_with(ask(simone), bob)
    thread = response.thread
    assert thread is not None and thread.is_private
    for person in (None, settled("charlie"), mona, ada, rosa):
        assert not may_read_topic(person, thread)
        assert not Topic.objects.readable_by(person).filter(pk=thread.pk).exists()
    absent = thread.pk + 1000
    for browser in (visitor, signed_in(mona), signed_in(settled("dora"))):
        there = browser.get(f"/discussions/{thread.pk}/")
        nowhere = browser.get(f"/discussions/{absent}/")
        assert there.status_code == nowhere.status_code == 404
        assert there.content.replace(b"/%d/" % thread.pk, b"#") == nowhere.content.replace(
            b"/%d/" % absent, b"#"
        )
    for person in (simone, bob):
        assert may_read_topic(person, thread)
    flag(thread, by=bob, reason=Flag.Reason.HURTFUL)
    assert may_read_topic(mona, Topic.objects.get(pk=thread.pk)), "one of the two has shown it"


def test_the_words_are_sealed_where_they_are_kept(settled: Any, ask: Any, help_with: Any) -> None:
    response = Response.objects.get(pk=help_with(ask(settled("simone")), settled("bob")).pk)
    assert "Saturday" in response.message and "Saturday" not in response.sealed_message
    assert all("Saturday" not in post.source for post in response.thread.posts.all())


def test_what_is_closed_takes_no_more(settled: Any, ask: Any, mona: Any) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone)
    with pytest.raises(MayNot):
        propose_help(listing, by=simone, message="Myself.")
    for state in set(ListingState) - {ListingState.OPEN, ListingState.COVERED}:
        Listing.objects.update(state=state)
        with pytest.raises((MayNot, WrongMoment, NotHere)):
            propose_help(listing, by=bob, message="I can come.")
    assert not Response.objects.exists()


def test_covered_means_a_waiting_list(settled: Any, ask: Any, help_with: Any, worker: Any) -> None:
    listing = ask(settled("simone"))
    first = help_with(listing, settled("bob"), accepted=True)
    worker.run()
    waiting = help_with(listing, settled("lea"))
    from mutual_aid.actions import release_response

    release_response(first, by=listing.author)
    worker.run()
    assert waiting.state == ResponseState.PROPOSED
    assert [n.kind for n in waiting.helper.notices.all()] == ["mutual_aid.listing_uncovered"]


def test_once_declined_is_declined(settled: Any, ask: Any, help_with: Any) -> None:
    listing, bob = ask(settled("simone")), settled("bob")
    decline_response(help_with(listing, bob), by=listing.author)
    with pytest.raises(MayNot):
        propose_help(listing, by=bob, message="Please.")


def test_a_block_ends_what_was_between_silently(
    settled: Any, ask: Any, help_with: Any, worker: Any, signed_in: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone, meeting_place="At the fountain")
    response = help_with(listing, bob, accepted=True)
    worker.run()
    told = bob.notices.count()
    block(simone, bob)
    worker.run()
    response.refresh_from_db()
    assert response.state == ResponseState.RELEASED and bob.notices.count() == told
    assert Listing.objects.get().state == ListingState.OPEN
    assert signed_in(bob).get(listing.get_absolute_url()).status_code == 404
    assert not may_read_topic(simone, response.thread)
    with pytest.raises(NotHere):
        propose_help(listing, by=bob, message="Why?")


def test_taking_it_off_tells_those_who_were_coming(
    settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    listing = ask(settled("simone"), helpers_needed=2)
    coming, waiting = help_with(listing, settled("bob"), accepted=True), help_with(listing, settled("lea"))
    cancel_listing(listing, by=listing.author)
    worker.run()
    coming.refresh_from_db()
    waiting.refresh_from_db()
    assert (coming.state, waiting.state) == (ResponseState.RELEASED, ResponseState.LAPSED)
    assert "mutual_aid.help_released" in [n.kind for n in coming.helper.notices.all()]
    assert Transition.objects.filter(name="cancel").count() == 1


def test_somebody_who_leaves_lets_go_first(settled: Any, ask: Any, help_with: Any) -> None:
    from mutual_aid.actions import take_leave

    simone, bob = settled("simone"), settled("bob")
    response, own = help_with(ask(simone), bob, accepted=True), ask(bob, title="Mine")
    take_leave(bob)
    response.refresh_from_db()
    own.refresh_from_db()
    assert (response.state, own.state) == (ResponseState.RELEASED, ListingState.CANCELLED)
    assert Listing.objects.get(author=simone).state == ListingState.OPEN
