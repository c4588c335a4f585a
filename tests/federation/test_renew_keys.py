"""New keys in the place of old ones: who knows only the old one still believes us, and so does who knows the new."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.people.actions import revise_person
from federation import own_keys, signatures, timers
from federation.keys import load_public_key
from federation.models import Delivery, LocalKey

from .conftest import due_now, keys_of

pytestmark = pytest.mark.django_db


class Peer:
    """A strict reader elsewhere: what it believes depends on which key it has read."""

    def __init__(self, server, actor, client):
        self.server, self.actor, self.client = server, actor, client
        self.reads()

    def reads(self):
        path = self.actor.address.removeprefix(settings.CALADE_ORIGIN)
        said = json.loads(self.client.get(path, headers={"accept": "application/activity+json"}).content)
        self.pem = said["publicKey"]["publicKeyPem"]

    def believes(self, letter):
        try:
            claim = signatures.parse_signature(letter)
            signatures.verify(
                claim, letter, load_public_key(self.pem), our_origin=self.server.origin, now=datetime.now(UTC)
            )
        except signatures.BadSignature:
            return False
        return True


@pytest.fixture
def peer(elsewhere, alice, nina, follower, visitor, worker):
    follower(nina, alice)
    worker.run()
    elsewhere.letters.clear()
    return Peer(elsewhere, alice, visitor)


def says_something(alice):
    revise_person(alice, by=alice, name="Alice", summary="Je jardine", neighbourhood=None)


def test_the_news_is_signed_with_the_old_key_and_what_follows_with_the_new(peer, alice, elsewhere, worker):
    old = peer.pem
    call_command("renew_keys", "@alice")
    worker.run()
    news = elsewhere.letters[-1]
    assert json.loads(news.body)["type"] == "Update"
    assert peer.believes(news)
    assert json.loads(news.body)["object"]["publicKey"]["publicKeyPem"] != old
    peer.reads()
    says_something(alice)
    worker.run()
    assert peer.believes(elsewhere.letters[-1])


def test_what_waited_is_signed_in_turn_with_both_keys(peer, alice, elsewhere, worker):
    """A peer that has read the new key meanwhile believes the second try, one that has not the first."""
    elsewhere.answers = [503]
    start_topic(by=alice, title="Le jardin", text="Qui vient samedi ?")
    worker.run()
    call_command("renew_keys", "alice")
    delivery = Delivery.objects.filter(state="ready").order_by("pk").first()
    old, new = delivery.signer, own_keys.key_of(alice)
    assert old.successor == new and own_keys.owner_address(old) == alice.address
    assert own_keys.for_try(old, 1) == old and own_keys.for_try(old, 2) == new
    assert own_keys.for_try(new, 1) == own_keys.for_try(new, 2) == new
    due_now()
    worker.run()
    peer.reads()
    again = next(one for one in elsewhere.letters if json.loads(one.body)["type"] == "Create")
    assert peer.believes(again)  # the second try of what had waited


def test_after_two_days_the_old_key_is_forgotten(peer, alice, elsewhere, worker):
    elsewhere.answers = [503, 503]
    says_something(alice)
    worker.run()
    call_command("renew_keys", "alice")
    timers.purge()
    assert LocalKey.objects.filter(successor=own_keys.key_of(alice)).exists()
    LocalKey.objects.exclude(retired_at=None).update(retired_at=timezone.now() - timedelta(hours=49))
    timers.purge()
    assert not LocalKey.objects.exclude(successor=None).exists()
    assert {delivery.signer for delivery in Delivery.objects.filter(state="ready")} == {
        own_keys.key_of(alice)
    }


def test_everybody_at_once(peer, alice, space, visitor, worker):
    own_keys.key_of(space)
    before = set(LocalKey.objects.values_list("rsa_public", flat=True))
    call_command("renew_keys", "--all")
    now = set(LocalKey.objects.filter(successor=None).values_list("rsa_public", flat=True))
    assert len(now) == len(before) and not now & before
    with pytest.raises(CommandError):
        call_command("renew_keys", "personne")


def test_a_neighbour_who_renews_is_believed_with_the_old_key_and_then_with_the_new(nina, town, outcome):
    """The other way round: their news comes under the key we know, what follows under the one we read then."""
    assert nina.sends(nina.says("Create", nina.note())) == (202, "")
    old, new = nina.keys, keys_of("nina, renewed")
    nina.keys = new
    nina.home.documents["/u/nina"] = (200, "application/activity+json", nina.document())
    nina.keys = old
    assert nina.sends(nina.says("Update", nina.address)) == (202, "")
    assert outcome() == "updated"
    nina.keys = new
    assert nina.sends(nina.says("Create", nina.note("/n/2"))) == (202, "")
