"""Groups look after themselves: pins, stewards, closed conversations, posts and people taken out, both ways."""

import json

import pytest
from django.utils import timezone

from commons.communities.actions import ban_person, end_stewardship, name_steward
from commons.communities.charges import bans
from commons.communities.models import Ban, Community, Membership
from commons.conversations.actions import (
    hide_post,
    lock_topic,
    pin_topic,
    reopen_topic,
    start_topic,
    unpin_topic,
    write_post,
)
from commons.conversations.models import Post, Topic
from commons.notices.models import Notice
from commons.people.actions import town_voice
from federation.identities import actor_at
from federation.models import Delivery, Gone
from federation.vocabulary import PUBLIC

from .test_show_things import read
from .test_tell_others import check_proofs, documents, fetched, golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def heard_by_nina(nina, elsewhere, space, topic, follower, worker):
    """nina follows our space; what was sent so far is out of the way."""
    follower(nina, space)
    worker.run()
    elsewhere.letters.clear()
    return elsewhere


@pytest.fixture
def plaza(elsewhere, followed):
    """A space elsewhere that this town follows, with its two collections."""
    at = f"{elsewhere.origin}/u/plaza"
    group = elsewhere.somebody(
        "plaza",
        "Group",
        **{"civ:kind": "space", "featured": f"{at}/featured", "attributedTo": f"{at}/moderators"},
    )
    followed(group)
    return group


@pytest.fixture
def their_topic(plaza, nina, outcome):
    """A conversation of that space, begun by nina."""
    plaza.sends(plaza.says("Announce", nina.says("Create", nina.note("/n/1", type="Page", name="La foire"))))
    assert outcome() == "topic-started"
    return Topic.objects.get(title="La foire")


def announced(plaza, act):
    return plaza.sends(plaza.says("Announce", act))


# --- Outward ----------------------------------------------------------------------------------------------------


def test_closing_and_reopening_are_told(heard_by_nina, topic, mona, worker, visitor):
    first = topic.posts.get().address
    lock_topic(topic, by=mona, outcome="On plante")
    reopen_topic(topic, by=mona)
    worker.run()
    closed, reopened = documents(heard_by_nina)
    assert (closed["object"]["type"], closed["object"]["object"]) == ("Lock", first)
    assert closed["object"]["actor"] == town_voice().address
    assert (reopened["object"]["type"], reopened["object"]["object"]["type"]) == ("Undo", "Lock")
    assert reopened["object"]["object"]["id"] == closed["object"]["id"]
    assert check_proofs(closed) == check_proofs(reopened) == 1
    assert fetched(visitor, closed["object"]["id"])["id"] == closed["object"]["id"]
    golden("announce_lock", closed)
    golden("announce_undo_lock", reopened)


def test_what_is_pinned_is_told_and_stands_in_the_collection(
    heard_by_nina, space, topic, mona, signed_in, worker, visitor
):
    address, first = topic.get_absolute_url(), topic.posts.get().address
    client = signed_in(mona)
    assert "Pin it above the others" in client.get(address).content.decode()
    assert client.post(f"{address}epingler/").status_code == 303
    worker.run()
    head = read(visitor, f"{space.address}/featured")
    assert head["totalItems"] == 1
    assert read(visitor, head["first"])["orderedItems"] == [first]
    unpin_topic(topic, by=mona)
    unpin_topic(topic, by=mona)  # twice is once
    worker.run()
    added, removed = documents(heard_by_nina)
    assert (added["object"]["type"], removed["object"]["type"]) == ("Add", "Remove")
    assert added["object"]["target"] == f"{space.address}/featured"
    assert read(visitor, f"{space.address}/featured")["totalItems"] == 0
    golden("announce_add_featured", added)


def test_who_may_pin(topic, alice, bob, space, signed_in):
    address = topic.get_absolute_url()
    assert signed_in(alice).post(f"{address}epingler/").status_code == 403
    name_steward(space, by=None, person=bob)
    assert signed_in(bob).post(f"{address}epingler/").status_code == 303
    topic.refresh_from_db()
    assert topic.pinned


def test_stewards_are_told_and_stand_in_the_collection(heard_by_nina, space, alice, worker, visitor):
    name_steward(space, by=None, person=alice)
    worker.run()
    first = read(visitor, f"{space.address}/moderators?page=1")
    assert first["orderedItems"] == [alice.address]
    end_stewardship(space, by=None, person=alice)
    worker.run()
    added, removed = documents(heard_by_nina)
    assert (added["object"]["type"], added["object"]["object"]) == ("Add", alice.address)
    assert removed["object"]["type"] == "Remove"
    golden("announce_add_moderator", added)


def test_a_steward_removes_somebody_from_elsewhere_and_lets_them_back(
    heard_by_nina, nina, space, topic, bob, signed_in, worker, outcome
):
    name_steward(space, by=None, person=bob)
    answer = {"inReplyTo": topic.posts.get().address}
    nina.sends(nina.says("Create", nina.note("/n/1", **answer)))
    assert outcome() == "answered"
    heard_by_nina.letters.clear()
    post = Post.objects.get(uri=f"{heard_by_nina.origin}/n/1")
    page = f"/communautes/place/exclure/{post.author.acct}/"
    client = signed_in(bob)
    assert page in client.get(f"/discussions/messages/{post.pk}/").content.decode().replace("%40", "@")
    assert page in client.get(post.author.get_absolute_url()).content.decode().replace("%40", "@")
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "injures", "until": "2031-05-01"}).status_code == 302
    nina.sends(nina.says("Create", nina.note("/n/2", **answer)))
    assert outcome() == "banned"
    nina.sends(nina.says("Update", nina.note("/n/1", **answer, content="<p>Pire</p>")))
    assert outcome() == "banned"
    nina.sends(nina.says("Create", nina.note("/n/3", audience=space.address)))
    assert outcome() == "banned"
    nina.sends(nina.says("Like", topic.posts.first().address))
    assert outcome() == "closed"
    nina.sends(nina.says("Delete", f"{heard_by_nina.origin}/n/1"))
    assert outcome() == "deleted"  # one's own words can always be taken back
    client.post(page, {"readmit": "1"})
    worker.run()
    said = [one for one in documents(heard_by_nina) if one["object"]["type"] in {"Block", "Undo"}]
    block, undo = said
    assert (block["object"]["object"], block["object"]["target"]) == (nina.address, space.address)
    assert (block["object"]["summary"], block["object"]["endTime"]) == ("injures", "2031-04-30T22:00:00Z")
    assert undo["object"]["object"]["id"] == block["object"]["id"]
    golden("announce_block", block)
    golden("announce_undo_block", undo)
    nina.sends(nina.says("Create", nina.note("/n/4", **answer)))
    assert outcome() == "answered"


def test_the_home_of_the_banned_is_told_even_when_nobody_there_follows(
    evil, mallory, topic, space, mona, outcome, worker
):
    mallory.sends(mallory.says("Create", mallory.note(inReplyTo=topic.posts.get().address)))
    outcome()
    person = Post.objects.exclude(author__home="").get().author
    ban_person(space, by=mona, person=person, reason="publicité")
    worker.run()
    (said,) = evil.received("Announce")
    assert (said["object"]["type"], said["object"]["object"]) == ("Block", mallory.address)


def test_somebody_of_here_is_removed_and_told(topic, space, mona, alice, bob, signed_in, worker):
    name_steward(space, by=None, person=bob)
    assert signed_in(alice).get("/communautes/place/exclure/bob/").status_code == 403
    assert signed_in(mona).get("/communautes/place/exclure/bob/").status_code == 403  # who keeps order too
    assert signed_in(mona).post("/communautes/place/exclure/alice/", {"reason": "calme"}).status_code == 302
    worker.run()
    page = signed_in(alice).get(topic.get_absolute_url()).content.decode()
    assert "You were removed from La place" in page and "calme" in page and 'id="id_body"' not in page
    assert Notice.objects.filter(person=alice, kind="communities.person_banned").count() == 1
    write = signed_in(alice).post(f"{topic.get_absolute_url()}ecrire/", {"body": "Encore"})
    assert write.status_code == 403
    assert (
        signed_in(alice).post("/discussions/espaces/place/nouvelle/", {"title": "x", "body": "x"}).status_code
        == 403
    )
    Ban.objects.update(until=timezone.now())
    bans.forget()
    assert signed_in(alice).post(f"{topic.get_absolute_url()}ecrire/", {"body": "Calmée"}).status_code == 303


# --- Inward -----------------------------------------------------------------------------------------------------


def test_a_group_elsewhere_closes_pins_and_reopens_what_it_keeps(plaza, elsewhere, their_topic, outcome):
    moderator, first = elsewhere.somebody("mo"), f"{elsewhere.origin}/n/1"
    lock = moderator.says("Lock", first)
    announced(plaza, lock)
    assert outcome() == "locked"
    announced(plaza, moderator.says("Add", first, target=f"{plaza.address}/featured"))
    assert outcome() == "pinned"
    their_topic.refresh_from_db()
    assert (their_topic.state, their_topic.pinned) == ("locked", True)
    announced(plaza, moderator.says("Undo", lock))
    assert outcome() == "unlocked"
    announced(plaza, moderator.says("Remove", first, target=f"{plaza.address}/featured"))
    assert outcome() == "unpinned"
    their_topic.refresh_from_db()
    assert (their_topic.state, their_topic.pinned) == ("open", False)


def test_a_group_undoes_by_the_address_of_what_it_said(plaza, mallory, elsewhere, their_topic, outcome):
    lock = plaza.says("Lock", f"{elsewhere.origin}/n/1")
    plaza.sends(lock)
    assert outcome() == "locked"
    mallory.sends(mallory.says("Undo", lock["id"]))
    assert outcome() == "nothing-here"
    plaza.sends(plaza.says("Undo", lock["id"]))
    assert outcome() == "unlocked"
    their_topic.refresh_from_db()
    assert their_topic.state == "open"


@pytest.mark.parametrize("form", ["address", "boost", "wrapped"])
def test_a_group_takes_back_its_announce(plaza, nina, mallory, elsewhere, outcome, visitor, form):
    """By the address of the Announce, by a plain boost repeated whole, by the Create that was wrapped."""
    note = nina.note("/n/1", type="Page", name="La foire", audience=plaza.address)
    elsewhere.shows("/n/1", note)
    announce = plaza.says("Announce", note["id"] if form == "boost" else nina.says("Create", note))
    plaza.sends(announce)
    assert outcome() == "topic-started"
    undone = announce["id"] if form == "address" else announce
    mallory.sends(mallory.says("Undo", undone))
    assert outcome() in {"nothing-here", "other-author"}
    nina.sends(nina.says("Undo", {**announce, "actor": nina.address}))
    assert outcome() == "nothing-here"
    topic = Topic.objects.get()
    assert "Bonjour" in visitor.get(topic.get_absolute_url()).content.decode()
    plaza.sends(plaza.says("Undo", undone))
    assert outcome() == "taken-out"
    assert "Bonjour" not in visitor.get(topic.get_absolute_url()).content.decode()


def test_a_group_takes_back_no_more_than_what_it_passed_on(
    plaza, elsewhere, topic, space, their_topic, outcome
):
    """Nor what it passed on and does not keep; the Announce of anything else is not undone so."""
    plaza.sends(plaza.says("Undo", plaza.says("Announce", topic.posts.get().address)))
    assert outcome() == "other-author"
    first = f"{elsewhere.origin}/n/1"
    plaza.sends(plaza.says("Undo", plaza.says("Announce", elsewhere.somebody("mo").says("Lock", first))))
    assert outcome() == "not-spoken"
    assert {p.state for p in Post.objects.all()} == {"visible"}


def test_a_group_decides_of_nothing_but_its_own(
    plaza, elsewhere, evil, mallory, nina, topic, their_topic, space, outcome
):
    """Nor does a stranger decide for it, nor one of its own people who is not known to look after it."""
    ours, theirs = topic.posts.get().address, f"{elsewhere.origin}/n/1"
    moderator = elsewhere.somebody("mo")
    for act in (
        moderator.says("Lock", ours),
        moderator.says("Remove", ours, target=plaza.address),
        moderator.says("Delete", ours),
        moderator.says("Add", ours, target=f"{plaza.address}/featured"),
    ):
        announced(plaza, act)
        assert outcome() in {"nothing-here", "other-author"}
    for stranger in (mallory, nina):
        for act in (
            stranger.says("Lock", theirs, audience=plaza.address),
            stranger.says("Remove", theirs, target=plaza.address),
            stranger.says("Block", topic.author.address, target=plaza.address),
            stranger.says("Add", stranger.address, target=f"{plaza.address}/moderators"),
        ):
            stranger.sends(act)
            assert outcome() in {"nothing-here", "not-the-group", "not-for-us"}
    assert {t.state for t in Topic.objects.all()} == {"open"}
    assert {p.state for p in Post.objects.all()} == {"visible"}
    assert not Ban.objects.exists() and not Membership.objects.exists()


def test_a_moderator_from_a_third_server_is_believed_when_the_group_announces(
    plaza, elsewhere, evil, mallory, their_topic, outcome
):
    evil.asked.clear()
    announced(plaza, mallory.says("Delete", f"{elsewhere.origin}/n/1"))
    assert outcome() == "taken-out"
    assert evil.asked == []  # the group answers for it: nobody else is asked
    post = their_topic.posts.get()
    assert post.state == "hidden"


def test_a_group_elsewhere_takes_out_what_one_of_us_wrote_there(
    plaza, elsewhere, their_topic, alice, visitor, outcome
):
    post = write_post(their_topic, by=alice, text="Je propose un stand")
    announced(plaza, elsewhere.somebody("mo").says("Remove", post.address, target=plaza.address))
    assert outcome() == "taken-out"
    page = visitor.get(their_topic.get_absolute_url()).content.decode()
    assert "un stand" not in page and "hidden by a moderator" in page


@pytest.mark.parametrize("kind", ["Delete", "Remove"])
def test_what_a_group_took_out_first_does_not_come_afterwards(plaza, nina, elsewhere, outcome, kind):
    """By either road: announced by the group, or straight from its author."""
    moderator = elsewhere.somebody("mo")
    announced(plaza, moderator.says(kind, f"{elsewhere.origin}/n/1", target=plaza.address))
    outcome()
    note = nina.note("/n/1", type="Page", name="La foire", audience=plaza.address)
    announced(plaza, nina.says("Create", note))
    assert outcome() == "taken-out"
    assert not Topic.objects.exists()
    Gone.objects.all().delete()
    announced(plaza, nina.says("Create", note))
    assert outcome() == "topic-started"


def state_of(address):
    return Post.objects.get(uri=address).state


@pytest.mark.parametrize("passed_on", [True, False])
def test_a_group_shows_again_what_it_took_out(
    plaza, evil, mallory, elsewhere, their_topic, outcome, passed_on
):
    """The group's own word, or that of one of its stewards from its own server; repeated whole or by its address."""
    first, moderator = f"{elsewhere.origin}/n/1", elsewhere.somebody("mo")
    actor_at(moderator.address)
    announced(plaza, mallory.says("Add", moderator.address, target=f"{plaza.address}/moderators"))
    assert outcome() == "steward-named"

    def says(act):
        return announced(plaza, act) if passed_on else moderator.sends(act)

    for embedded in (True, passed_on):
        removal = moderator.says("Delete", first, summary="hors sujet")
        says(removal)
        assert outcome() == "taken-out"
        for stranger in (mallory, elsewhere.somebody("nora")):
            stranger.sends(stranger.says("Undo", removal))
            assert outcome() == "other-author"
        assert state_of(first) == "hidden"
        says(moderator.says("Undo", removal if embedded else removal["id"]))
        assert outcome() == "shown-again"
        assert state_of(first) == "visible"


def test_what_a_group_shows_again_can_come_after_all(plaza, nina, elsewhere, outcome):
    """It was taken out before it came."""
    removal = elsewhere.somebody("mo").says("Delete", f"{elsewhere.origin}/n/1", target=plaza.address)
    plaza.sends(plaza.says("Announce", removal))
    outcome()
    plaza.sends(plaza.says("Announce", elsewhere.somebody("mo").says("Undo", removal)))
    assert outcome() == "nothing-here"
    announced(plaza, nina.says("Create", nina.note("/n/1", type="Page", name="La foire")))
    assert outcome() == "topic-started"


def test_what_our_moderators_hide_no_group_shows_again(
    plaza, mallory, elsewhere, their_topic, mona, signed_in, outcome
):
    """And what the group took out is not theirs to show."""
    first = their_topic.posts.get()
    removal = mallory.says("Delete", first.uri)
    announced(plaza, removal)
    assert outcome() == "taken-out"
    assert signed_in(mona).post(f"/discussions/messages/{first.pk}/montrer/").status_code == 403
    hide_post(first, by=mona, reason="injure")
    announced(plaza, mallory.says("Undo", removal))
    assert outcome() == "seen"
    assert state_of(first.uri) == "hidden"
    assert signed_in(mona).post(f"/discussions/messages/{first.pk}/montrer/").status_code == 303
    assert state_of(first.uri) == "visible"


def test_a_ban_that_removes_data_takes_out_what_they_wrote_there_and_nowhere_else(
    plaza, nina, elsewhere, space, their_topic, topic, alice, bob, outcome, worker
):
    """Lemmy's `removeData`: of somebody of ours, and of somebody whose ban is no business of ours."""
    moderator, kept = elsewhere.somebody("mo"), write_post(topic, by=alice, text="Ailleurs")
    ours = write_post(their_topic, by=alice, text="Je propose un stand")
    other = write_post(their_topic, by=bob, text="Moi aussi")
    for culprit, post, first, second in (
        (alice, ours, "banned-there", "readmitted-there"),
        (nina, their_topic.posts.get(seq=1), "taken-out", "shown-again"),
    ):
        block = moderator.says("Block", culprit.address, target=plaza.address, removeData=True)
        announced(plaza, block)
        assert outcome() == first
        post.refresh_from_db()
        assert post.state == "hidden"
        announced(plaza, moderator.says("Undo", block, restoreData=True))
        assert outcome() == second
        post.refresh_from_db()
        assert post.state == "visible"
    announced(plaza, moderator.says("Delete", nina.address, target=plaza.address, removeData=True))
    assert outcome() == "taken-out"
    announced(plaza, moderator.says("Remove", alice.address, target=plaza.address))
    assert outcome() == "nothing-here"
    for post in (kept, ours, other):
        post.refresh_from_db()
        assert post.state == "visible"


def test_who_does_not_speak_for_a_group_removes_no_data(
    plaza, mallory, nina, elsewhere, their_topic, outcome
):
    for stranger in (mallory, nina):
        stranger.sends(stranger.says("Block", nina.address, target=plaza.address, removeData=True))
        assert outcome() == "not-for-us"
    other = elsewhere.group("autre")
    other.sends(other.says("Block", nina.address, target=plaza.address, removeData=True))
    assert outcome() == "not-for-us"
    assert state_of(f"{elsewhere.origin}/n/1") == "visible"


def test_a_delete_by_its_author_that_a_group_passes_on_first(plaza, nina, elsewhere, outcome):
    elsewhere.shows("/n/1", {}, status=410)
    announced(plaza, nina.says("Delete", f"{elsewhere.origin}/n/1"))
    assert outcome() == "nothing-here"
    announced(plaza, nina.says("Create", nina.note("/n/1", type="Page", name="La foire")))
    assert outcome() == "seen"


def test_somebody_of_ours_is_banned_there(plaza, elsewhere, their_topic, alice, signed_in, worker, outcome):
    moderator = elsewhere.somebody("mo")
    block = moderator.says("Block", alice.address, target=plaza.address, summary="hors sujet")
    announced(plaza, block)
    assert outcome() == "banned-there"
    elsewhere.letters.clear()
    page = signed_in(alice).get(their_topic.get_absolute_url()).content.decode()
    assert "You were removed from Plaza" in page and "hors sujet" in page
    assert signed_in(alice).post(f"{their_topic.get_absolute_url()}ecrire/", {"body": "x"}).status_code == 403
    worker.run()
    assert elsewhere.letters == []
    announced(plaza, moderator.says("Undo", block))
    assert outcome() == "readmitted-there"
    assert signed_in(alice).post(f"{their_topic.get_absolute_url()}ecrire/", {"body": "x"}).status_code == 303


def test_the_stewards_of_a_group_elsewhere_are_known_and_may_speak_from_its_server(
    plaza, elsewhere, nina, their_topic, alice, outcome
):
    announced(plaza, nina.says("Add", nina.address, target=f"{plaza.address}/moderators"))
    assert outcome() == "steward-named"
    community = Community.objects.get(uri=plaza.address)
    assert community.memberships.get(role="steward").person.uri == nina.address
    nina.sends(nina.says("Block", alice.address, target=plaza.address))
    assert outcome() == "banned-there"
    announced(plaza, nina.says("Remove", nina.address, target=f"{plaza.address}/moderators"))
    assert outcome() == "steward-ended"
    nina.sends(nina.says("Undo", nina.says("Block", alice.address, target=plaza.address)))
    assert outcome() == "not-for-us"


def test_a_ban_from_a_whole_server_or_of_a_stranger_changes_nothing_here(
    plaza, elsewhere, nina, alice, outcome
):
    moderator = elsewhere.somebody("mo")
    for act in (
        moderator.says("Block", alice.address, target=f"{elsewhere.origin}/"),
        moderator.says("Block", nina.address, target=plaza.address),
        moderator.says("Block", alice.address),
    ):
        announced(plaza, act)
        assert outcome() == "not-for-us"
    assert not Ban.objects.exists()


def test_what_is_decided_of_private_things_never_leaves(
    nina, elsewhere, space, alice, mona, follower, worker
):
    from commons.conversations.actions import open_private_thread

    follower(nina, space)
    topic = start_topic(by=alice, title="Public", text="x", community=space)
    thread = open_private_thread(about=topic, title="Canari", members=[alice, mona])
    post = write_post(thread, by=alice, text="Canari")
    hide_post(post, by=mona, reason="Canari")
    worker.run()
    assert not any("anari" in body for body in Delivery.objects.values_list("body", flat=True))
    with pytest.raises(Exception, match="MayNot"):
        lock_topic(thread, by=mona)
    with pytest.raises(Exception, match="MayNot"):
        pin_topic(thread, by=mona)
    assert PUBLIC in json.dumps(documents(elsewhere))
