"""Moderators of two towns ask each other to look. Who asked them is told to nobody."""

import json

import pytest

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.conversations.models import Post
from commons.moderation.actions import flag
from commons.moderation.models import Flag
from commons.notices.models import Notice
from commons.people.actions import town_voice
from federation.models import Delivery

from .test_show_things import path_of
from .test_tell_others import documents, golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def theirs(nina, elsewhere, topic, outcome):
    """nina's post in our space."""
    nina.sends(nina.says("Create", nina.note(inReplyTo=topic.posts.get().address)))
    outcome()
    elsewhere.letters.clear()
    return Post.objects.get(uri=nina.note()["id"])


# --- Inward -----------------------------------------------------------------------------------------------------


def test_what_they_flag_waits_for_our_moderators(elsewhere, topic, alice, mona, signed_in, outcome):
    post, mairie = topic.posts.get(), elsewhere.somebody("mairie", "Service")
    mairie.sends(
        mairie.says("Flag", [alice.address, post.address], content="<b>publicité</b>", to=[alice.address])
    )
    assert outcome() == "flagged"
    flagged = Flag.objects.get()
    assert (flagged.about, flagged.by, flagged.home, flagged.note) == (
        post,
        None,
        elsewhere.host,
        "publicité",
    )
    assert Notice.objects.filter(person=mona, kind="moderation.thing_flagged").exists()
    page = signed_in(mona).get("/moderation/").content.decode()
    assert f"the moderators of {elsewhere.host}" in page and "publicité" in page
    assert "mairie" not in page.lower().partition("<main")[2]
    mairie.sends(mairie.says("Flag", post.address, summary="encore"))
    assert outcome() == "flagged"
    assert Flag.objects.get().note == "encore"
    signed_in(mona).post(
        f"/moderation/dossiers/{flagged.case_id}/", {"kind": "none", "answer": "Rien à redire"}
    )
    assert Flag.objects.get().state == "dismissed"


def test_an_account_alone_and_a_post_from_a_third_server(elsewhere, evil, mallory, alice, topic, outcome):
    mairie = elsewhere.somebody("mairie", "Application")
    mallory.sends(mallory.says("Create", mallory.note(inReplyTo=topic.posts.get().address)))
    outcome()
    mairie.sends(mairie.says("Flag", [alice.address], content="x"))
    assert outcome() == "flagged"
    mairie.sends(mairie.says("Flag", mallory.note()["id"], content="x"))
    assert outcome() == "flagged"
    assert [str(found.about) for found in Flag.objects.order_by("pk")] == ["Alice", str(Post.objects.last())]


def test_what_is_private_or_not_ours_cannot_be_flagged(nina, alice, bob, topic, outcome):
    thread = open_private_thread(about=topic, title="x", members=[alice, bob])
    private = write_post(thread, by=alice, text="x")
    nina.sends(nina.says("Flag", [private.address, thread.address, "https://x.example/n/1", nina.address]))
    assert outcome() == "nothing-here"
    assert not Flag.objects.exists()
    thread.refresh_from_db()
    assert thread.shown_to_moderators_at is None


def test_flags_have_limits(nina, topic, alice, monkeypatch, outcome):
    from federation.translators import reports

    post = topic.posts.get()
    assert nina.sends(nina.says("Flag", [post.address] * 21)) == (400, "too-many-objects")
    nina.sends(nina.says("Flag", post.address, content="x" * 9000))
    assert outcome() == "flagged"
    assert len(Flag.objects.get().note) == 5000
    monkeypatch.setattr(reports, "MOST_IN_AN_HOUR", 2)
    posts = [write_post(topic, by=alice, text=str(n)) for n in range(7)]
    nina.sends(nina.says("Flag", [one.address for one in posts]))
    assert outcome() == "flagged"
    assert Flag.objects.count() == 1 + reports.MOST_FLAGGED
    nina.sends(nina.says("Flag", posts[-1].address))
    assert outcome() == "too-many"


# --- Outward ----------------------------------------------------------------------------------------------------


def test_only_a_moderator_s_click_tells_another_town_and_names_nobody(
    nina, elsewhere, theirs, bob, mona, signed_in, worker, visitor
):
    flagged = flag(theirs, by=bob, reason="hurtful", note="Il s'en prend à moi, Bob du quai")
    worker.run()
    assert elsewhere.letters == []
    page = f"/moderation/{flagged.pk}/transmettre/"
    assert page in signed_in(mona).get(flagged.case.get_absolute_url()).content.decode()
    assert signed_in(bob).get(page).status_code == 404
    assert signed_in(mona).post(page, {"words": ""}).status_code == 422
    assert signed_in(mona).post(page, {"words": "Des injures répétées"}).status_code == 302
    assert signed_in(mona).post(page, {"words": "Encore"}).status_code == 403  # once
    worker.run()
    (said,) = documents(elsewhere)
    assert (said["type"], said["actor"]) == ("Flag", town_voice().address)
    assert said["object"] == [nina.address, theirs.uri]
    text = json.dumps(said, ensure_ascii=False)
    for word in (bob.address, mona.address, "Bob", "hurtful"):
        assert word not in text
    golden("flag", said)
    hidden = visitor.get(path_of(said["id"]), headers={"accept": "application/activity+json"})
    assert hidden.status_code == 404


def test_what_is_ours_is_told_to_nobody(topic, bob, mona, signed_in, worker):
    flagged = flag(topic.posts.get(), by=bob, reason="spam")
    assert signed_in(mona).get(f"/moderation/{flagged.pk}/transmettre/").status_code == 403
    worker.run()
    assert not Delivery.objects.exists()


def test_what_somebody_limited_sends_from_elsewhere_is_not_taken(
    nina, theirs, bob, mona, signed_in, outcome, topic
):
    case = flag(theirs, by=bob, reason="spam").case
    said = {"kind": "limited", "rule": "advertising", "words": "Publicité répétée.", "days": "7"}
    assert signed_in(mona).post(case.get_absolute_url(), said).status_code == 302
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=topic.posts.get(place=1).address)))
    assert "MayNot" in outcome()
    assert Post.objects.filter(author__home=nina.address.split("/")[2]).count() == 1
