"""Those who look after a space remove somebody from it, for a while or for good; and pin what should stand first."""

from typing import Any

import pytest
from django.utils import timezone

from commons.communities.actions import name_steward, open_community
from commons.communities.charges import bans
from commons.communities.models import Ban, Community
from commons.conversations.actions import (
    delete_post,
    open_private_thread,
    revise_post,
    start_topic,
    write_post,
)
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.people.models import Person


@pytest.fixture
def space(town: Any, bob: Person) -> Community:
    """bob looks after it."""
    opened = open_community(by=None, kind="space", handle="place", name="La place")
    name_steward(opened, by=None, person=bob)
    return opened


@pytest.fixture
def topic(space: Community, alice: Person) -> Topic:
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


def remove(client: Any, **said: str) -> Any:
    return client.post("/communautes/place/exclure/alice/", {"reason": "Trois rappels au calme", **said})


def test_whoever_is_removed_reads_why_and_writes_no_more(
    topic: Topic, space: Community, alice: Person, bob: Person, signed_in: Any
) -> None:
    post = topic.posts.get()
    assert remove(signed_in(bob)).status_code == 302
    page = signed_in(alice).get(topic.get_absolute_url()).content.decode()
    assert "You were removed from La place" in page and "Trois rappels au calme" in page
    assert 'name="body"' not in page
    sent = signed_in(alice).post(f"{topic.get_absolute_url()}ecrire/", {"body": "Encore"})
    assert sent.status_code == 403
    with pytest.raises(Exception, match="removed from this space"):
        revise_post(post, by=alice, text="Pire")
    with pytest.raises(Exception, match="removed from this space"):
        start_topic(by=alice, title="x", text="x", community=space)
    delete_post(post, by=alice)
    entry = Entry.objects.public().get(verb="communities.person_banned")
    assert (entry.by, entry.about, entry.detail["person"]) == (bob, space, alice.pk)


def test_other_places_and_private_threads_are_not_concerned(
    topic: Topic, alice: Person, bob: Person, signed_in: Any
) -> None:
    thread = open_private_thread(about=topic, title="Samedi", members=[alice, bob])
    elsewhere = start_topic(by=bob, title="Ailleurs", text="x")
    remove(signed_in(bob))
    assert write_post(thread, by=alice, text="Bonjour").pk
    assert write_post(elsewhere, by=alice, text="Bonjour").pk


def test_an_end_comes_by_itself_and_a_second_decision_takes_the_place_of_the_first(
    topic: Topic, alice: Person, bob: Person, signed_in: Any
) -> None:
    client = signed_in(bob)
    assert remove(client, until="2001-01-01").status_code == 422
    remove(client, until="2031-01-01")
    begun = client.get("/communautes/place/exclure/alice/").text
    assert 'value="Trois rappels au calme"' in begun and 'value="2031-01-01"' in begun
    remove(client, reason="Autre chose")
    assert [(ban.reason, ban.until) for ban in Ban.objects.all()] == [("Autre chose", None)]
    Ban.objects.update(until=timezone.now())
    bans.forget()
    assert write_post(topic, by=alice, text="Me revoici").pk
    remove(client)
    assert client.post("/communautes/place/exclure/alice/", {"readmit": "1"}).status_code == 302
    assert write_post(topic, by=alice, text="Merci").pk


def test_who_may_remove_whom(
    topic: Topic, alice: Person, bob: Person, charlie: Person, mona: Person, signed_in: Any, visitor: Any
) -> None:
    assert remove(visitor).status_code == 302 and not Ban.objects.exists()  # to the login
    assert remove(signed_in(charlie)).status_code == 403
    assert remove(signed_in(alice)).status_code == 403
    assert signed_in(bob).get("/communautes/place/exclure/mona/").status_code == 403
    assert signed_in(bob).get("/communautes/place/exclure/bob/").status_code == 403
    assert signed_in(bob).get("/communautes/la-roquette/exclure/alice/").status_code == 403
    assert signed_in(mona).get("/communautes/place/exclure/alice/").status_code == 200
    assert signed_in(bob).get("/communautes/place/exclure/personne/").status_code == 404
    assert "exclure" in signed_in(bob).get(f"/discussions/messages/{topic.posts.get().pk}/").content.decode()
    assert "exclure" not in signed_in(charlie).get(alice.get_absolute_url()).content.decode()


def test_what_is_pinned_stands_first(topic: Topic, alice: Person, bob: Person, signed_in: Any) -> None:
    address = topic.get_absolute_url()
    assert signed_in(alice).post(f"{address}epingler/").status_code == 403
    assert "Pin it above the others" in signed_in(bob).get(address).content.decode()
    assert signed_in(bob).post(f"{address}epingler/").status_code == 303
    topic.refresh_from_db()
    assert topic.pinned
    signed_in(bob).post(f"{address}epingler/", {"unpin": "1"})
    topic.refresh_from_db()
    assert not topic.pinned


def test_nobody_here_decides_of_a_space_that_lives_elsewhere(
    ada: Person, alice: Person, signed_in: Any
) -> None:
    Community.objects.create(
        kind="space", handle="plaza", home="nord.example", uri="https://nord.example/g", name="Plaza"
    )
    assert signed_in(ada).get("/communautes/plaza@nord.example/exclure/alice/").status_code == 403
