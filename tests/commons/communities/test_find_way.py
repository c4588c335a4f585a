"""Home, the town's texts, communities, neighbours, language and light."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from commons.communities import home
from commons.communities.models import Community, Town
from commons.conversations.actions import start_topic, write_post
from commons.people.actions import follow
from commons.people.models import Person


def test_a_visitor_sees_what_the_town_does_and_what_to_do_first(
    alice: Person, roquette: Any, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    start_topic(by=alice, title="Fête des voisins", text="Qui vient ?", community=roquette.community)
    visitor.get("/")
    with django_assert_max_num_queries(6):
        page = visitor.get("/")
    assert page.headers["X-Page-Store"] == "public"
    text = page.content.decode()
    assert "Une ville qui se parle." in text and "Fête des voisins" in text
    assert "csrfmiddlewaretoken" not in text and "style=" not in text


def test_an_empty_town_says_how_to_begin(town: Town, visitor: Client) -> None:
    assert b"Nobody has spoken yet" in visitor.get("/").content


def test_a_member_sees_first_what_waits_then_what_is_near(
    alice: Person, bob: Person, roquette: Any, signed_in: Any, worker: Any
) -> None:
    browser = signed_in(alice)
    assert b"You are up to date" in browser.get("/").content
    topic = start_topic(by=alice, title="Fête des voisins", text="Qui vient ?", community=roquette.community)
    write_post(topic, by=bob, text="Moi.")
    worker.run()
    page = browser.get("/").content.decode()
    assert "up to date" not in page
    assert page.index("What waits for you") < page.index("Near you") < page.index("What you follow")
    assert "wrote a message" in page and "X-Page-Store" not in browser.get("/").headers


def test_what_one_follows_comes_home(alice: Person, bob: Person, signed_in: Any) -> None:
    space = Community.objects.create(kind="space", handle="place", name="La place")
    browser = signed_in(alice)
    browser.post("/communautes/place/suivre/", {"next": "/discussions/espaces/place/"})
    start_topic(by=bob, title="Des bancs", text="x", community=space)
    assert b"Des bancs" in browser.get("/").content
    browser.post("/communautes/place/suivre/", {"stop": "1"})
    assert b"Des bancs" not in browser.get("/").content


def test_a_room_shows_its_section_without_being_known(town: Town, visitor: Client) -> None:
    from commons.base import sections

    home.register("test", 5, lambda person, about: {"topics": []}, "conversations/_home_now.html")
    try:
        assert visitor.get("/").content.count(b"Talks under way") == 2
    finally:
        del sections._sections[home.NOW]["test"]


@pytest.mark.parametrize("page", ["charte", "vie-privee", "accessibilite", "sobriete", "villes-voisines"])
def test_the_towns_texts_are_public(
    town: Town, visitor: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        answer = visitor.get(f"/{page}/")
    assert answer.status_code == 200 and answer.headers["X-Page-Store"] == "public"


def test_the_town_writes_its_own_charter(town: Town, visitor: Client) -> None:
    assert b"On se respecte." in visitor.get("/charte/").content


def test_the_page_about_weight_weighs_itself(town: Town, visitor: Client) -> None:
    page = visitor.get("/sobriete/").content.decode()
    assert "This page weighs —" not in page
    assert "kilobytes" in page and "this page weighs" in page  # and the footer says it too


def test_neighbours_are_those_that_somebody_here_follows(alice: Person, visitor: Client) -> None:
    there = Community.objects.create(
        kind="theme",
        handle="compost",
        home="nord.example",
        name="Compost",
        uri="https://nord.example/ap/group/1",
    )
    assert b"No neighbouring town yet" in visitor.get("/villes-voisines/").content
    follow(alice, there)
    alice.following.update(state="accepted")
    page = visitor.get("/villes-voisines/").content
    assert b"nord.example" in page and b"Compost" in page


def test_a_community_says_whose_it_is(alice: Person, roquette: Any, visitor: Client) -> None:
    page = visitor.get("/communautes/la-roquette/")
    assert page.status_code == 200 and page.headers["X-Page-Store"] == "public"
    assert visitor.get("/communautes/nulle-part/").status_code == 404


def test_language_and_light_are_kept_without_a_token(town: Town) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = browser.post(
        "/langue/", {"language": "fr", "next": "/charte/"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.headers["Location"] == "/charte/"
    assert 'lang="fr"' in browser.get("/charte/").content.decode()
    browser.post("/lumiere/", {"theme": "dark", "next": "https://evil.example/"})
    assert 'data-theme="dark"' in browser.get("/").content.decode()
    browser.post("/lumiere/", {"theme": "auto"})
    assert 'data-theme="auto"' in browser.get("/").content.decode()


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_another_site_does_not_choose_for_the_reader(
    town: Town, visitor: Client, headers: dict[str, str]
) -> None:
    answer = visitor.post("/langue/", {"language": "fr"}, headers=headers)
    assert answer.status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_the_way_back_stays_in_the_town(town: Town, visitor: Client) -> None:
    assert visitor.post("/langue/", {"language": "fr", "next": "//evil.example/"}).headers["Location"] == "/"
    reloaded = visitor.get("/langue/", headers={"accept": "text/html"})
    assert (reloaded.status_code, reloaded["Allow"]) == (405, "POST")
    assert "Rien n’a été modifié" in reloaded.content.decode()


def test_the_first_words_are_whole_sentences_without_signs() -> None:
    town = Town(
        name="Arles", intro="Ici on **s’aide**. " + "On y parle aussi de tout ce qui concerne la ville. " * 9
    )
    assert town.lead.startswith("Ici on s’aide. On y parle") and town.lead.endswith("la ville.")
    assert len(town.lead) < 171 and Town(intro="Court").lead == "Court"
