"""What this server asks of others: in the dialect that they understand, and not again of who lets us wait."""

import time

import pytest

from commons.base.outgoing import CannotFetch
from federation import fetch, identities, resting
from federation.asking import ask
from federation.models import Server
from federation.vocabulary import RFC_9421

pytestmark = pytest.mark.django_db
BELIEVES = {"cavage": "Digest", "rfc9421": "Signature-Input"}


@pytest.fixture(autouse=True)
def here(town):
    return town


def dialect_of(elsewhere):
    return Server.objects.get(host=elsewhere.host).dialect


def test_who_understands_the_newer_dialect_alone_is_asked_once_more_in_it(elsewhere, nina):
    elsewhere.believes = "Signature-Input"
    assert identities.actor_at(nina.address).person.name == "Nina"
    assert elsewhere.fetches_of("/u/nina") == ["/u/nina"] * 2
    assert dialect_of(elsewhere) == "rfc9421"

    elsewhere.shows("/n/1", nina.note())
    assert ask(nina.note()["id"])["type"] == "Note"
    assert elsewhere.fetches_of("/n/1") == ["/n/1"]  # remembered


def test_who_understands_neither_changes_no_memory(elsewhere, nina):
    elsewhere.believes = "Nothing"
    with pytest.raises(CannotFetch, match="wrong-status"):
        ask(nina.address, kind="actor")
    assert elsewhere.fetches_of("/u/nina") == ["/u/nina"] * 2
    assert not Server.objects.filter(host=elsewhere.host).exists()


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_other_refusals_are_not_asked_twice(elsewhere, nina, status):
    elsewhere.shows("/n/1", {}, status=status)
    with pytest.raises(CannotFetch):
        ask(nina.note()["id"])
    assert elsewhere.fetches_of("/n/1") == ["/n/1"]


@pytest.mark.parametrize("by", ["implements", "generator"])
def test_who_says_that_they_understand_it_is_written_to_in_it(elsewhere, theme, worker, by):
    """FEP-844e, said by the actor or by what generates it."""
    said = [{"href": RFC_9421, "name": "RFC-9421"}]
    more = {"implements": said} if by == "implements" else {"generator": {"implements": said}}
    fanny = elsewhere.somebody("fanny", **more)
    fanny.sends(fanny.says("Follow", theme.community.address))
    worker.run()
    (letter,) = elsewhere.letters
    assert dict(letter.fields)["signature-input"].startswith("sig1=")


def test_what_a_letter_has_taught_counts_for_more(elsewhere, nina, theme, worker):
    nina.sends(nina.says("Follow", theme.community.address))
    worker.run()
    assert dialect_of(elsewhere) == "cavage"
    fanny = elsewhere.somebody("fanny", implements=[{"href": RFC_9421}])
    identities.actor_at(fanny.address)
    assert dialect_of(elsewhere) == "cavage"


# --- who lets us wait ---


@pytest.fixture
def hanging(elsewhere, monkeypatch):
    """A server that takes our requests and says nothing, for longer than we wait."""
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.2)
    ask_before = type(elsewhere).finish_request

    def silence(server, request, client):
        if server is elsewhere and server.believes == "silence":
            server.asked.append("in vain")
            time.sleep(0.5)
            return None
        return ask_before(server, request, client)

    monkeypatch.setattr(type(elsewhere), "finish_request", silence)
    elsewhere.believes = "silence"
    return elsewhere


def test_a_hanging_host_costs_two_waits_whatever_its_people_are_called(hanging, mallory):
    """Each letter names another key there: a stranger's pool of threads must not be held by one host."""
    refused = []
    for number in range(10):
        letter = mallory.says("Create", mallory.note()) | {"actor": f"{hanging.origin}/u/{number}"}
        letter |= {"id": f"{hanging.origin}/said/{number}"}
        refused.append(mallory.sends(letter, key_id=f"{hanging.origin}/u/{number}#main-key"))
    assert refused == [(503, "key-unreachable")] * 10  # our trouble: they come again
    assert hanging.asked == ["in vain"] * 2


def test_others_are_asked_meanwhile_and_it_is_asked_again_later(hanging, nina, mallory, monkeypatch):
    for number in range(3):
        with pytest.raises(CannotFetch):
            ask(f"{hanging.origin}/n/{number}")
    assert identities.actor_at(mallory.address)
    hanging.believes = ""
    with pytest.raises(CannotFetch, match="host-rests"):
        ask(nina.address, kind="actor")
    later = time.monotonic() + resting.REST + 1
    monkeypatch.setattr(resting, "monotonic", lambda: later)
    assert ask(nina.address, kind="actor")["id"] == nina.address
    assert not resting.rests(hanging.host)


def test_no_more_hosts_are_remembered_than_fit():
    for number in range(resting.MOST_HOSTS + 10):
        resting.waited_in_vain(f"{number}.example")
    assert len(resting._waited) == resting.MOST_HOSTS
