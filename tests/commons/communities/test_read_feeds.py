"""What everybody may read is there for feed readers too: the public record, a room of it, a neighbourhood."""

from typing import Any
from xml.etree import ElementTree

import pytest

from commons.conversations.actions import open_private_thread, start_topic, write_post
from wiki.actions import create_page, open_theme

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
