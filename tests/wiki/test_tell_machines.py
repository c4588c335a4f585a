"""What programs read of the wikis: data inside a page, and the map of the site."""

import json
import re
from xml.etree import ElementTree

import pytest

from wiki.actions import create_page, delete_page, revise_page, verify_page
from wiki.models import Page
from wiki.sitemaps import PageMap

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def said_by(client, page):
    return json.loads(BLOCK.search(client.get(page.get_absolute_url()).text)[1])


def test_a_page_says_what_it_is(page, alice, bob, visitor):
    text = "Voir <https://example.org/a?b=1&c=2>.\n" + "".join(
        f"<https://example.org/{n}>\n" for n in range(20)
    )
    revise_page(page, by=bob, text=text, based_on=page.current, tags=["compost"])
    verify_page(page, by=alice)
    said = said_by(visitor, page)
    assert (said["@type"], said["headline"], said["inLanguage"]) == ("Article", page.title, "fr")
    assert [author["name"] for author in said["author"]] == ["Alice", "Bob"]
    assert said["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert said["keywords"] == ["compost"] and said["isPartOf"] == "Jardins"
    assert len(said["citation"]) == 10 and said["citation"][0] == "https://example.org/a?b=1&c=2"
    assert said["dateModified"] >= said["datePublished"] and "lastReviewed" in said


def test_a_page_says_where_its_place_is(theme, alice, visitor):
    box = "::: adresse Médiathèque\nEspace Van-Gogh\n\nplace Félix-Rey\n:::\n\n::: info\nFermée le lundi.\n:::\n"
    page = create_page(theme, by=alice, title="Lire", text=box)
    there = {"@type": "Place", "name": "Médiathèque", "address": "Espace Van-Gogh place Félix-Rey"}
    assert said_by(visitor, page)["contentLocation"] == [there] == said_by(visitor, page)["contentLocation"]


def test_no_title_ends_the_block(theme, alice, visitor):
    page = create_page(theme, by=alice, title="</script><b>&\u2028 \U0001f40c", text="Rien.")
    assert said_by(visitor, page)["headline"] == page.title
    assert "</script><b>" not in visitor.get(page.get_absolute_url()).text


def test_a_copy_leaves_it_to_its_home(page, visitor):
    Page.objects.filter(pk=page.pk).update(home="nord.example", uri="https://nord.example/ap/page/1")
    assert not BLOCK.search(visitor.get(page.get_absolute_url()).text)


def test_the_map_of_the_site_names_what_visitors_may_read(theme, page, alice, mona, visitor, monkeypatch):
    gone = create_page(theme, by=alice, title="Erreur", text="x")
    delete_page(gone, by=mona, reason="essai")
    copy = create_page(theme, by=alice, title="Ailleurs", text="x")
    Page.objects.filter(pk=copy.pk).update(home="nord.example", uri="https://nord.example/ap/page/1")
    assert "/sitemap.xml" in visitor.get("/robots.txt").text
    monkeypatch.setattr(PageMap, "limit", 1)
    create_page(theme, by=alice, title="Deux", text="x")
    answer = visitor.get("/sitemap.xml")
    assert answer["X-Page-Store"] == "public"
    parts = [
        place.text for place in ElementTree.fromstring(answer.content).iter() if place.tag.endswith("loc")
    ]
    assert [part.partition("/sitemap-")[2] for part in parts] == ["themes.xml", "pages.xml", "pages.xml?p=2"]
    named = "".join(visitor.get(part.partition("testserver")[2]).text for part in parts)
    assert page.get_absolute_url() in named and theme.get_absolute_url() + "<" in named and "/deux/" in named
    assert "erreur" not in named and "ailleurs" not in named
    assert visitor.get("/sitemap-nothing.xml").status_code == 404
