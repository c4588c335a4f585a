"""Help that is shared with neighbouring towns: which towns that are, and how it ends there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from federation.decisions import decide_of_server
from mutual_aid import actions as aid
from mutual_aid.actions.elsewhere import expire_copies_due
from mutual_aid.models import Listing

from .test_hear_neighbours import wanted

pytestmark = pytest.mark.django_db


def test_a_shared_listing_goes_to_the_towns_that_were_chosen_only(
    alice, ada, roquette, nina, mallory, elsewhere, evil, follower, worker
):
    board = aid.post_listing(
        by=alice, kind="request", title="Avant", body="", category="outils", neighbourhood=roquette
    ).board
    for somebody in (nina, mallory):
        follower(somebody, board)
    decide_of_server(elsewhere.host, by=ada, standing="allowed", reason="voisine")
    listing = aid.post_listing(
        by=alice,
        kind="request",
        title="Une échelle",
        body="",
        category="outils",
        neighbourhood=roquette,
        share=True,
    )
    worker.run()
    assert len(elsewhere.received("Announce")) == 2  # itself, and its plain address
    assert not evil.received("Announce")
    decide_of_server(evil.host, by=ada, standing="allowed", reason="voisine aussi")
    aid.revise_listing(listing, by=alice, title="Une grande échelle")
    worker.run()
    assert len(evil.received("Announce")) == 1
    decide_of_server(evil.host, by=ada, standing="unknown", reason="plus maintenant")
    aid.revise_listing(listing, by=alice, share=False)
    worker.run()
    for server in (elsewhere, evil):
        assert server.received("Announce")[-1]["object"]["type"] == "Delete"  # taken back from all who had it


@pytest.mark.parametrize("dated", [True, False])
def test_what_ends_on_its_own_day_ends_silently(
    alice, ada, roquette, nina, elsewhere, follower, worker, dated
):
    today = timezone.localdate()
    listing = aid.post_listing(
        by=alice, kind="request", title="Une échelle", body="", category="outils", neighbourhood=roquette, share=True,
        needs_by=today + timedelta(days=1) if dated else None,
    )  # fmt: skip
    follower(nina, listing.board)
    decide_of_server(elsewhere.host, by=ada, standing="allowed", reason="voisine")
    worker.run()
    past = timezone.now() - timedelta(minutes=1)
    Listing.objects.update(expires_at=past)
    elsewhere.letters.clear()
    assert aid.expire_due() == 1
    worker.run()
    told = elsewhere.received("Announce")
    assert told == [] if dated else [one["object"]["object"]["civ:status"] for one in told] == ["expired"]


@pytest.mark.parametrize(
    ("state", "days", "after"),
    [("open", 3, "open"), ("open", 4, "expired"), ("reserved", 10, "covered"), ("reserved", 11, "expired")],
)
def test_a_copy_counts_its_days_itself(nina, elsewhere, followed, bob, outcome, state, days, after):
    """Its home may not be there to say it."""
    board = elsewhere.group("entraide", "board")
    followed(board)
    end = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT12:00:00Z")
    board.sends(
        board.says("Announce", nina.says("Create", wanted(nina, endTime=end, **{"civ:status": state})))
    )
    assert outcome() == "mirrored"
    copy = Listing.objects.get()
    response = aid.propose_help(copy, by=bob, message="J'ai un vélo")
    Listing.objects.update(needs_by=timezone.localdate() - timedelta(days=days))
    assert expire_copies_due() == (after == "expired")
    assert expire_copies_due() == 0
    copy.refresh_from_db()
    response.refresh_from_db()
    assert copy.state == after
    assert (response.state == "proposed") == (after != "expired")
