"""The inbox door: who is believed, who is told why not, and what that costs others."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from commons.conversations.actions import start_topic
from federation.acquaintances import Memory
from federation.door import LARGEST, Answer, InboxDoor, judge, recognise
from federation.models import ReceivedActivity, RemoteActor, RemoteKey, Server
from federation.signatures import Request
from federation.vocabulary import ACTIVITY_JSON, AS2

from .conftest import decided, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(town):
    return town


def through_the_door(path, headers, chunks):
    """One POST through the ASGI application: status, headers, body."""
    sent, waiting = [], list(chunks)

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": pairs,
    }
    asyncio.run(InboxDoor()(scope, receive, send))
    said = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], said, sent[1]["body"]


def as_received(path, headers, body):
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request.received("POST", path, pairs, body)


def test_a_body_that_says_it_is_too_large_is_not_read():
    status, headers, body = through_the_door("/ap/inbox", {"Content-Length": str(LARGEST + 1)}, [b"x"])
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["title"] == "too-large"


def test_a_body_without_length_is_counted_while_it_comes():
    status, _headers, _body = through_the_door("/ap/inbox", {}, [b"x" * 500_000] * 3)
    assert status == 413


@pytest.mark.django_db(transaction=True)
def test_an_unsigned_letter_is_told_how_to_sign(nina):
    status, headers, body = through_the_door("/ap/inbox", {"Content-Type": ACTIVITY_JSON}, [b"{}"])
    assert status == 401
    assert '"@target-uri"' in headers["accept-signature"]
    assert headers["cache-control"] == "private, no-store"
    assert "Signature" in headers["vary"]
    assert json.loads(body)["title"] == "missing-signature"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_by_the_reader_is_explained_too(nina):
    path, headers, body = nina.request({**nina.says("Create", nina.note()), "@graph": []})
    status, _headers, said = through_the_door(path, headers, [body])
    assert (status, json.loads(said)["title"]) == (400, "reshaping")
    assert json.loads(said)["type"].endswith("/ap/problems#unreadable")


@pytest.mark.django_db(transaction=True)
def test_a_stranger_is_let_in_once_their_key_is_known(nina):
    path, headers, body = nina.request(nina.says("Create", nina.note()))
    status, _headers, _body = through_the_door(path, headers, [body])
    assert status == 202
    assert ReceivedActivity.objects.get().actor == nina.address


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/ld+json", ""])
def test_only_the_types_of_activitypub_are_read(nina, kind):
    path, headers, body = nina.request(nina.says("Create", nina.note()))
    assert post(path, {**headers, "Content-Type": kind}, body) == (415, "wrong-type")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[1]", "not-an-object"),
        (b"{", "not-json"),
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b"[" * 100_000, "not-json"),
    ],
)
def test_what_is_no_document_is_named(nina, body, reason):
    assert nina.sends(body) == (400, reason)


def test_a_changed_body_is_seen(nina):
    path, headers, body = nina.request(nina.says("Create", nina.note()))
    assert post(path, headers, body.replace(b"Bonjour", b"Bonsoir")) == (401, "digest-mismatch")


def test_a_new_digest_for_a_changed_body_is_seen(nina):
    other = nina.request(nina.says("Create", nina.note(content="<p>Bonsoir</p>")))
    path, headers, _body = nina.request(nina.says("Create", nina.note()))
    headers = {**headers, "Digest": other[1]["Digest"]}
    assert post(path, headers, other[2]) == (401, "bad-signature")


@pytest.mark.parametrize("kept", ["date", "(request-target) host date", "host date digest"])
def test_the_receiver_says_what_must_be_signed(nina, kept):
    path, headers, body = nina.request(nina.says("Create", nina.note()))
    signed = headers["Signature"].split('headers="')[1].split('"')[0]
    headers["Signature"] = headers["Signature"].replace(signed, kept)
    assert post(path, headers, body) == (401, "missing-component")


def test_a_letter_for_another_host_is_not_ours(nina):
    answer = nina.sends(nina.says("Create", nina.note()), origin="http://localhost:9")
    assert answer == (401, "wrong-host")


def test_an_old_letter_is_not_believed(nina):
    late = datetime.now(UTC) - timedelta(hours=2)
    assert nina.sends(nina.says("Create", nina.note()), now=late) == (401, "clock-skew")


def test_a_signature_by_another_actor_is_nobodys(nina, mallory):
    forged = {**nina.says("Create", nina.note())}
    assert mallory.sends(forged) == (401, "key-owner-mismatch")
    assert not ReceivedActivity.objects.exists()


def test_a_key_at_evil_that_claims_to_be_ninas_changes_nothing(nina, mallory, evil):
    assert nina.sends(nina.says("Create", nina.note()))[0] == 202
    kept = RemoteKey.objects.get(key_id=f"{nina.address}#main-key").public
    evil.shows(
        "/k",
        {
            **nina.document(),
            "publicKey": {**nina.document()["publicKey"], "publicKeyPem": mallory.keys.rsa_public_pem},
        },
    )
    evil.shows(
        "/k2", {"id": f"{evil.origin}/k2", "owner": nina.address, "publicKeyPem": mallory.keys.rsa_public_pem}
    )
    for path in ("/k", "/k2"):
        answer = mallory.sends(nina.says("Create", nina.note("/n/2")), key_id=evil.origin + path)
        assert answer == (401, "key-not-found")
    assert RemoteKey.objects.get(key_id=f"{nina.address}#main-key").public == kept


def test_a_neighbour_on_the_same_server_cannot_list_anothers_key(nina, elsewhere):
    nina.sends(nina.says("Create", nina.note()))
    stolen = {**nina.document()["publicKey"], "owner": f"{elsewhere.origin}/u/otto"}
    otto = elsewhere.somebody("otto", publicKey=stolen)
    otto.sends(otto.says("Create", otto.note("/n/2")), key_id=f"{nina.address}#main-key")
    otto.sends(otto.says("Create", otto.note("/n/2")), key_id=otto.address)
    assert RemoteKey.objects.get(key_id=f"{nina.address}#main-key").actor.uri == nina.address


def test_a_dead_key_is_asked_for_once(evil, mallory):
    for number in range(100):
        answer = mallory.sends(
            mallory.says("Create", mallory.note(f"/n/{number}")), key_id=f"{evil.origin}/dead#main-key"
        )
        assert answer == (401, "key-not-found")
    assert len(evil.asked) <= 1


def test_bad_signatures_do_not_make_us_knock_at_ninas_home(nina, elsewhere, mallory):
    nina.sends(nina.says("Create", nina.note()))
    elsewhere.asked.clear()
    for number in range(20):
        assert mallory.sends(nina.says("Create", nina.note()), key_id=f"{nina.address}#main-key")[0] == 401
        assert (
            mallory.sends(nina.says("Create", nina.note()), key_id=f"{nina.address}#key-{number}")[0] == 401
        )
    assert elsewhere.asked == []


def test_a_changed_key_is_read_anew(nina, elsewhere):
    nina.sends(nina.says("Create", nina.note()))
    RemoteActor.objects.update(fetched_at=datetime.now(UTC) - timedelta(hours=1))
    changed = elsewhere.somebody("nina2")
    changed.address, changed.name = nina.address, "nina"
    elsewhere.shows("/u/nina", changed.document())
    assert changed.sends(changed.says("Create", changed.note("/n/2")))[0] == 202


def test_an_address_of_ours_never_comes_from_outside(town, mallory, alice):
    forged = {**mallory.says("Create", mallory.note()), "actor": alice.address, "id": f"{alice.address}/x"}
    assert mallory.sends(forged) == (403, "not-allowed")
    shouted = alice.address.replace("localhost", "LOCALHOST")
    assert mallory.sends({**forged, "actor": shouted, "id": f"{shouted}/x"}) == (403, "not-allowed")
    assert mallory.sends(mallory.says("Create", mallory.note()), key_id=f"{alice.address}#main-key")[0] == 401


def test_a_blocked_host_is_refused_however_it_is_spelled(evil, mallory, settings):
    decided(evil.host, "blocked")
    assert mallory.sends(mallory.says("Create", mallory.note())) == (403, "not-allowed")
    decided("evil.example", "blocked")
    from federation.policy import host_of, may_talk

    for spelling in (
        "https://evil.example:443/u/x",
        "https://EVIL.example/u/x",
        "https://sub.evil.example/u/x",
    ):
        assert not may_talk(host_of(spelling)), spelling
    assert may_talk(host_of("https://notevil.example/u/x"))


def test_a_town_with_an_allow_list_hears_only_those(nina, elsewhere, settings):
    settings.CALADE_FEDERATION = "allow-list"
    assert nina.sends(nina.says("Create", nina.note())) == (403, "not-allowed")
    assert elsewhere.asked == []
    decided(elsewhere.host, "allowed")
    assert nina.sends(nina.says("Create", nina.note()))[0] == 202


def test_a_closed_town_has_no_inbox_and_no_addresses(nina, alice, settings, visitor):
    settings.CALADE_FEDERATION = "closed"
    assert nina.sends(nina.says("Create", nina.note())) == (404, "")
    paths = [f"/.well-known/webfinger?resource=acct:alice@{settings.CALADE_HOST}", "/actor", "/nodeinfo/2.1"]
    paths += [alice.address.removeprefix(settings.CALADE_ORIGIN), "/.well-known/nodeinfo", "/ap/communities"]
    for path in paths:
        assert visitor.get(path, headers={"accept": ACTIVITY_JSON}).status_code == 404, path


def test_an_inbox_of_nobody_is_not_there(nina, alice):
    path = alice.address.split("8000")[-1] + "/inbox"
    assert nina.sends(nina.says("Create", nina.note()), path=path)[0] == 202
    nobody = "/ap/person/01970000-0000-7000-8000-000000000000/inbox"
    assert nina.sends(nina.says("Create", nina.note("/n/2")), path=nobody) == (404, "")
    assert nina.sends(nina.says("Create", nina.note("/n/2")), path="/ap/listing/x/inbox") == (404, "")


def test_the_same_activity_twice_is_one_row(nina):
    said = nina.says("Create", nina.note())
    assert [nina.sends(said)[0], nina.sends(said)[0]] == [202, 202]
    assert ReceivedActivity.objects.count() == 1


def test_the_end_of_somebody_unknown_costs_nothing(elsewhere):
    ghost = elsewhere.somebody("ghost")
    assert ghost.sends(ghost.says("Delete", ghost.address)) == (202, "")
    assert elsewhere.asked == []
    assert not ReceivedActivity.objects.exists()


def test_both_dialects_and_both_kinds_of_key_are_believed(nina):
    assert nina.sends(nina.says("Create", nina.note("/n/1")), dialect="cavage")[0] == 202
    assert nina.sends(nina.says("Create", nina.note("/n/2")), dialect="rfc9421")[0] == 202
    assert nina.sends(nina.says("Create", nina.note("/n/3")), dialect="rfc9421", ed25519=True)[0] == 202
    assert ReceivedActivity.objects.count() == 3


def test_addresses_that_no_index_can_hold_are_refused(nina):
    said = nina.says("Create", nina.note())
    assert nina.sends({**said, "id": f"{nina.address}/{'x' * 1990}"}) == (400, "bad-id")


def test_one_host_cannot_fill_the_table(nina, monkeypatch):
    monkeypatch.setattr("federation.shelf.MOST_WAITING_OF_HOST", 2)
    statuses = [nina.sends(nina.says("Create", nina.note(f"/n/{n}"))) for n in range(3)]
    assert statuses[2] == (429, "too-many")


def test_a_town_that_is_behind_asks_to_come_again(nina, mallory, monkeypatch):
    monkeypatch.setattr("federation.shelf.MOST_WAITING", 1)
    assert nina.sends(nina.says("Create", nina.note()))[0] == 202
    assert mallory.sends(mallory.says("Create", mallory.note())) == (503, "busy")
    ReceivedActivity.objects.update(state="done")
    assert mallory.sends(mallory.says("Create", mallory.note()))[0] == 202


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["federation_receivedactivity", "federation_remotekey"])
def test_trouble_with_the_database_is_ours_and_never_theirs(nina, table, caplog):
    """A table that is away stands for a full disk, a lost server, a lock that never opens."""
    path, headers, body = nina.request(nina.says("Create", nina.note()))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        status, answered, said = through_the_door(path, headers, [body])
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE away RENAME TO {table}")
    assert (status, json.loads(said)["title"]) == (503, "trouble")
    assert int(answered["retry-after"]) > 0
    assert through_the_door(path, headers, [body])[0] == 202


# --- who was here a moment ago ---


@pytest.fixture
def remembering(nina):
    """knocks(request) as one process answers it, which keeps its memory; nina has been here."""
    memory = Memory()

    def knocks(path, headers, body):
        return recognise(as_received(path, headers, body), memory)

    path, headers, body = nina.request(nina.says("Create", nina.note()))
    assert knocks(path, headers, body) is None
    judge(as_received(path, headers, body), memory=memory)
    return knocks


def test_who_was_here_is_recognised_without_a_question(nina, remembering, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = remembering(*nina.request(nina.says("Create", nina.note("/n/2"))))
    assert (found.actor, found.id) == (nina.address, f"{nina.address}/said/2")


def test_a_bad_signature_by_somebody_recognised_costs_no_question(
    nina, mallory, remembering, django_assert_num_queries, monkeypatch
):
    forged = mallory.request(nina.says("Create", nina.note()), key_id=f"{nina.address}#main-key")
    with django_assert_num_queries(0):
        assert remembering(*forged) == Answer(401, "bad-signature")
    monkeypatch.setattr("federation.acquaintances.SURE_SECONDS", 0)
    assert remembering(*forged) is None  # their key may have changed: asked anew


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_letters_are_posted_and_nothing_else(alice, space, settings, method):
    """405 says how; where nobody lives, and in a town that is closed, there is no inbox."""
    strict = Client(enforce_csrf_checks=True)
    there = [f"{somebody.address.split('8000')[-1]}/inbox" for somebody in (alice, space)]
    for path in ("/ap/inbox", *there):
        answer = getattr(strict, method)(path, headers={"accept": "application/activity+json"})
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
    nobody = f"/ap/person/{uuid4()}/inbox"
    assert getattr(strict, method)(nobody).status_code == 404
    settings.CALADE_FEDERATION = "closed"
    assert {getattr(strict, method)(path).status_code for path in ("/ap/inbox", *there)} == {404}


def test_the_key_of_one_is_not_the_key_of_another(nina, elsewhere, remembering):
    otto = elsewhere.somebody("otto")
    assert remembering(*nina.request(otto.says("Create", otto.note()))) is None


def test_memory_is_short(nina, remembering, monkeypatch):
    monkeypatch.setattr("federation.acquaintances.SECONDS", 0)
    assert remembering(*nina.request(nina.says("Create", nina.note("/n/2")))) is None


def test_a_private_inbox_and_a_closed_town_are_not_answered_from_memory(nina, alice, remembering, settings):
    path = alice.address.split("8000")[-1] + "/inbox"
    assert remembering(*nina.request(nina.says("Create", nina.note("/n/2")), path=path)) is None
    settings.CALADE_FEDERATION = "closed"
    assert remembering(*nina.request(nina.says("Create", nina.note("/n/3")))) is None


@pytest.mark.django_db(transaction=True)
def test_letters_that_come_together_are_all_kept_in_order(nina):
    requests = [nina.request(nina.says("Create", nina.note(f"/n/{n}"))) for n in range(20)]
    door = InboxDoor()

    async def all_at_once():
        first = await door._answer(as_received(*requests[0]))
        return [first, *await asyncio.gather(*(door._answer(as_received(*one)) for one in requests[1:]))]

    assert [answer.status for answer in asyncio.run(all_at_once())] == [202] * 20
    kept = list(ReceivedActivity.objects.order_by("pk").values_list("activity_id", flat=True))
    assert kept == [f"{nina.address}/said/{n + 1}" for n in range(20)]


def test_reshaped_documents_are_refused_wherever_it_hides(nina):
    for word in ("@graph", "@included", "@reverse"):
        assert nina.sends({**nina.says("Undo", {"type": "Announce", "a": {word: []}})}) == (400, "reshaping")


def test_no_context_is_ever_fetched(nina, elsewhere):
    said = {**nina.says("Create", nina.note()), "@context": [AS2, f"{elsewhere.origin}/context"]}
    assert nina.sends(said)[0] == 202
    assert elsewhere.fetches_of("/context") == []


def test_a_letter_from_a_host_that_was_away_wakes_what_waits_for_it(
    nina, elsewhere, alice, space, follower, worker
):
    from federation.models import Delivery

    follower(nina, space)
    worker.run()
    elsewhere.answers = [503]
    start_topic(by=alice, title="Réveil", text="Bonjour", community=space)
    worker.run()
    assert Delivery.objects.filter(state="ready").exists()
    assert Server.objects.get(host=elsewhere.host).failing_since
    nina.sends(nina.says("Like", f"{elsewhere.origin}/n/9"))
    worker.run()
    assert not Delivery.objects.filter(state="ready").exists()
    assert Server.objects.get(host=elsewhere.host).failing_since is None
