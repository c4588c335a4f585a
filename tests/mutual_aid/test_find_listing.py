"""Finding: filters that can be taken off, counts that are true, pages by key, and what one could do, with why."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.places.models import Neighbourhood
from mutual_aid.models import Listing
from mutual_aid.states import ListingState

HELPER = "/entraide/ce-que-je-peux-faire/"


def titles(browser: Any, query: str = "") -> list[str]:
    page = browser.get(f"/entraide/{query}").content.decode()
    board = page[page.index('id="liste"') :]
    return re.findall(r'card-title"><a href="[^"]*">([^<]*)</a>', board)


@pytest.fixture
def places(roquette: Any) -> list[Neighbourhood]:
    near = Neighbourhood.objects.create(slug="centre", name="Centre", cell=roquette.cell)
    row, column = (int(part) for part in roquette.cell.split("."))
    further = Neighbourhood.objects.create(slug="griffeuille", name="Griffeuille", cell=f"{row}.{column + 2}")
    far = Neighbourhood.objects.create(slug="moules", name="Moulès", cell=f"{row}.{column + 12}")
    return [roquette, near, further, far]


def test_a_distance_is_a_set_of_neighbourhoods(settled: Any, ask: Any, visitor: Any, places: Any) -> None:
    for place in places:
        ask(settled(place.slug.replace("-", "")), title=place.name, neighbourhood=place)
    assert titles(visitor, "?where=la-roquette") == ["La Roquette"]
    assert set(titles(visitor, "?where=la-roquette&around=next")) == {"La Roquette", "Centre"}
    assert set(titles(visitor, "?where=la-roquette&around=town")) == {"La Roquette", "Centre", "Griffeuille"}
    assert len(titles(visitor, "?around=next")) == 4, "a distance from nowhere says nothing"


def test_filters_that_are_on_can_be_taken_off_and_are_counted(settled: Any, ask: Any, visitor: Any) -> None:
    for n in range(3):
        ask(settled(f"a{n}"), title=f"Garden {n}", category="jardinage")
    ask(settled("b"), title="Company", category="compagnie")
    page = visitor.get("/entraide/?category=jardinage&where=la-roquette&free=1").content.decode()
    assert "3 listings" in page
    assert 'href="/entraide/?where=la-roquette&amp;free=1#liste"' in page, "without the category"
    assert "Somebody is still needed" in page
    assert 'href="/entraide/affiche/la-roquette/"' in page and "affiche" not in visitor.get("/entraide/").text
    Listing.objects.filter(title="Garden 1").update(state=ListingState.COVERED)
    assert titles(visitor, "?category=jardinage&free=1") == ["Garden 2", "Garden 0"]


def test_every_listing_is_on_one_page_however_many_there_are(settled: Any, ask: Any, visitor: Any) -> None:
    author, now = settled("author"), timezone.now()
    for n in range(30):
        ask(author, title=f"Offer {n}", kind="offer")
    for n, listing in enumerate(Listing.objects.order_by("pk")):
        state = ListingState.COVERED if n % 3 == 0 else ListingState.OPEN
        Listing.objects.filter(pk=listing.pk).update(state=state, created=now - timedelta(minutes=n // 4))
    seen, address = [], "/entraide/"
    for _page in range(5):
        page = visitor.get(address).content.decode()
        seen += titles(visitor, address.removeprefix("/entraide/"))
        following = re.search(r'rel="next" href="([^"]*)"', page)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
    assert len(seen) == 30 and len(set(seen)) == 30
    covered = [int(title.split()[1]) % 3 == 0 for title in seen]
    assert covered == sorted(covered), "those with a place left come first"
    for nonsense in ("x", "9-1-1", "0-99999999999999999-1", "0--1"):
        assert len(titles(visitor, f"?apres={nonsense}")) == 12


def test_somebody_sees_where_they_could_help_and_why(
    settled: Any, ask: Any, signed_in: Any, places: Any
) -> None:
    gus = settled("gus")
    browser = signed_in(gus)
    roses = ask(settled("rose"), title="Prune the roses", category="jardinage")
    ask(settled("far"), title="Too far", category="jardinage", neighbourhood=places[3])
    ask(settled("cook"), title="Soup", category="cuisine")
    ask(settled("kid"), title="Mind a child", category="garde")
    ask(gus, title="My own garden", category="jardinage")
    assert "You could help" not in browser.get("/entraide/").content.decode(), "nothing was said yet"
    browser.post(HELPER, {"categories": ["jardinage", "garde"], "reach": "next"})
    for address in ("/entraide/", "/"):
        page = browser.get(address).content.decode()
        section = page[page.index("You could help") :].split("</section>")[0]
        assert "Prune the roses" in section
        assert "You said “Garden and plants”, same neighbourhood" in section
        for other in ("Too far", "Soup", "My own garden", "Mind a child"):
            assert other not in section, (address, other)
    assert titles(browser, "?mine=1") == ["Mind a child", "Prune the roses"]
    browser.post(f"/entraide/suggestions/{roses.pk}/ecarter/")
    assert "You could help" not in browser.get("/entraide/").content.decode()
    assert "Prune the roses" in titles(browser), "it stays on the board"
