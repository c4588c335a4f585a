"""Administrators see why messages wait, and may pause, resume, retry or purge, each with a line in the journal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.journal.models import Entry
from federation import lanes
from federation.models import Delivery, Server
from federation.outbound import wants
from federation.reasons import in_words

pytestmark = pytest.mark.django_db
PAGE = "/villes-voisines/serveurs/"


@pytest.fixture
def server(nina, elsewhere, space, alice, follower, worker):
    """Nina's server answers 503 while something waits for it."""
    follower(nina, space)
    worker.run()
    elsewhere.letters.clear()
    elsewhere.answers = [503]
    start_topic(by=alice, title="Un banc", text="Bonjour", community=space)
    worker.run()
    return Server.objects.get(host=elsewhere.host)


@pytest.fixture
def browser(signed_in, ada):
    return signed_in(ada)


def press(browser, page, action):
    """The button whose form leads there, if the page shows it."""
    assert f'action="{action}"' in page.content.decode()
    return browser.post(action, follow=True)


def at(server, verb):
    return f"{PAGE}{server.pk}/{verb}/"


def verbs():
    return list(Entry.objects.filter(verb__startswith="federation.").values_list("verb", flat=True))


def test_the_page_says_how_many_wait_since_when_why_and_until_when(browser, server):
    Delivery.objects.filter(state="ready").update(asked_at=timezone.now() - timedelta(days=2))
    said = browser.get(PAGE).content.decode()
    assert "2 messages wait" in said
    assert "It has trouble of its own (answer 503)." in said
    assert "Next try:" in said
    Server.objects.update(dormant_at=timezone.now())
    assert "Asleep" in browser.get(PAGE).content.decode()


def test_a_paused_lane_waits_until_it_is_resumed(browser, server, elsewhere, worker):
    page = press(browser, browser.get(PAGE), at(server, "suspendre"))
    assert "Paused: nothing is sent until you resume." in page.content.decode()
    Server.objects.update(next_at=timezone.now())
    worker.run()
    assert elsewhere.letters == []
    press(browser, page, at(server, "reprendre"))
    worker.run()
    assert len(elsewhere.letters) == 2
    assert verbs() == ["federation.lane_paused", "federation.lane_resumed"]


def test_a_lane_that_waits_is_tried_at_once(browser, server, elsewhere, worker):
    Server.objects.update(next_at=timezone.now() + timedelta(days=1))
    press(browser, browser.get(PAGE), at(server, "reessayer"))
    worker.run()
    assert len(elsewhere.letters) == 2
    assert verbs() == ["federation.lane_retried"]
    assert "messages wait" not in browser.get(PAGE).content.decode()


def test_what_waits_is_deleted_only_after_a_second_question(browser, server, elsewhere, worker):
    assert at(server, "vider") in browser.get(PAGE).content.decode()
    question = browser.get(at(server, "vider"))
    assert "Delete 2 messages for good" in question.content.decode()
    assert Delivery.objects.filter(state="ready").count() == 2
    browser.post(at(server, "vider"))
    assert not Delivery.objects.filter(state="ready").exists()
    (entry,) = Entry.objects.filter(verb="federation.lane_purged")
    assert (entry.detail, entry.is_public) == ({"letters": 2}, False)
    Server.objects.update(next_at=timezone.now())
    worker.run()
    assert elsewhere.letters == []


def test_nobody_else_steers_lanes(signed_in, charlie, mona, visitor, server):
    for who in (charlie, mona):
        assert signed_in(who).get(PAGE).status_code == 403
        for verb in ("suspendre", "reprendre", "reessayer", "vider"):
            assert signed_in(who).post(at(server, verb)).status_code == 403
    assert visitor.post(at(server, "vider")).status_code == 302
    assert verbs() == []
    assert lanes.waiting_for(server.host).count() == 2


def test_looking_changes_nothing(browser, server):
    for verb in ("suspendre", "reprendre", "reessayer"):
        assert browser.get(at(server, verb)).status_code == 405
    assert verbs() == []


def test_nothing_of_it_leaves(browser, server):
    for verb in ("suspendre", "reprendre", "reessayer", "vider"):
        browser.post(at(server, verb))
    entries = list(Entry.objects.filter(verb__startswith="federation."))
    assert len(entries) == 4
    assert not any(wants(entry) for entry in entries)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", ""),
        ("timeout", "It does not answer in time."),
        ("status-401", "It refuses the message (answer 401)."),
        ("ValueError: lost", "Something failed here (ValueError: lost)."),
    ],
)
def test_reasons_are_said_in_words(reason, words):
    assert in_words(reason) == words
