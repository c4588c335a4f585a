"""An empty town becomes one from its own pages: its words, themes, spaces and neighbourhoods."""

import json
from typing import Any

import pytest
from django.urls import reverse

from commons.communities.actions import the_town
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Person
from commons.places.cells import cell_of
from commons.places.models import Neighbourhood
from wiki.models import Theme

OUTLINE = [[4.62, 43.67], [4.64, 43.67], [4.64, 43.69], [4.62, 43.67]]


def wrong(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    found: dict[str, list[str]] = answer.context["form"].errors.get_json_data()
    return {name: [error["message"] for error in errors] for name, errors in found.items()}


@pytest.fixture
def browser(ada: Person, signed_in: Any) -> Any:
    return signed_in(ada)


def test_the_way_to_it_stands_on_the_page_of_an_administrator(
    browser: Any, bob: Person, signed_in: Any
) -> None:
    assert reverse("town") in browser.get(reverse("people:me")).text
    assert reverse("town") not in signed_in(bob).get(reverse("people:me")).text


def test_the_words_of_the_town(browser: Any, visitor: Any) -> None:
    said = {
        "name": "Fontvieille",
        "tagline": the_town().tagline,
        "intro": "Bienvenue au **moulin**.",
        "charter": "# Vivre ici",
    }
    assert browser.post(reverse("town"), said).status_code == 302
    assert the_town().name == "Fontvieille"
    assert "<strong>moulin</strong>" in visitor.get("/").text and "Vivre ici" in visitor.get("/charte/").text
    entry = Entry.objects.public().latest("pk")
    assert (entry.verb, entry.detail["fields"]) == ("communities.town_revised", ["charter", "intro", "name"])
    browser.post(reverse("town"), {**said, "charter": "# Vivre ici"})
    assert Entry.objects.latest("pk") == entry, "what is the same is no change"
    assert wrong(browser.post(reverse("town"), {**said, "name": ""})).keys() == {"name"}


def test_a_space(browser: Any, visitor: Any) -> None:
    answer = browser.post(
        reverse("communities:open"), {"name": "La place de l’Œuvre", "summary": "Tout et rien"}
    )
    space = Community.objects.get(handle="la-place-de-l-oeuvre")
    assert answer.url == space.get_absolute_url() and space.kind == Community.Kind.SPACE
    assert "La place de l’Œuvre" in visitor.get(reverse("conversations:spaces")).text


def test_a_theme_in_which_everybody_writes(browser: Any, bob: Person, signed_in: Any) -> None:
    said = {
        "name": "Abeilles",
        "handle": "",
        "summary": "Ce qui vole",
        "rules": "",
        "licence": "CC BY-SA 4.0",
    }
    answer = browser.post(reverse("wiki:theme_open"), said)
    theme = Theme.objects.get(community__handle="abeilles")
    assert answer.url == theme.get_absolute_url()
    assert signed_in(bob).get(reverse("wiki:page_create", args=["abeilles"])).status_code == 200
    assert wrong(browser.post(reverse("wiki:theme_open"), {**said, "handle": "recents"})).keys() == {"handle"}


def test_a_neighbourhood_on_the_map_where_people_talk(browser: Any, visitor: Any) -> None:
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [OUTLINE]}, "properties": {}}
    said = {"name": "Les Alyscamps", "centre": "43,6766 4,6278", "outline": json.dumps(feature)}
    answer = browser.post(reverse("places:open"), said)
    drawn = Neighbourhood.objects.select_related("community").get(slug="les-alyscamps")
    assert answer.url == drawn.get_absolute_url()
    assert drawn.cell == cell_of(43.6766, 4.6278) and drawn.ring == OUTLINE
    assert drawn.community and drawn.community.kind == Community.Kind.NEIGHBOURHOOD
    assert "Les Alyscamps" in visitor.get(reverse("places:list")).text
    assert visitor.get(reverse("conversations:space", args=["les-alyscamps"])).status_code == 200


@pytest.mark.parametrize(
    "outline",
    ["{", "[]", "1", '{"type": "Point", "coordinates": [4, 43]}', '{"type": "Polygon", "coordinates": [[[4, 43]]]}',
     '{"type": "Polygon", "coordinates": [[[400, 43], [4, 43], [5, 43]]]}', "[" * 20_000],
)  # fmt: skip
def test_what_is_no_outline_is_said_at_its_place_and_nothing_is_lost(browser: Any, outline: str) -> None:
    said = {"name": "Les Alyscamps", "centre": "43.6766, 4.6278", "outline": outline}
    answer = browser.post(reverse("places:open"), said)
    assert wrong(answer).keys() == {"outline"}
    assert answer.context["form"]["outline"].value() == outline


@pytest.mark.parametrize("centre", ["Arles", "43.6", "99 4", "43.6 400", "nan nan"])
def test_what_is_no_middle_is_said_too(browser: Any, centre: str) -> None:
    assert wrong(browser.post(reverse("places:open"), {"name": "Ici", "centre": centre})).keys() == {"centre"}


@pytest.mark.parametrize("handle", ["bob", "place", "ouvrir", "é", "a b", "-a", "../x", "a" * 70])
def test_a_name_that_is_taken_or_none_is_said_at_its_place(browser: Any, bob: Person, handle: str) -> None:
    browser.post(reverse("communities:open"), {"name": "Place"})
    answer = browser.post(reverse("communities:open"), {"name": "Autre", "handle": handle})
    assert wrong(answer).keys() == {"handle"}
    assert not Community.objects.filter(name="Autre").exists()
