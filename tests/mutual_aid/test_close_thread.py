"""What an answer opens is closed again: the thread, where to meet, and what a block leaves of either."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.conversations.models import Topic
from commons.people.actions import block
from mutual_aid.actions import complete_listing, mark_done, release_response
from mutual_aid.actions.meeting import close_threads_due
from mutual_aid.models import Listing, PlaceGrant
from mutual_aid.states import ResponseState


def state_of(response: Any) -> str:
    return Topic.objects.get(help_response=response).state


def test_who_could_read_where_to_meet_is_written_down(
    settled: Any, ask: Any, help_with: Any, signed_in: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone, meeting_place="At the fountain", helpers_needed=2)
    first = help_with(listing, bob, accepted=True)
    help_with(listing, settled("lea"), accepted=True)
    help_with(listing, settled("yanis"))
    release_response(first, by=bob, reason="I am ill.")
    assert PlaceGrant.objects.filter(revoked_at=None).get().response.helper.handle == "lea"
    answer = signed_in(simone).get(listing.get_absolute_url())
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "Bob could read it" in page and "Lea can read it since" in page and "Yanis c" not in page
    assert "It was called off: I am ill." in page
    assert "could read it" not in signed_in(bob).get(listing.get_absolute_url()).content.decode()
    complete_listing(listing, by=simone)
    assert not PlaceGrant.objects.filter(revoked_at=None).exists()


def test_a_no_closes_the_thread_and_is_kind(
    settled: Any, ask: Any, help_with: Any, signed_in: Any, worker: Any
) -> None:
    simone, bob, lea = settled("simone"), settled("bob"), settled("lea")
    listing = ask(simone)
    one, other = help_with(listing, bob), help_with(listing, lea)
    asker, address = signed_in(simone), f"/entraide/propositions/{one.pk}/refuser/"
    assert "perhaps another time" in asker.get(address).content.decode()
    wrong = asker.post(address, {"sentence": "own", "words": ""})
    assert wrong.status_code == 422 and "Please write your sentence" in wrong.content.decode()
    asker.post(address, {"sentence": "polite:another"})
    asker.post(f"/entraide/propositions/{other.pk}/refuser/", {"sentence": "own", "words": "My son comes."})
    worker.run()
    assert "This time it does not fit" in signed_in(bob).get(listing.get_absolute_url()).content.decode()
    assert "My son comes." in signed_in(lea).get(listing.get_absolute_url()).content.decode()
    assert state_of(one) == state_of(other) == Topic.State.LOCKED
    thread = f"/discussions/{one.thread_id}/"
    assert 'id="composer"' not in signed_in(bob).get(thread).content.decode()
    refused = signed_in(bob).post(f"{thread}ecrire/", {"body": "But I was ready to come."})
    assert refused.status_code == 409 and "But I was ready to come." in refused.content.decode()
    assert asker.get(address).status_code == 302, "said once"


def test_help_that_was_given_leaves_a_week_for_a_forgotten_umbrella(
    settled: Any, ask: Any, help_with: Any
) -> None:
    listing = ask(settled("simone"))
    response = help_with(listing, settled("bob"), accepted=True)
    mark_done(response, by=listing.author)
    complete_listing(listing, by=listing.author)
    assert close_threads_due() == 0 and state_of(response) == Topic.State.OPEN
    Listing.objects.update(closed_at=timezone.now() - timedelta(days=8))
    assert (close_threads_due(), close_threads_due()) == (1, 0)
    assert state_of(response) == Topic.State.LOCKED


def test_a_block_takes_each_out_of_the_others_sight(
    settled: Any, ask: Any, help_with: Any, signed_in: Any, worker: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone, meeting_place="At the fountain")
    response = help_with(listing, bob, accepted=True)
    worker.run()
    told, thread = bob.notices.count(), f"/discussions/{response.thread_id}/"
    block(simone, bob)
    late = signed_in(bob).post(f"{thread}ecrire/", {"body": "I am nearly there."})
    assert late.status_code == 404 and "I am nearly there." in late.content.decode(), "written meanwhile"
    for _before_and_after_the_worker in range(2):
        for one in (simone, bob):
            browser = signed_in(one)
            assert browser.get(thread).status_code == 404
            assert thread not in browser.get("/discussions/echanges/").content.decode()
        assert signed_in(bob).get(listing.get_absolute_url()).status_code == 404
        assert listing.title not in signed_in(bob).get("/entraide/").content.decode()
        assert listing.title not in signed_in(bob).get("/entraide/moi/").content.decode()
        assert "Bob" not in signed_in(simone).get(listing.get_absolute_url()).content.decode()
        worker.run()
    response.refresh_from_db()
    assert response.state == ResponseState.RELEASED and bob.notices.count() == told
    assert state_of(response) == Topic.State.LOCKED


def test_those_who_wait_are_called_once(settled: Any, ask: Any, help_with: Any, worker: Any) -> None:
    listing = ask(settled("simone"))
    lea = settled("lea")
    first = help_with(listing, settled("bob"), accepted=True)
    help_with(listing, lea)
    worker.run()
    release_response(first, by=first.helper)
    worker.run()
    second = help_with(listing, settled("yanis"), accepted=True)
    worker.run()
    release_response(second, by=second.helper)
    worker.run()
    kinds = [notice.kind for notice in lea.notices.all()]
    assert kinds.count("mutual_aid.listing_uncovered") == 1
    complete_listing(listing, by=listing.author, reason="Settled.")
    worker.run()
    assert [notice.kind for notice in lea.notices.all()].count("mutual_aid.help_lapsed") == 1
