"""Whoever leaves sees which servers have erased them; the key that signed the news is destroyed afterwards."""

import pytest

from commons.conversations.actions import start_topic
from commons.people.models import Person
from commons.privacy.models import Acknowledgement, Erasure
from federation.identities import actor_at
from federation.models import Delivery, LocalKey

pytestmark = pytest.mark.django_db
ASKS = {"accept": "application/activity+json"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path


@pytest.fixture
def known(nina, alice, space, visitor):
    actor_at(nina.address)
    start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    assert visitor.get(f"/ap/person/{alice.uid}", headers=ASKS).status_code == 200


def leave(browser):
    return browser.post("/moi/partir/", {"words": "erase", "sure": "on"})["Location"]


def test_the_receipt_says_who_has_acknowledged(alice, known, elsewhere, signed_in, visitor, worker):
    address = leave(signed_in(alice))
    assert "being asked" in visitor.get(address).content.decode()
    worker.run()
    page = visitor.get(address).content.decode()
    assert elsewhere.host in page and "has acknowledged" in page
    assert "Alice" not in page and "alice" not in page


def test_the_data_officer_sees_it_without_a_name(alice, known, elsewhere, resident, signed_in, worker):
    vera = resident("vera", "data_officer")
    leave(signed_in(alice))
    worker.run()
    page = signed_in(vera).get("/donnees/").content.decode()
    assert f"{elsewhere.host}: has acknowledged" in page
    assert "Alice" not in page


def test_the_key_is_kept_while_the_news_is_on_its_way_and_then_destroyed(
    alice, known, elsewhere, signed_in, worker
):
    elsewhere.answers[:] = [503] * 9
    leave(signed_in(alice))
    worker.run()
    assert LocalKey.objects.filter(person=alice).exists()
    assert Acknowledgement.objects.get().state == "waiting"
    assert not Erasure.objects.get().told_at
    Delivery.objects.filter(kind="Delete").update(state="dead")
    worker.run()
    assert not LocalKey.objects.filter(person=alice).exists()
    assert Acknowledgement.objects.get().state == "silent"
    assert Erasure.objects.get().told_at


def test_a_wrong_receipt_leads_nowhere(alice, known, signed_in, visitor):
    address = leave(signed_in(alice))
    assert visitor.get(address).status_code == 200
    assert visitor.get(address[:-2] + "x/").status_code == 404


def test_the_address_stays_gone_when_the_key_is(alice, known, signed_in, visitor, worker):
    leave(signed_in(alice))
    worker.run()
    assert not LocalKey.objects.filter(person=alice).exists()
    answer = visitor.get(f"/ap/person/{alice.uid}", headers=ASKS)
    assert answer.status_code == 410 and answer.json()["type"] == "Tombstone"
    assert Person.objects.get(pk=alice.pk).state == "gone"
