"""Article 18: everything is kept and nothing used, until the person says so."""

import pytest
from django.test import Client

from commons.base.errors import MayNot
from commons.conversations.actions import start_topic
from commons.conversations.models import Post
from commons.people.actions import follow, freeze_person, suspend_person
from commons.people.models import Account, Person
from commons.privacy.models import Request, Takeaway

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(alice, space, signed_in):
    start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    browser = signed_in(alice)
    assert browser.post("/moi/donnees/geler/").status_code == 302
    return browser


def test_nobody_finds_the_profile_and_all_is_kept(alice, frozen, visitor, signed_in, bob):
    assert visitor.get("/personnes/alice/").status_code == 404
    assert signed_in(bob).get("/personnes/alice/").status_code == 404
    assert (
        visitor.get(f"/ap/person/{alice.uid}", headers={"accept": "application/activity+json"}).status_code
        == 404
    )
    alice.refresh_from_db()
    assert (alice.state, alice.kept_name, alice.kept_handle) == ("frozen", "Alice", "alice")


def test_public_words_stay_by_somebody_and_the_name_comes_back_with_them(
    alice, space, ask, frozen, visitor, signed_in, bob
):
    topic = Post.objects.get(source="Bonjour").topic
    for page in (visitor.get(f"/discussions/{topic.pk}/"), signed_in(bob).get(f"/discussions/{topic.pk}/")):
        text = page.content.decode()
        assert "Bonjour" in text and "Quelqu’un" in text and "lice" not in text
    taken = {"name": "Lou", "handle": "Alice", "neighbourhood": "", "charter": "on", "old_enough": "on"}
    newcomer = Client()
    newcomer.force_login(Account.objects.create_user("lou@example.org"))
    assert newcomer.post("/bienvenue/", taken).status_code == 422  # it waits for its bearer
    frozen.post("/moi/donnees/geler/", {"thaw": "1"})
    assert "Alice" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    alice.refresh_from_db()
    assert (alice.name, alice.handle, alice.kept_name, alice.kept_handle) == ("Alice", "alice", "", "")


def test_they_write_nothing_and_still_reach_their_data(alice, frozen, space):
    answer = frozen.get("/moi/", follow=True)
    assert answer.status_code == 403 and "/moi/donnees/" in answer.content.decode()
    page = frozen.get("/moi/donnees/")
    assert page.status_code == 200 and "stay untouched" in page.content.decode()
    with pytest.raises(MayNot):
        follow(Person.objects.get(pk=alice.pk), space)


def test_they_come_back_as_they_were(alice, frozen, visitor):
    frozen.post("/moi/donnees/geler/", {"thaw": "1"})
    assert visitor.get("/personnes/alice/").status_code == 200
    assert frozen.get("/moi/").status_code == 200


def test_looking_at_the_page_changes_nothing(alice, signed_in):
    assert signed_in(alice).get("/moi/donnees/geler/").status_code == 200
    alice.refresh_from_db()
    assert alice.is_active


def test_nobody_freezes_somebody_else(alice, ada):
    with pytest.raises(MayNot):
        freeze_person(alice, by=ada)


def test_whoever_is_suspended_keeps_their_rights(alice, mona, signed_in):
    suspend_person(alice, by=mona)
    browser = signed_in(Person.objects.get(pk=alice.pk))
    assert browser.get("/moi/donnees/").status_code == 200
    assert browser.post("/moi/donnees/geler/", {"thaw": "1"}).status_code == 302
    alice.refresh_from_db()
    assert alice.state == "suspended"  # a way back it is not


def test_whoever_is_suspended_takes_everything_away_asks_and_leaves_by_themselves(
    alice, mona, space, ask, signed_in, worker, settings, tmp_path
):
    settings.CALADE_DATA = tmp_path
    start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    listing = ask(alice)
    suspend_person(alice, by=mona)
    browser = signed_in(alice)
    assert browser.post("/moi/donnees/emporter/").status_code == 302
    worker.run()
    taken = browser.get(f"/moi/donnees/{Takeaway.objects.get().uid}.zip")
    assert b"".join(taken.streaming_content)
    assert browser.post("/moi/donnees/demander/", {"kind": "rectify", "words": "Mon nom"}).status_code == 302
    assert Request.objects.get().person == alice
    assert "/moi/partir/" in browser.get("/moi/donnees/").content.decode()
    assert browser.get("/moi/partir/").status_code == 200
    assert browser.post("/moi/partir/", {"words": "erase", "sure": "on"}).status_code == 302
    alice.refresh_from_db()
    assert (alice.state, alice.name) == ("gone", "Quelqu’un")
    assert not Post.objects.filter(source="Bonjour").exists()
    listing.refresh_from_db()
    assert listing.state == "archived"
    assert not Account.objects.filter(email="alice@example.org").exists()
