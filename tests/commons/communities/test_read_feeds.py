"""What everybody may read is there for feed readers too: the public record, a room of it, a neighbourhood."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from commons.communities.models import Community
from commons.conversations.actions import (
    found_circle,
    hide_post,
    open_private_thread,
    start_in_circle,
    start_topic,
    write_post,
)
from commons.conversations.models import Topic
from wiki.actions import create_page, open_theme

ALTERNATE = re.compile(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"')
ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


def titles(client: Any, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml")
    return [str(title.text) for title in ElementTree.fromstring(answer.content).iter(f"{ATOM}title")][1:]


def test_the_record_and_each_room_of_it(visitor: Any, alice: Any, bob: Any, town: Any) -> None:
    thread = open_private_thread(about=alice, title="CANARI", members=[alice, bob])
    write_post(thread, by=bob, text="CANARI")
    start_topic(by=bob, title="Les quais", text="CANARI")
    theme = open_theme(by=None, handle="jardins", name="Jardins", description="x", rules="")
    create_page(theme, by=alice, title="Le compost", text="CANARI")
    assert 'href="/journal/flux.xml?room=wiki"' in visitor.get("/journal/?room=wiki").text
    everything = titles(visitor, "/journal/flux.xml")
    assert "Le compost" in everything and "Les quais" in everything
    talks = titles(visitor, "/journal/flux.xml?room=conversations")
    assert "Les quais" in talks and "Le compost" not in talks
    assert "CANARI" not in visitor.get("/journal/flux.xml").text
    assert visitor.get("/journal/flux.xml?room=x").status_code == 200


def test_a_neighbourhood(visitor: Any, bob: Any, roquette: Any) -> None:
    assert titles(visitor, "/quartiers/la-roquette/flux.xml") == []
    start_topic(by=bob, title="Le marché", text="x", community=roquette.community)
    start_topic(by=bob, title="Les quais", text="x", community=roquette.community)
    start_topic(by=bob, title="Ailleurs", text="x")
    assert '/quartiers/la-roquette/flux.xml"' in visitor.get("/quartiers/la-roquette/").text
    assert titles(visitor, "/quartiers/la-roquette/flux.xml") == ["Les quais", "Le marché"]
    assert visitor.get("/quartiers/nulle-part/flux.xml").status_code == 404


@pytest.fixture
def square(town: Any) -> Community:
    return Community.objects.create(kind=Community.Kind.SPACE, handle="place", name="La place")


def test_conversations_of_the_town_and_of_a_space(visitor: Any, alice: Any, bob: Any, square: Any) -> None:
    begun = start_topic(by=bob, title="Les quais", text="Qu’en **pensez-vous** ?", community=square)
    write_post(begun, by=alice, text="Une réponse n’est pas une nouvelle conversation")
    start_topic(by=bob, title="Ailleurs", text="x")
    start_topic(by=bob, title="CANARI", text="x", community=square, reach=Topic.Reach.MEMBERS)
    start_in_circle(found_circle(by=bob, name="CANARI"), by=bob, title="CANARI", text="x")
    assert titles(visitor, "/discussions/flux.xml") == ["Ailleurs", "Les quais"]
    assert titles(visitor, "/discussions/espaces/place/flux.xml") == ["Les quais"]
    feed = visitor.get("/discussions/espaces/place/flux.xml").text
    assert "&lt;strong&gt;pensez-vous" in feed and "Une réponse" not in feed
    for page in ("/discussions/", "/discussions/espaces/place/", begun.get_absolute_url()):
        assert f'href="{page}flux.xml"' in visitor.get(page).text
    assert visitor.get("/discussions/espaces/nulle-part/flux.xml").status_code == 404


def test_the_messages_of_a_conversation(
    visitor: Any, alice: Any, bob: Any, mona: Any, square: Any, signed_in: Any
) -> None:
    topic = start_topic(by=bob, title="Les quais\x0b", text="Un\x01", community=square)
    write_post(topic, by=alice, text="Deux, voir [le journal](/journal/)")
    hide_post(write_post(topic, by=bob, text="CANARI"), by=mona, reason="x")
    where = f"/discussions/{topic.pk}/flux.xml"
    assert titles(visitor, where) == ["Alice : Les quais", "Bob : Les quais"]
    feed = visitor.get(where).text
    assert "CANARI" not in feed and "http://localhost:8000/journal/" in feed.replace(
        "testserver", "localhost:8000"
    )
    inside = start_topic(by=bob, title="x", text="x", community=square, reach=Topic.Reach.MEMBERS)
    for reader in (visitor, signed_in(bob)):
        assert reader.get(f"/discussions/{inside.pk}/flux.xml").status_code == 404
        assert "flux.xml" not in signed_in(bob).get(inside.get_absolute_url()).text


def test_pages_say_where_their_feed_is(visitor: Any, bob: Any, square: Any) -> None:
    for page, feed in (
        ("/", "/journal/flux.xml"),
        ("/journal/", "/journal/flux.xml"),
        ("/entraide/", "/journal/flux.xml?room=mutual_aid"),
        ("/wikis/", "/wikis/recents/atom.xml"),
        ("/alertes/", "/alertes/flux.xml"),
        (bob.get_absolute_url(), f"/wikis/contributions/{bob.acct}/atom.xml"),
        (square.get_absolute_url(), "/discussions/espaces/place/flux.xml"),
    ):
        links = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', visitor.get(page).text
        )
        assert feed in links, page
        titles(visitor, feed)
