"""Likes and reactions across the border: to the author and nobody else; totals, never names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.conversations.actions import react, start_topic, write_post
from commons.conversations.models import Post, Reaction
from commons.journal.models import Entry
from federation import dispatch
from federation.models import ReceivedActivity

from .test_show_things import path_of, read
from .test_tell_others import documents, golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def nina_s(nina, topic, elsewhere, outcome):
    """nina's post in our space."""
    nina.sends(nina.says("Create", nina.note(inReplyTo=topic.posts.get().address)))
    assert outcome() == "answered"
    elsewhere.letters.clear()
    return Post.objects.get(uri=nina.note()["id"])


@pytest.mark.parametrize(
    ("kind", "content", "kept"),
    [
        ("Like", None, "👍"),
        ("Like", "❤", "❤️"),
        ("Like", ":blobcat:", "👍"),
        ("EmojiReact", "🙏", "🙏"),
        ("EmojiReact", "🦄", "👍"),
        ("Like", "x" * 30_000, "👍"),
    ],
)
def test_what_they_mean_is_kept_as_one_of_ours(nina, topic, visitor, outcome, kind, content, kept):
    post = topic.posts.get()
    like = nina.says(kind, post.address, content=content)
    nina.sends(like)
    assert outcome() == "reacted"
    nina.sends(nina.says(kind, post.address, content=content))
    assert outcome() == "seen"
    reaction = Reaction.objects.get()
    assert (reaction.emoji, reaction.person.uri) == (kept, nina.address)
    assert f"{kept} 1" in visitor.get(topic.get_absolute_url()).content.decode()
    nina.sends(nina.says("Undo", like))
    assert outcome() == "reaction-taken-back"
    assert not Reaction.objects.exists()


def test_a_reaction_is_taken_back_by_its_address_alone(nina, mallory, topic, outcome):
    """Even long after the letter itself was forgotten; and by nobody else."""
    like = nina.says("Like", topic.posts.get().address)
    nina.sends(like)
    assert outcome() == "reacted"
    again = nina.says("Like", topic.posts.get().address)
    nina.sends(again)
    assert outcome() == "seen"
    mallory.sends(mallory.says("Undo", like["id"]))
    assert outcome() == "nothing-here"
    assert Reaction.objects.count() == 1
    ReceivedActivity.objects.filter(activity_id=like["id"]).delete()
    nina.sends(nina.says("Undo", like["id"]))
    assert outcome() == "reaction-taken-back"
    assert not Reaction.objects.exists()
    nina.sends(nina.says("Like", topic.posts.get().address))
    assert outcome() == "reacted"
    nina.sends(nina.says("Undo", again["id"]))  # another of their words for the same thing
    assert outcome() == "reaction-taken-back"
    nina.sends(nina.says("Undo", "https://nowhere.example/like/1"))
    assert outcome() == "nothing-here"


def test_an_undo_waits_for_what_waits_itself(nina, elsewhere, topic, outcome):
    like = nina.says("Like", topic.posts.get().address)
    nina.sends(like)
    ReceivedActivity.objects.update(due_at=timezone.now() + timedelta(hours=1), lane="")
    nina.sends(nina.says("Undo", like["id"]))
    assert outcome() == f"ready: waits for {like['id']}"
    ReceivedActivity.objects.filter(activity_id=like["id"]).update(due_at=timezone.now())
    outcome()
    assert Reaction.objects.count() == 1
    ReceivedActivity.objects.update(due_at=timezone.now())
    assert outcome() == "reaction-taken-back"


def test_who_likes_like_a_machine_is_let_go_and_others_are_not(
    nina, mallory, topic, outcome, settings, monkeypatch
):
    settings.CALADE_LIMITS_IN_TESTS = True
    monkeypatch.setitem(dispatch.OFTEN, "Like", (2, 1000))
    post = topic.posts.get()
    for number in range(3):
        nina.sends(nina.says("Like", post.address, id=f"{nina.address}/likes/{number}"))
        said = outcome()
    assert "TooMany" in said
    mallory.sends(mallory.says("Like", post.address, id=f"{mallory.address}/likes/1"))
    assert outcome() == "reacted"


def test_a_dislike_is_let_go(nina, topic, outcome):
    nina.sends(nina.says("Dislike", topic.posts.get().address))
    assert outcome() == "not-spoken"
    assert not Reaction.objects.exists()


def test_nobody_takes_back_for_another(nina, mallory, topic, outcome):
    like = nina.says("Like", topic.posts.get().address)
    nina.sends(like)
    outcome()
    mallory.sends(mallory.says("Undo", like))
    assert outcome() == "other-author"
    assert Reaction.objects.count() == 1


def test_what_is_closed_hidden_or_elsewhere_takes_no_likes(nina, topic, alice, bob, mona, space, outcome):
    from commons.conversations.actions import hide_post, lock_topic, open_private_thread

    thread = open_private_thread(about=topic, title="x", members=[alice, bob])
    private = write_post(thread, by=alice, text="x")
    nina.sends(nina.says("Like", private.address))
    assert outcome() == "nothing-here"
    hidden = write_post(topic, by=bob, text="x")
    hide_post(hidden, by=mona, reason="x")
    nina.sends(nina.says("Like", hidden.address))
    assert outcome() == "nothing-here"
    lock_topic(topic, by=mona)
    nina.sends(nina.says("Like", topic.posts.first().address))
    assert outcome() == "closed"
    nina.sends(nina.says("Like", "https://nowhere.example/n/1"))
    assert outcome() == "nothing-here"


def test_our_reaction_goes_to_the_author_alone(
    nina, evil, mallory, elsewhere, nina_s, bob, space, follower, worker, visitor
):
    follower(mallory, space)
    follower(mallory, bob)
    worker.run()
    evil.letters.clear()
    elsewhere.letters.clear()
    for emoji in ("👍", "🙏", "👎", "🙏"):
        react(nina_s, by=bob, emoji=emoji)
        worker.run()
    plain, emoji, undo = documents(elsewhere)
    assert (plain["type"], plain["object"], "content" in plain) == ("Like", nina_s.uri, False)
    assert (emoji["type"], emoji["content"], emoji["to"]) == ("Like", "🙏", [nina.address])
    assert (undo["type"], undo["object"]["id"]) == ("Undo", emoji["id"])
    assert evil.letters == []
    golden("like", emoji)
    golden("undo_like", undo)
    for said in (plain, emoji, undo):
        assert (
            visitor.get(path_of(said["id"]), headers={"accept": "application/activity+json"}).status_code
            == 404
        )


def test_a_reaction_among_us_stays_among_us(nina, elsewhere, topic, bob, space, follower, worker, visitor):
    follower(nina, space)
    follower(nina, bob)
    worker.run()
    elsewhere.letters.clear()
    post = topic.posts.get()
    react(post, by=bob, emoji="❤️")
    react(post, by=bob, emoji="👎")
    worker.run()
    assert elsewhere.letters == []
    assert not Entry.objects.public().filter(verb="conversations.post_reacted").exists()
    head = read(visitor, f"{post.address}/likes")
    assert (head["totalItems"], "first" in head, "orderedItems" in head) == (1, False, False)
    assert (
        visitor.get(
            f"{path_of(head['id'])}?page=1", headers={"accept": "application/activity+json"}
        ).status_code
        == 404
    )


def test_a_group_elsewhere_says_by_address_alone_that_it_was_taken_back(
    nina, elsewhere, evil, followed, topic, outcome
):
    """Believed when the like is no longer shown at its home, asked of nobody when it never came here."""
    plaza = evil.group("plaza")
    followed(plaza)
    like = {**nina.says("Like", topic.posts.get().address), "id": f"{elsewhere.origin}/like/1"}
    plaza.sends(plaza.says("Announce", nina.says("Undo", like["id"])))
    assert outcome() == "nothing-here" and not elsewhere.fetches_of("/like/1")
    nina.sends(like)
    assert outcome() == "reacted"
    elsewhere.shows("/like/1", like)
    plaza.sends(plaza.says("Announce", nina.says("Undo", like["id"])))
    assert outcome() == "dead: not-deleted"
    plaza.sends(plaza.says("Announce", nina.says("Undo", f"{evil.origin}/like/1")))
    assert outcome() == "dead: unproven"
    elsewhere.shows("/like/1", {}, status=404)
    plaza.sends(plaza.says("Announce", nina.says("Undo", like["id"])))
    assert outcome() == "reaction-taken-back"
    assert not Reaction.objects.exists()
