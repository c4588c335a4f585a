"""People who move, in and out, and other addresses they have."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from commons.people import actions as people
from commons.people.models import Block, Follow, Person
from federation.identities import actor_at
from federation.models import Delivery, RemoteActor

from .test_tell_others import golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(evil, nina):
    """Nina's new address, on another server, which says so."""
    return evil.somebody("nora", alsoKnownAs=[nina.address])


@pytest.fixture
def person_of():
    return lambda somebody: actor_at(somebody.address).person


@pytest.fixture
def fan(alice, nina, person_of):
    """Alice follows Nina."""
    follow = people.follow(alice, person_of(nina))
    people.accept_follow(follow, by=None)
    return alice


def moves(somebody, to, **more):
    said = somebody.says("Move", somebody.address, target=to)
    return somebody.sends({**said, **more})


def document_of(client, person):
    path = "/ap/person/" + str(person.uid)
    return json.loads(client.get(path, headers={"accept": "application/activity+json"}).content)


def test_followers_here_go_with_somebody_who_moves(fan, nina, nora, elsewhere, evil, outcome, worker):
    worker.run()
    assert moves(nina, nora.address) == (202, "")
    assert outcome() == "moved"
    worker.run()
    assert [said["object"] for said in evil.received("Follow")] == [nora.address]
    assert len(elsewhere.received("Undo")) == 1
    states = dict(Follow.objects.filter(follower=fan).values_list("person__handle", "state"))
    assert states == {"nora": "requested", "nina": "refused"}
    assert Person.objects.get(handle="nina").moved_to == nora.address


def test_what_they_followed_here_is_followed_from_the_new_address(
    space, nina, nora, follower, outcome, person_of
):
    follower(nina, space)
    moves(nina, nora.address)
    assert outcome() == "moved"
    accepted = Follow.objects.accepted().filter(community=space)
    assert [follow.follower for follow in accepted] == [person_of(nora)]


def test_a_block_goes_with_them_too(bob, nina, nora, outcome, person_of):
    people.block(bob, person_of(nina))
    moves(nina, nora.address)
    assert outcome() == "moved"
    assert Block.objects.filter(blocker=bob, blocked=person_of(nora)).exists()


def test_a_follower_who_may_not_follow_holds_up_nobody(fan, bob, charlie, nina, nora, outcome, person_of):
    """One is suspended, one has blocked the new address."""
    for somebody in (bob, charlie):
        people.accept_follow(people.follow(somebody, person_of(nina)), by=None)
    Person.objects.filter(pk=bob.pk).update(state="suspended")
    people.block(charlie, person_of(nora))
    moves(nina, nora.address)
    assert outcome() == "moved"
    assert [follow.follower for follow in Follow.objects.filter(person=person_of(nora))] == [fan]


def test_nobody_sends_followers_to_whom_does_not_claim_them(fan, nina, evil, outcome):
    stranger = evil.somebody("stranger", alsoKnownAs=["https://autre.example/u/nina"])
    moves(nina, stranger.address)
    assert "no-claim-back" in outcome()
    assert Follow.objects.get(follower=fan).person.handle == "nina"


def test_nobody_moves_somebody_else(fan, nina, nora, outcome):
    said = nora.says("Move", nina.address, target=nora.address)
    assert nora.sends(said) == (202, "")
    assert "not-theirs" in outcome()
    assert Follow.objects.get(follower=fan).person.handle == "nina"


@pytest.mark.parametrize(
    "target", [None, "", "x", 3, {"type": "Person"}, "http://127.0.0.1:1/u/x", ["https://a.example/"]]
)
def test_a_move_to_nowhere_changes_nothing(target, fan, nina, outcome):
    moves(nina, target)
    outcome()
    assert Follow.objects.get(follower=fan).state == "accepted"


def test_a_second_move_within_a_month_is_not_followed(fan, nina, nora, evil, outcome):
    moves(nina, nora.address)
    outcome()
    again = evil.somebody("nadia", alsoKnownAs=[nina.address])
    moves(nina, again.address)
    assert outcome() == "too-soon"
    RemoteActor.objects.update(moved_at=timezone.now() - timedelta(days=31))
    moves(nina, again.address)
    assert outcome() == "moved"


def test_followers_come_with_somebody_who_moves_here(alice, bob, nina, person_of, outcome):
    people.name_other_addresses(alice, by=alice, addresses=[nina.address])
    people.accept_follow(people.follow(bob, person_of(nina)), by=None)
    moves(nina, alice.address)
    assert outcome() == "moved"
    assert Follow.objects.accepted().filter(follower=bob, person=alice).exists()


def test_an_address_one_had_is_stated_once_it_was_found(alice, nina, signed_in, visitor):
    browser = signed_in(alice)
    wrong = browser.post("/moi/adresses/", {"addresses": "@nobody@127.1"})
    assert wrong.status_code == 422
    assert browser.post("/moi/adresses/", {"addresses": nina.address}).status_code == 302
    assert document_of(visitor, alice)["alsoKnownAs"] == [nina.address]
    assert nina.address in browser.get("/moi/adresses/").content.decode()


def test_moving_away_tells_the_followers_once_and_the_page_says_so(
    alice, nina, elsewhere, follower, signed_in, visitor, worker
):
    follower(nina, alice)
    new = elsewhere.somebody("alice2", alsoKnownAs=[alice.address])
    worker.run()
    assert signed_in(alice).post("/moi/adresses/partir/", {"address": new.address}).status_code == 302
    worker.run()
    told = elsewhere.received("Move")
    golden("move", told[0])
    assert [(said["actor"], said["object"], said["target"]) for said in told] == [
        (alice.address, alice.address, new.address)
    ]
    assert new.address in visitor.get(alice.get_absolute_url()).content.decode()
    assert document_of(visitor, alice)["movedTo"] == new.address
    signed_in(alice).post("/moi/adresses/partir/", {"stay": "1"})
    worker.run()
    assert "movedTo" not in document_of(visitor, alice)
    assert "movedTo" not in elsewhere.received("Update")[-1]["object"]


def test_nobody_moves_to_an_account_that_does_not_name_theirs(alice, nina, signed_in):
    answer = signed_in(alice).post("/moi/adresses/partir/", {"address": nina.address})
    assert answer.status_code == 422
    assert "does not name this one yet" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.moved_to == ""
    assert not Delivery.objects.exists()


def test_a_get_moves_nobody(alice, signed_in):
    assert signed_in(alice).get("/moi/adresses/partir/?address=@a@b.example&stay=1").status_code == 302


def test_others_are_asked_not_to_suggest_or_search_unless_one_wishes(alice, signed_in, visitor):
    said = document_of(visitor, alice)
    assert (said["discoverable"], said["indexable"]) == (False, False)
    wishes = {"name": "Alice", "is_discoverable": "on", "is_indexable": "on"}
    assert signed_in(alice).post("/moi/reglages/", wishes).status_code == 302
    said = document_of(visitor, alice)
    assert (said["discoverable"], said["indexable"]) == (True, True)
