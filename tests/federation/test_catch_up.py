"""A conversation elsewhere is caught up with when somebody of this town opens it: within limits, from its own home."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import talk_about
from commons.conversations.models import Post, Topic
from commons.journal.models import Job
from commons.notices.models import Notice
from federation import backfill
from wiki.models import Page

from .test_hear_neighbours import article

pytestmark = pytest.mark.django_db
CONTEXT = "/c/1"


@pytest.fixture
def plaza(elsewhere, followed):
    at = f"{elsewhere.origin}/u/plaza"
    care = {"featured": f"{at}/featured", "attributedTo": f"{at}/moderators"}
    group = elsewhere.somebody("plaza", "Group", **{"civ:kind": "space", **care})
    followed(group)
    return group


@pytest.fixture
def begin(plaza, nina, elsewhere, outcome):
    """begin(context=...) is a conversation of that space, begun long enough ago."""

    def begun(**more):
        note = nina.note("/n/0", type="Page", name="La foire", **more)
        elsewhere.shows("/n/0", note)
        plaza.sends(plaza.says("Announce", nina.says("Create", note)))
        assert outcome() == "topic-started"
        Topic.objects.update(created=timezone.now() - timedelta(minutes=6))
        elsewhere.asked.clear()
        return Topic.objects.get()

    return begun


@pytest.fixture
def topic(begin, elsewhere):
    return begin(context=elsewhere.origin + CONTEXT)


def answers(nina, numbers, **more):
    """Answers of nina, each to the one before, shown at her home."""
    first = nina.home.origin + "/n/0"
    notes = []
    for number in numbers:
        parent = notes[-1]["id"] if notes else first
        note = nina.note(f"/n/{number}", inReplyTo=parent, content=f"<p>n{number}</p>", **more)
        nina.home.shows(f"/n/{number}", note)
        notes.append(note)
    return notes


def collection(home, path, pages):
    """A collection whose pages list what `pages` say."""
    at = home.origin + path
    home.shows(path, {"type": "OrderedCollection", "id": at, "first": f"{at}?page=1", "totalItems": 9})
    for number, items in enumerate(pages, 1):
        page = {"type": "OrderedCollectionPage", "id": f"{at}?page={number}", "orderedItems": items}
        following = {"next": f"{at}?page={number + 1}"} if number < len(pages) else {}
        home.shows(f"{path}?page={number}", page | following)


def texts(topic):
    return list(topic.posts.order_by("seq").values_list("source", flat=True))


def test_who_opens_it_does_not_wait_and_reads_the_rest_a_moment_later(
    topic, nina, alice, signed_in, elsewhere, worker
):
    notes = answers(nina, range(1, 5))
    collection(
        elsewhere, CONTEXT, [[f"{elsewhere.origin}/n/0", notes[0]["id"], notes[1]], [n["id"] for n in notes]]
    )
    page = signed_in(alice).get(topic.get_absolute_url())
    assert page.status_code == 200 and elsewhere.asked == []
    worker.run()
    assert texts(topic) == ["Bonjour", "n1", "n2", "n3", "n4"]
    assert elsewhere.fetches_of("/n/2") == []  # it stood whole in a collection of its own home
    asked = len(elsewhere.asked)
    signed_in(alice).get(topic.get_absolute_url())
    worker.run()
    assert len(elsewhere.asked) == asked  # once in a quarter of an hour
    cache.clear()
    signed_in(alice).get(topic.get_absolute_url())
    worker.run()
    assert texts(topic) == ["Bonjour", "n1", "n2", "n3", "n4"]  # nothing twice


def test_who_does_not_make_it_ask(topic, visitor, alice, signed_in, settings):
    visitor.get(topic.get_absolute_url())
    assert not Job.objects.filter(task__contains="catch_up").exists()
    Topic.objects.update(created=timezone.now())
    signed_in(alice).get(topic.get_absolute_url())
    Topic.objects.update(created=timezone.now() - timedelta(minutes=6))
    settings.CALADE_FEDERATION = "closed"
    signed_in(alice).get(topic.get_absolute_url())
    assert not Job.objects.filter(task__contains="catch_up").exists()


def test_without_a_context_each_answer_leads_to_the_next(begin, nina, elsewhere, alice):
    at = f"{elsewhere.origin}/n/0/replies"
    topic = begin(replies=at)
    one, two = answers(nina, [1, 2])
    one["replies"] = f"{one['id']}/replies"
    first = {"type": "CollectionPage", "items": [one["id"]], "next": f"{at}?page=2"}  # as Mastodon does
    elsewhere.shows("/n/0/replies", {"type": "Collection", "id": at, "first": first})
    three = nina.note("/n/3", inReplyTo=f"{elsewhere.origin}/n/0", content="<p>n3</p>")
    elsewhere.shows("/n/0/replies?page=2", {"type": "CollectionPage", "id": f"{at}?page=2", "items": [three]})
    elsewhere.shows("/n/1/replies", {"type": "Collection", "id": one["replies"], "items": [two["id"]]})
    assert backfill.catch_up.func(topic.pk) == 3
    assert texts(topic) == ["Bonjour", "n1", "n3", "n2"]


def test_a_context_forges_nobody_s_words(topic, nina, elsewhere, evil, mallory, alice, space):
    """Words of another server are read there; what answers something else, or lies about its author, is left."""
    from commons.conversations.actions import start_topic

    other = start_topic(by=alice, title="Ailleurs", text="x", community=space).posts.get()
    first = f"{elsewhere.origin}/n/0"
    forged = mallory.note("/n/1", inReplyTo=first, content="<p>forgé</p>")
    true = mallory.note("/n/2", inReplyTo=first, content="<p>vrai</p>")
    evil.shows("/n/2", true)
    stolen = nina.note("/n/3", inReplyTo=first, attributedTo=mallory.address)
    astray = nina.note("/n/4", inReplyTo=other.address, content="<p>égaré</p>")
    private = nina.note("/n/5", inReplyTo=first, to=[alice.address], content="<p>privé</p>")
    ours = {**nina.note(), "id": alice.address + "/x", "inReplyTo": first, "attributedTo": alice.address}
    collection(
        elsewhere,
        CONTEXT,
        [[forged, {**true, "content": "<p>faux</p>"}, stolen, astray, private, ours, other.address]],
    )
    backfill.catch_up.func(topic.pk)
    assert texts(topic) == ["Bonjour", "vrai"]
    assert Post.objects.filter(topic=other.topic).count() == 1


def test_pages_of_another_origin_are_not_read(topic, nina, elsewhere, evil):
    collection(elsewhere, CONTEXT, [[]])
    at = elsewhere.origin + CONTEXT
    page = {
        "type": "OrderedCollectionPage",
        "id": f"{at}?page=1",
        "orderedItems": [],
        "next": f"{evil.origin}/p",
    }
    elsewhere.shows(f"{CONTEXT}?page=1", page)
    backfill.catch_up.func(topic.pk)
    assert evil.asked == []


def test_an_endless_conversation_ends(topic, nina, elsewhere, monkeypatch):
    monkeypatch.setattr(backfill, "MOST_PAGES", 7)
    at = elsewhere.origin + CONTEXT
    for number in range(20):
        path = f"{CONTEXT}?page={number}" if number else CONTEXT
        page = {"type": "OrderedCollectionPage", "id": elsewhere.origin + path, "orderedItems": []}
        elsewhere.shows(path, {**page, "next": f"{at}?page={number + 1}"})
    backfill.catch_up.func(topic.pk)
    assert len(elsewhere.asked) == 7
    elsewhere.asked.clear()
    monkeypatch.setattr(backfill, "MOST_POSTS", 3)
    collection(elsewhere, CONTEXT, [[f"{elsewhere.origin}/gone/{n}" for n in range(50)]])
    backfill.catch_up.func(topic.pk)
    assert len(elsewhere.asked) == 2 + 3
    elsewhere.asked.clear()
    monkeypatch.setattr(backfill, "MOST_POSTS", 1000)
    monkeypatch.setattr(backfill, "MOST_FETCHES", 10)
    backfill.catch_up.func(topic.pk)
    assert len(elsewhere.asked) == 10


def test_what_is_read_together_is_no_news_one_by_one(topic, nina, alice, elsewhere, follower, worker):
    from commons.conversations.actions import write_post

    follower(nina, topic.community)
    write_post(topic, by=alice, text="Je viens")
    name = {"type": "Mention", "href": alice.address, "name": "@alice"}
    notes = answers(nina, range(1, 4), tag=[name])
    collection(elsewhere, CONTEXT, [notes])
    backfill.catch_up.func(topic.pk)
    worker.run()
    assert topic.posts.count() == 5
    assert not Notice.objects.filter(person=alice).exists()


def test_who_looks_after_a_group_and_what_it_pins(topic, plaza, nina, elsewhere, alice):
    at = plaza.address
    lists = {
        "moderators": [nina.address, "https://nowhere.example/u/x"],
        "featured": [f"{elsewhere.origin}/n/0"],
    }
    for name, items in lists.items():
        elsewhere.shows(
            f"/u/plaza/{name}", {"type": "OrderedCollection", "id": f"{at}/{name}", "orderedItems": items}
        )
    community = Community.objects.get(uri=plaza.address)
    backfill.read_care.func(community.pk)
    topic.refresh_from_db()
    assert topic.pinned
    assert [m.person.uri for m in community.memberships.filter(role="steward")] == [nina.address]
    elsewhere.documents.pop("/u/plaza/featured")  # what cannot be read says nothing
    elsewhere.shows("/u/plaza/moderators", {"type": "Collection", "id": f"{at}/moderators", "items": []})
    backfill.read_care.func(community.pk)
    topic.refresh_from_db()
    assert topic.pinned
    assert not community.memberships.filter(role="steward").exists()


def test_what_was_said_of_a_page_at_its_home_is_read_with_the_copy(
    followed, nina, elsewhere, alice, signed_in, worker
):
    """The page's context lists it; two who answer the page and each other are read in their order."""
    jardins = elsewhere.group("jardins", kind="theme")
    followed(jardins)
    at = f"{elsewhere.origin}/page/1"
    page = article(nina, "Pailler", 1, context=f"{at}/talk", replies=f"{at}/x")
    elsewhere.shows("/page/1", page)
    jardins.sends(jardins.says("Announce", nina.says("Create", page)))
    worker.run()
    first = nina.note("/n/1", inReplyTo=at, content="<p>De la paille</p>")
    second = nina.note("/n/2", inReplyTo=first["id"], content="<p>Du foin</p>")
    elsewhere.shows("/n/2", second)
    collection(elsewhere, "/page/1/talk", [[first, second["id"]]])
    copy = Page.objects.get(uri=at)
    talk = talk_about(copy, title=copy.title, community=copy.theme.community)
    assert signed_in(alice).get(talk.get_absolute_url()).status_code == 200
    worker.run()
    assert texts(talk) == ["De la paille", "Du foin"]
    assert elsewhere.fetches_of("/page/1/x") == []
