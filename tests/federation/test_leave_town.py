"""Somebody leaves: from here, and from elsewhere. What is emptied, who is told, what answers afterwards."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from commons.base.errors import Conflict, MayNot
from commons.conversations.actions import start_topic, write_post
from commons.journal.models import Errand
from commons.people import actions as people
from commons.people.models import Account, Follow, Person
from federation.identities import actor_at
from federation.models import Delivery, RemoteActor, RemoteKey
from mutual_aid import actions as aid

from .conftest import decided
from .test_tell_others import golden

pytestmark = pytest.mark.django_db
ASKS = {"accept": "application/activity+json"}


def path_of(person):
    return f"/ap/person/{person.uid}"


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Bonjour à vous", community=space)


@pytest.fixture
def known(nina, evil, alice, visitor):
    """Two servers are known; one of them once read who Alice is."""
    actor_at(nina.address)
    actor_at(evil.somebody("rita").address)
    assert visitor.get(path_of(alice), headers=ASKS).status_code == 200


def leave(browser, words="keep"):
    return browser.post("/moi/partir/", {"words": words, "sure": "on"})


def test_leaving_empties_who_one_was_and_ends_every_session(alice, topic, signed_in, visitor):
    browser, other = signed_in(alice), signed_in(alice)
    Person.objects.filter(pk=alice.pk).update(summary="Je jardine", also_known_as=["https://a.example/u/a"])
    assert leave(browser).status_code == 302
    alice.refresh_from_db()
    assert (alice.state, alice.summary, alice.neighbourhood, alice.also_known_as) == ("gone", "", None, [])
    assert "Alice" not in alice.name
    assert not Account.objects.filter(email="alice@example.org").exists()
    assert other.get("/moi/").status_code == 302
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert "Bonjour à vous" in page and "Alice" not in page
    assert visitor.get(f"/personnes/{alice.handle}/").status_code == 404


def test_words_go_too_when_one_wishes(alice, bob, topic, signed_in, visitor):
    write_post(topic, by=bob, text="Et moi")
    leave(signed_in(alice), "erase")
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert "Bonjour à vous" not in page and "Et moi" in page


def test_what_one_asked_for_is_withdrawn(alice, roquette, signed_in, worker):
    Person.objects.filter(pk=alice.pk).update(
        created=timezone.now() - timedelta(days=30)
    )  # it needs no review
    alice.refresh_from_db()
    words = {"kind": "request", "title": "Une échelle", "body": "Samedi", "category": "outils"}
    listing = aid.post_listing(by=alice, neighbourhood=roquette, **words)
    assert listing.state == "open"
    leave(signed_in(alice))
    worker.run()
    listing.refresh_from_db()
    assert listing.state == "cancelled"
    assert not Errand.objects.exclude(state=Errand.State.DONE).exists()


def test_looking_at_the_page_or_half_a_form_changes_nothing(alice, signed_in):
    browser = signed_in(alice)
    assert browser.get("/moi/partir/").status_code == 200
    assert browser.post("/moi/partir/", {"words": "keep"}).status_code == 422
    alice.refresh_from_db()
    assert alice.is_active


def test_the_only_administrator_names_another_one_first(ada, resident, signed_in):
    answer = leave(signed_in(ada))
    assert answer.status_code == 422 and "only administrator" in answer.content.decode()
    resident("ben", "administrator")
    assert leave(signed_in(ada)).status_code == 302


def test_nobody_makes_somebody_else_leave(alice, bob, ada, rosa):
    for person, by in ((alice, bob), (alice, ada), (rosa, rosa), (people.town_voice(), people.town_voice())):
        with pytest.raises(MayNot):
            people.leave_town(person, by=by, erase=True)


def test_every_server_ever_known_is_told_once(alice, known, elsewhere, evil, signed_in, worker):
    leave(signed_in(alice))
    worker.run()
    golden("delete_person", elsewhere.received("Delete")[0])
    for server in (elsewhere, evil):
        told = server.received("Delete")
        assert [(said["actor"], said["object"]) for said in told] == [(alice.address, alice.address)]
    assert len(elsewhere.letters) == len(evil.letters) == 1


def test_a_server_whose_people_are_gone_is_told_too(alice, nina, known, elsewhere, signed_in, worker):
    nina.sends(nina.says("Delete", nina.address))
    worker.run()
    assert not RemoteActor.objects.filter(host=elsewhere.host).exists()
    leave(signed_in(alice))
    worker.run()
    assert elsewhere.received("Delete")


def test_a_suspended_server_is_told_nothing(alice, known, elsewhere, evil, signed_in, worker):
    decided(elsewhere.host, "blocked")
    leave(signed_in(alice))
    worker.run()
    assert not elsewhere.letters and evil.received("Delete")


def test_whom_nobody_ever_asked_for_is_news_to_nobody(alice, nina, elsewhere, signed_in, worker):
    actor_at(nina.address)
    leave(signed_in(alice))
    worker.run()
    assert not elsewhere.letters


def test_the_address_answers_410_with_the_key_while_the_news_is_on_its_way(
    alice, known, elsewhere, signed_in, visitor, worker
):
    pem = json.loads(visitor.get(path_of(alice), headers=ASKS).content)["publicKey"]["publicKeyPem"]
    elsewhere.answers = [503]
    leave(signed_in(alice))
    worker.run()
    assert Delivery.objects.filter(state="ready").count() == 1
    answer = visitor.get(path_of(alice), headers=ASKS)
    said = json.loads(answer.content)
    assert (answer.status_code, said["type"]) == (410, "Tombstone")
    golden("gone_person", said)
    assert said["publicKey"] == {
        "id": f"{alice.address}#main-key",
        "owner": alice.address,
        "publicKeyPem": pem,
    }
    Delivery.objects.update(state="done")
    said = json.loads(visitor.get(path_of(alice), headers=ASKS).content)
    assert set(said) == {"@context", "type", "id", "formerType", "deleted"}
    assert visitor.get(path_of(alice), headers={"accept": "text/html"}).status_code == 410
    for name in ("outbox", "followers"):
        assert visitor.get(f"{path_of(alice)}/{name}", headers=ASKS).status_code == 404


def test_nobody_writes_to_somebody_who_left_nor_finds_them(alice, nina, signed_in, visitor, settings):
    leave(signed_in(alice))
    letter = nina.says("Follow", alice.address)
    assert nina.sends(letter, path=f"/ap/person/{alice.uid}/inbox")[0] == 404
    found = visitor.get("/.well-known/webfinger", {"resource": f"acct:alice@{settings.CALADE_HOST}"})
    assert found.status_code == 404


def test_the_name_of_somebody_who_left_is_given_to_nobody_else(alice, signed_in):
    leave(signed_in(alice))
    account = Account.objects.create_user("autre@example.org")
    with pytest.raises(Conflict):
        people.join(account, handle="alice", name="Une autre", neighbourhood=None)


# -- from elsewhere ---------------------------------------------------------------------------------------


@pytest.fixture
def answered(nina, topic, outcome):
    note = nina.note(content="<p>Une réponse de Nina</p>", inReplyTo=topic.posts.first().address)
    nina.sends(nina.says("Create", note))
    assert outcome() == "answered"
    return topic


def test_somebody_elsewhere_who_leaves_is_emptied_and_their_words_go(
    answered, nina, outcome, visitor, worker
):
    letter = nina.says("Delete", nina.address)
    assert nina.sends(letter) == (202, "")
    assert outcome() == "actor-gone"
    gone = Person.objects.get(uri=nina.address)
    assert (gone.state, gone.summary, gone.url) == ("gone", "", "")
    page = visitor.get(answered.get_absolute_url()).content.decode()
    assert "Une réponse de Nina" not in page and "Nina" not in page
    assert "Bonjour à vous" in page
    assert nina.sends(letter) == (202, "")  # said again, it is no work
    worker.run()
    assert Person.objects.filter(uri=nina.address).count() == 1


def home_says(nina, status):
    nina.home.documents["/u/nina"] = (status, "text/plain", {})


@pytest.mark.parametrize("cached", [True, False])
def test_a_home_that_answers_410_confirms_that_somebody_left(cached, answered, nina, outcome):
    home_says(nina, 410)
    RemoteActor.objects.update(fetched_at="2020-01-01T00:00Z")
    RemoteKey.objects.update(fetched_at="2020-01-01T00:00Z")
    if not cached:
        RemoteKey.objects.all().delete()
    assert nina.sends(nina.says("Delete", nina.address)) == (202, "")
    assert outcome() == "actor-gone"


def test_a_home_that_answers_404_confirms_nothing_without_a_key(answered, nina):
    home_says(nina, 404)
    RemoteActor.objects.update(fetched_at="2020-01-01T00:00Z")
    RemoteKey.objects.all().delete()
    assert nina.sends(nina.says("Delete", nina.address))[0] == 401
    assert Person.objects.get(uri=nina.address).is_active


def test_nobody_deletes_somebody_else_by_their_server_being_away(answered, nina, mallory, outcome):
    home_says(nina, 410)
    assert mallory.sends(mallory.says("Delete", nina.address)) == (202, "")
    assert "other-origin" in outcome()
    assert Person.objects.get(uri=nina.address).is_active


def test_follows_end_on_both_sides(answered, alice, bob, nina, outcome):
    person = Person.objects.get(uri=nina.address)
    people.follow(bob, person)
    people.follow(person, alice)
    nina.sends(nina.says("Delete", nina.address))
    outcome()
    assert (
        not Follow.objects.filter(follower=person).exists()
        and not Follow.objects.filter(person=person).exists()
    )
