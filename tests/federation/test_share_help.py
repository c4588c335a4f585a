"""Help that is shared with neighbouring towns: which towns that are, and how it ends there."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from commons.conversations.actions import delete_post, lock_topic, reopen_topic, talk_about, write_post
from commons.conversations.models import Post
from commons.journal.models import Entry
from federation.decisions import decide_of_server
from federation.keys import load_private_key
from mutual_aid import actions as aid
from mutual_aid.actions.elsewhere import expire_copies_due
from mutual_aid.models import Listing

from .conftest import SIGNS
from .test_hear_neighbours import wanted
from .test_tell_others import documents

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


# --- Who may read it ------------------------------------------------------------------------------------------------


@pytest.fixture
def asks(client):
    """asks(nina, address) fetches it as the server of nina would; asks(None, address) as anybody does."""

    def fetch(somebody, address, *, dialect="cavage"):
        headers = {"accept": "application/activity+json"}
        if somebody:
            key = load_private_key(somebody.keys.rsa_private_pem)
            key_id, now = f"{somebody.address}#main-key", datetime.now(UTC)
            headers |= SIGNS[dialect]("GET", address, b"", key_id=key_id, private_key=key, now=now)
        answer = client.get(address.removeprefix(settings.CALADE_ORIGIN), headers=headers)
        return json.loads(answer.content) if answer.status_code == 200 else answer.status_code

    return fetch


@pytest.fixture
def shared(alice, ada, roquette, nina, mallory, elsewhere, follower, worker):
    """nina's server is a neighbouring town, mallory's is not; both follow the board, and alice."""
    decide_of_server(elsewhere.host, by=ada, standing="allowed", reason="voisine")
    words = {
        "kind": "request",
        "title": "Une échelle",
        "body": "Chez moi, **rue Porte**",
        "category": "outils",
    }
    listing = aid.post_listing(by=alice, neighbourhood=roquette, share=True, **words)
    for somebody in (nina, mallory):
        follower(somebody, listing.board)
        follower(somebody, alice)
    worker.run()
    return listing


@pytest.mark.parametrize("dialect", ["cavage", "rfc9421"])
def test_only_neighbouring_towns_fetch_a_listing(shared, alice, nina, mallory, asks, visitor, dialect):
    """A visitor of its page does not read its text either."""
    entry = Entry.objects.about_thing(shared).get(verb="mutual_aid.listing_posted").address
    board = f"{shared.board.address}/outbox"
    for address in (shared.address, f"{shared.address}/replies", entry, f"{entry}/announce"):
        assert asks(None, address) == asks(mallory, address, dialect=dialect) == 404
        assert asks(nina, address, dialect=dialect)["id"] == address
    assert "Porte" in asks(nina, shared.address, dialect=dialect)["content"]
    assert asks(None, board)["totalItems"] == asks(mallory, board, dialect=dialect)["totalItems"] == 0
    assert asks(nina, board, dialect=dialect)["totalItems"] == 1
    (announce,) = asks(nina, f"{board}?page=1", dialect=dialect)["orderedItems"]
    assert announce["object"]["object"]["id"] == shared.address
    assert "Porte" not in visitor.get(shared.get_absolute_url()).text


def test_a_signature_that_does_not_hold_opens_nothing(shared, nina, mallory, client):
    """Neither under the name of somebody else, nor made for another address."""
    path = shared.address.removeprefix(settings.CALADE_ORIGIN)
    for signer, key_of, address in (
        (mallory, nina, shared.address),
        (nina, mallory, shared.address),
        (nina, nina, shared.board.address),
    ):
        headers = SIGNS["cavage"](
            "GET",
            address,
            b"",
            key_id=f"{key_of.address}#main-key",
            private_key=load_private_key(signer.keys.rsa_private_pem),
            now=datetime.now(UTC),
        )
        asked = {"accept": "application/activity+json", **headers}
        assert client.get(path, headers=asked).status_code == 404
    assert client.get(path, headers={"accept": asked["accept"], "signature": "nonsense"}).status_code == 404


def test_the_talk_about_a_listing_goes_no_further_than_the_listing(
    shared, alice, nina, mallory, elsewhere, evil, bob, mona, asks, worker, outcome, follower
):
    """Neither to the other followers of the board, nor to those of its author; nor is it read by them."""
    for somebody in (nina, mallory):
        follower(somebody, bob)
    worker.run()
    for server in (elsewhere, evil):
        server.letters.clear()
    topic = talk_about(shared, title=shared.title, community=shared.board)
    post = write_post(topic, by=bob, text="J'ai la **mienne**")
    nina.sends(nina.proves(nina.says("Create", nina.note(inReplyTo=post.address))))
    assert outcome() == "answered"
    said = [one["object"]["object"]["id"] for one in documents(elsewhere) if one["type"] == "Announce"]
    assert said == [post.address, Post.objects.last().uri]
    assert evil.letters == []
    talk = (post.address, topic.address, f"{post.address}/replies", f"{topic.address}/posts?page=1")
    for address in talk:
        assert asks(None, address) == asks(mallory, address) == 404
        assert asks(nina, address)["id"] == address
    outbox = f"{bob.address}/outbox"
    assert (asks(None, outbox)["totalItems"], asks(nina, outbox)["totalItems"]) == (0, 1)
    for decide in (lock_topic, reopen_topic):
        decide(topic, by=mona)
    worker.run()
    closed = [one["object"]["type"] for one in documents(elsewhere) if one["type"] == "Announce"][-2:]
    assert (closed, evil.letters) == (["Lock", "Undo"], [])
    delete_post(post, by=bob)
    worker.run()
    (gone,) = documents(evil)  # perhaps a neighbour once
    assert (gone["object"]["type"], gone["object"]["object"]["type"]) == ("Delete", "Tombstone")
