"""Before our towns meet the peer, two peers meet each other: what fails afterwards is ours."""

import json
from contextlib import closing
from http.client import HTTPConnection

import pytest

from .process import PeerProcess


@pytest.fixture(params=["cavage", "rfc9421"])
def dialect(request):
    return request.param


@pytest.fixture
def rosa(tmp_path, dialect):
    with PeerProcess(tmp_path, name="rosa", dialect=dialect) as peer:
        yield peer


@pytest.fixture
def emil(tmp_path, dialect):
    with PeerProcess(tmp_path, name="emil", dialect=dialect) as peer:
        yield peer


def test_two_peers_follow_and_answer_each_other(rosa, emil):
    followed = rosa.follow(emil.account)
    assert followed["actor"] == emil.actor
    emil.wait_for(lambda activity: activity["type"] == "Follow" and activity["actor"] == rosa.actor)
    rosa.wait_for(lambda activity: activity["type"] == "Accept" and activity["actor"] == emil.actor)

    said = rosa.reply(in_reply_to=f"{emil.origin}/said/1", content="<p>Bonjour</p>", to=emil.actor)
    heard = emil.wait_for(lambda activity: activity["type"] == "Create")
    assert heard["object"]["content"] == "<p>Bonjour</p>"
    assert heard["object"]["id"] == said["note"]


@pytest.mark.parametrize("dialect", ["cavage"])
def test_a_peer_does_not_believe_an_unsigned_letter(rosa):
    connection = HTTPConnection("127.0.0.1", rosa.port, timeout=10)
    letter = {
        "id": "http://localhost/1",
        "type": "Follow",
        "actor": "http://localhost/actor",
        "object": rosa.actor,
    }
    connection.request("POST", "/inbox", json.dumps(letter), {"Content-Type": "application/activity+json"})
    assert connection.getresponse().status == 401
    connection.close()
    assert [entry["verified"] for entry in rosa.received()] == [False]


def test_a_peer_of_the_newer_dialect_says_what_it_wants(tmp_path):
    with (
        PeerProcess(tmp_path, dialect="rfc9421") as peer,
        closing(HTTPConnection("127.0.0.1", peer.port)) as to,
    ):
        to.request("POST", "/inbox", "{}", {"Content-Type": "application/activity+json"})
        answer = to.getresponse()
        assert answer.status == 401
        assert '"content-digest"' in answer.headers["Accept-Signature"]
        assert peer.received() == []


@pytest.mark.parametrize("dialect", ["cavage"])
def test_a_peer_that_is_not_known_is_not_found(rosa, emil):
    assert rosa.ask("POST", "/do/follow", {"account": emil.account})["actor"] == emil.actor
    unknown = rosa._send("POST", "/do/follow", {"account": f"@nobody@localhost:{emil.port}"})
    assert unknown[0] == 404
