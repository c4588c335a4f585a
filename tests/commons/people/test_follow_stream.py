"""What one follows stands on one page, in order of time, each line with its reason, and the page ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.conversations.actions import (
    bring_into_circle,
    found_circle,
    leave_circle,
    open_private_thread,
    start_in_circle,
    start_topic,
    write_post,
)
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.notices.actions import renew_feed
from commons.notices.models import Notice
from commons.people.actions import block, follow
from wiki.actions import create_page, open_theme, revise_page, watch

STREAM = "/moi/suivi/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens(town: Any) -> Any:
    return open_theme(by=None, handle="jardins", name="Jardins", description="x", rules="")


def stream(client: Any, query: str = "") -> str:
    return client.get(STREAM + query).text


def test_each_kind_of_thing_is_followed_from_its_own_page(
    alice: Any, bob: Any, charlie: Any, gardens: Any, signed_in: Any, roquette: Any
) -> None:
    browser = signed_in(alice)
    assert "You are up to date" in stream(browser)
    page = create_page(gardens, by=bob, title="Le compost", text="Trier.\n")
    other = create_page(gardens, by=bob, title="Les semis", text="Semer.\n", tags=["Graines"])
    topic = start_topic(by=charlie, title="Les quais", text="x")
    near = start_topic(by=charlie, title="Le marché", text="x", community=roquette.community)
    assert "Les quais" not in stream(browser)

    assert f'value="topic:{topic.pk}"' in browser.get(topic.get_absolute_url()).text
    browser.post("/moi/suivi/changer/", {"mark": f"topic:{topic.pk}", "next": topic.get_absolute_url()})
    assert "Stop following" in browser.get(topic.get_absolute_url()).text
    tag = other.tags.get()
    assert f'value="tag:{tag.slug}"' in browser.get(tag.get_absolute_url()).text
    browser.post("/moi/suivi/changer/", {"mark": f"tag:{tag.slug}"})
    watch(page, by=alice)
    follow(alice, roquette.community)
    found = stream(browser)
    for title, why in (
        ("Les quais", "Les quais"),
        ("Les semis", "tag “Graines”"),
        ("Le compost", "Le compost"),
        (near.title, "La Roquette"),
    ):
        assert title in found and f"Because you follow: {why}" in found
    browser.post("/moi/suivi/changer/", {"mark": f"topic:{topic.pk}", "stop": "1"})
    assert "Les quais" not in stream(browser)


def test_people_from_here_and_from_elsewhere(
    alice: Any, bob: Any, rosa: Any, town: Any, signed_in: Any
) -> None:
    follow(alice, bob)
    asked = follow(alice, rosa)
    start_topic(by=bob, title="De Bob", text="x")
    start_topic(by=rosa, title="De Rosa", text="x")
    assert "De Bob" in stream(signed_in(alice)) and "De Rosa" not in stream(signed_in(alice))
    from commons.people.actions import accept_follow

    accept_follow(asked, by=rosa)
    found = stream(signed_in(alice))
    assert "De Rosa" in found and "Because you follow: Rosa" in found
    assert found.index("De Rosa") < found.index("De Bob"), "the newest first"
    block(alice, bob)
    assert "De Bob" not in stream(signed_in(alice))


def test_a_theme_and_whoever_writes_there_are_one_line_with_two_reasons(
    alice: Any, bob: Any, gardens: Any, signed_in: Any
) -> None:
    watch(gardens, by=alice)
    follow(alice, bob)
    page = create_page(gardens, by=bob, title="Le compost", text="Un.\n")
    for number in range(3):
        page.refresh_from_db()
        revise_page(page, by=bob, text=f"Version {number}.\n", based_on=page.current)
    found = stream(signed_in(alice))
    assert found.count("<strong>Le compost</strong>") == 1 and "and 3 more times before" in found
    assert "Because you follow: Bob, Jardins" in found


def test_what_not_everybody_may_read_is_not_there(alice: Any, bob: Any, town: Any, signed_in: Any) -> None:
    follow(alice, bob)
    thread = open_private_thread(about=bob, title="Secret", members=[alice, bob])
    write_post(thread, by=bob, text="CANARI")
    hidden = start_topic(by=bob, title="Caché", text="x")
    hidden.state = hidden.State.HIDDEN
    hidden.save()
    found = stream(signed_in(alice))
    assert not [
        word for word in ("Secret", "CANARI", "Caché", str(thread.get_absolute_url())) if word in found
    ]
    refused = signed_in(alice).post("/moi/suivi/changer/", {"mark": "page:999"})
    assert refused.status_code == 404


def test_ones_circles_are_there_for_their_members_alone(
    alice: Any, bob: Any, charlie: Any, town: Any, signed_in: Any, worker: Any
) -> None:
    follow(charlie, bob)
    circle = found_circle(by=bob, name="Les voisins du 12")
    bring_into_circle(circle, alice, by=bob)
    topic = start_in_circle(circle, by=bob, title="La fuite", text="Au sous-sol")
    worker.run()
    found = stream(signed_in(alice))
    assert "La fuite" in found and "your circle Les voisins du 12" in found
    assert "La fuite" not in stream(signed_in(charlie)) and "La fuite" not in stream(signed_in(bob))
    assert [notice.href for notice in Notice.objects.filter(kind__contains="post_written")] == [
        topic.posts.get().get_absolute_url()
    ]
    feed = Client().get(f"/moi/suivi/{renew_feed(by=alice).token}.xml").text
    assert topic.get_absolute_url() in feed and "La fuite" not in feed and "voisins du 12" not in feed
    leave_circle(circle, alice, by=alice)
    assert "La fuite" not in stream(signed_in(alice))


def test_what_residents_say_in_a_space_that_one_follows(
    alice: Any, bob: Any, charlie: Any, roquette: Any, signed_in: Any
) -> None:
    follow(alice, roquette.community)
    start_topic(by=bob, title="Les clés", text="x", community=roquette.community, reach=Topic.Reach.MEMBERS)
    assert "Les clés" in stream(signed_in(alice)) and "Les clés" not in stream(signed_in(charlie))


def test_it_goes_back_by_pages_and_comes_to_an_end(alice: Any, bob: Any, town: Any, signed_in: Any) -> None:
    follow(alice, bob)
    for number in range(35):
        start_topic(by=bob, title=f"Sujet {number:02}", text="x")
    browser = signed_in(alice)
    first = browser.get(STREAM)
    assert "You are up to date" not in first.text and "Sujet 34" in first.text
    seen, answer = first.text, first
    while before := answer.context["page"].before:
        answer = browser.get(f"{STREAM}?avant={before}")
        seen += answer.text
    assert "You are up to date" in answer.text and "Sujet 34" not in answer.text
    assert all(f"Sujet {number:02}" in seen for number in range(35))
    Entry.objects.update(at=timezone.now() - timedelta(days=31))
    assert "Sujet" not in stream(browser), "what is older is found where it happened"


def test_a_feed_reader_has_it_at_a_secret_address(alice: Any, bob: Any, town: Any, signed_in: Any) -> None:
    follow(alice, bob)
    start_topic(by=bob, title="De Bob", text="x")
    browser = signed_in(alice)
    browser.post("/avis/reglages/flux/", {"do": "renew"})
    address = renew_feed(by=alice).token
    assert address in browser.get("/avis/reglages/").text
    anybody = Client()
    for path in (f"/moi/suivi/{address}.xml", f"/avis/flux/{address}.xml"):
        answer = anybody.get(path)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "De Bob" in anybody.get(f"/moi/suivi/{address}.xml").text
    browser.post("/avis/reglages/flux/", {"do": "renew"})
    assert anybody.get(f"/moi/suivi/{address}.xml").status_code == 404
    browser.post("/avis/reglages/flux/", {"do": "close"})
    assert "xml" not in browser.get("/avis/reglages/").text.partition("stream-address")[2][:200]


def test_it_costs_the_same_however_much_one_follows(
    alice: Any, resident: Any, town: Any, signed_in: Any
) -> None:
    browser, asked = signed_in(alice), []
    for number in range(12):
        somebody = resident(f"voisin{number}")
        follow(alice, somebody)
        start_topic(by=somebody, title=f"De {number}", text="x")
        if number in (1, 11):
            stream(browser)
            with CaptureQueriesContext(connection) as questions:
                stream(browser)
            asked.append(len(questions))
    assert asked[0] == asked[1]
