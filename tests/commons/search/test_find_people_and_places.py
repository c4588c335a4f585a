"""One search over people who wish it, places and groups, of this town and of others; and the way out of it."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from commons.communities.actions import open_community
from commons.communities.models import Community
from commons.conversations.actions import start_topic
from commons.people.actions import revise_person
from commons.people.models import Person
from commons.search.models import SearchDocument

SHORT = "{http://a9.com/-/spec/opensearch/1.1/}"


def found(client: Client, words: str, **narrowed: str) -> str:
    return client.get("/recherche/", {"q": words, **narrowed}).content.decode()


@pytest.fixture
def bob_wishes_it(bob: Person, town: Any, worker: Any) -> Person:
    revise_person(
        bob, by=bob, name="Robert Cadastre", summary="Je répare des vélos.", neighbourhood=None,
        is_discoverable=True,
    )  # fmt: skip
    worker.run()
    return bob


def test_who_wishes_it_is_found_by_members_only(
    bob_wishes_it: Person, alice: Person, signed_in: Any, visitor: Client
) -> None:
    assert "Robert Cadastre" in found(signed_in(alice), "cadastre")
    assert "Robert Cadastre" not in found(visitor, "cadastre")


def test_who_changes_their_mind_or_leaves_is_found_no_more(
    bob_wishes_it: Person, alice: Person, signed_in: Any, worker: Any
) -> None:
    revise_person(
        bob_wishes_it, by=bob_wishes_it, name="Robert Cadastre", summary="", neighbourhood=None,
        is_discoverable=False,
    )  # fmt: skip
    worker.run()
    assert "Robert Cadastre</a>" not in found(signed_in(alice), "cadastre")
    assert not SearchDocument.objects.filter(kind="person").exists()


def test_nobody_is_found_who_did_not_say_so(
    alice: Person, bob: Person, town: Any, signed_in: Any, worker: Any
) -> None:
    revise_person(bob, by=bob, name="Robert Cadastre", summary="", neighbourhood=None)
    worker.run()
    assert "Robert Cadastre</a>" not in found(signed_in(alice), "cadastre")


def test_a_neighbourhood_is_found_and_labelled(town: Any, worker: Any, visitor: Client) -> None:
    open_community(
        by=None, kind=Community.Kind.NEIGHBOURHOOD, handle="trinquetaille", name="Trinquetaille",
        summary="De l’autre côté du Rhône.",
    )  # fmt: skip
    worker.run()
    page = found(visitor, "rhone")
    assert ">Trinquetaille</a>" in page and "Neighbourhoods" in page


def test_results_are_narrowed_to_this_town_or_to_others(
    alice: Person, town: Any, worker: Any, visitor: Client
) -> None:
    here = start_topic(by=alice, title="La fontaine d’ici", text="Elle coule.")
    there = start_topic(by=alice, title="La fontaine de Tarascon", text="Elle coule.")
    worker.run()
    SearchDocument.objects.filter(title=there.title).update(home="tarascon.example")
    everywhere = found(visitor, "fontaine")
    assert here.title in everywhere and there.title in everywhere and "tarascon.example" in everywhere
    assert there.title not in found(visitor, "fontaine", town="here")
    assert here.title not in found(visitor, "fontaine", town="elsewhere")
    assert here.title in found(visitor, "fontaine", town="²")


def test_browsers_learn_how_to_search_the_town(town: Any, visitor: Client) -> None:
    home = visitor.get("/").content.decode()
    assert 'href="/recherche/opensearch.xml"' in home
    answer = visitor.get("/recherche/opensearch.xml")
    assert answer["Content-Type"] == "application/opensearchdescription+xml"
    said = ElementTree.fromstring(answer.content.decode())
    assert said.findtext(f"{SHORT}ShortName") == "Arles"
    url = said.find(f"{SHORT}Url")
    assert url is not None
    assert url.get("template") == f"{settings.CALADE_ORIGIN}/recherche/?q={{searchTerms}}"


def test_the_web_is_one_press_away_and_the_town_says_which(town: Any, visitor: Client, settings: Any) -> None:
    settings.CALADE_WEB_SEARCH = "https://www.qwant.com/?q={words}"
    page = found(visitor, 'bûche "à & là"')
    assert 'href="https://www.qwant.com/?q=b%C3%BBche%20%22%C3%A0%20%26%20l%C3%A0%22"' in page
    assert "with qwant.com" in page and 'rel="external noreferrer"' in page
    settings.CALADE_WEB_SEARCH = ""
    assert "qwant" not in found(visitor, "bûche")
