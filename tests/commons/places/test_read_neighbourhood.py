"""The map and the page of a neighbourhood."""

from typing import Any

from django.test import Client

from commons.conversations.actions import start_topic
from commons.people.models import Person
from commons.places.actions import draw_neighbourhood


def test_the_map_is_drawn_with_links(
    roquette: Any, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        page = visitor.get("/quartiers/")
    assert page.headers["X-Page-Store"] == "public"
    text = page.content.decode()
    assert "<svg" in text and 'href="/quartiers/la-roquette/"' in text and "style=" not in text


def test_what_is_said_there_stands_on_its_page(
    alice: Person, roquette: Any, visitor: Client, signed_in: Any
) -> None:
    start_topic(by=alice, title="La rue est sombre", text="x", community=roquette.community)
    assert b"La rue est sombre" in visitor.get("/quartiers/la-roquette/").content
    signed_in(alice).post("/communautes/la-roquette/suivre/", {"next": "/quartiers/la-roquette/"})
    assert b"Stop following" in signed_in(alice).get("/quartiers/la-roquette/").content


def test_names_keep_their_accents_in_the_address(town: Any, visitor: Client) -> None:
    draw_neighbourhood(
        slug="le-trébon",
        name="Le Trébon",
        description="",
        latitude=43.69,
        longitude=4.62,
        ring=[],
        community=None,
    )
    assert "Le Trébon" in visitor.get("/quartiers/le-trébon/").content.decode()
    assert visitor.get("/quartiers/le-trebond/").status_code == 404


def test_a_far_hamlet_does_not_shrink_the_map_of_the_centre(roquette: Any, visitor: Client) -> None:
    ring = [[4.73, 43.4], [4.74, 43.4], [4.74, 43.41]]
    draw_neighbourhood(
        slug="le-sambuc",
        name="Le Sambuc",
        description="",
        latitude=43.4,
        longitude=4.73,
        ring=ring,
        community=None,
    )
    drawn, _mark, listed = visitor.get("/quartiers/").content.decode().partition("</svg>")
    assert "Le Sambuc" not in drawn.split("<svg")[-1] and "Le Sambuc" in listed
    assert "Le Sambuc" in visitor.get("/quartiers/le-sambuc/").content.decode().split("<svg")[-1]
