"""Keys in every form that other servers give them, found once, and found again after they were changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from federation.models import RemoteActor, RemoteKey
from federation.problems import PROBLEMS
from federation.vocabulary import ACTIVITY_JSON

from .conftest import post
from .test_knock_door import through_the_door

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(town):
    return town


def listing(elsewhere, key_id, name="nina"):
    """Somebody whose key has this id, which their document lists."""
    somebody = elsewhere.somebody(name)
    key = {"id": key_id, "owner": somebody.address, "publicKeyPem": somebody.keys.rsa_public_pem}
    somebody.more["publicKey"] = key
    elsewhere.shows(f"/u/{name}", somebody.document())
    return somebody, key


@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "known"])
@pytest.mark.parametrize(
    ("ending", "served"),
    [
        ("#main-key", None),  # most
        ("/main-key", "key"),  # GoToSocial: a document of its own
        ("/publickey", "key"),  # Mobilizon
        ("/#main-key", "actor"),  # old BookWyrm
        ("", None),  # the actor itself
    ],
)
def test_a_letter_is_believed_under_every_form_of_key(elsewhere, ending, served, is_known):
    somebody, key = listing(elsewhere, f"{elsewhere.origin}/u/nina{ending}")
    if served:
        elsewhere.shows(f"/u/nina{ending.partition('#')[0]}", key if served == "key" else somebody.document())
    for number in range(1 + is_known):
        letter = somebody.says("Create", somebody.note(f"/n/{number}"))
        assert somebody.sends(letter, key_id=key["id"]) == (202, "")


def test_a_key_may_be_named_by_the_handle_of_its_owner(nina, elsewhere):
    handle = f"nina@{elsewhere.host}"
    link = {"rel": "self", "type": ACTIVITY_JSON, "href": nina.address}
    finger = f"/.well-known/webfinger?resource=acct:{handle}"
    elsewhere.shows(finger, {"subject": f"acct:{handle}", "links": [link]})
    for number in range(3):
        letter = nina.says("Create", nina.note(f"/n/{number}"))
        assert nina.sends(letter, key_id=f"acct:{handle}") == (202, "")
    assert elsewhere.fetches_of(finger) == [finger]  # once a day


def test_nobody_signs_under_the_handle_of_another(nina, elsewhere, mallory):
    handle = f"nina@{elsewhere.host}"
    link = {"rel": "self", "type": ACTIVITY_JSON, "href": nina.address}
    elsewhere.shows(
        f"/.well-known/webfinger?resource=acct:{handle}", {"subject": f"acct:{handle}", "links": [link]}
    )
    letter = mallory.says("Create", mallory.note())
    assert mallory.sends(letter, key_id=f"acct:{handle}") == (401, "key-owner-mismatch")
    letter = {**nina.says("Create", nina.note()), "actor": nina.address}
    assert mallory.sends(letter, key_id=f"acct:{handle}") == (401, "bad-signature")


def test_a_key_without_an_address_is_refused_by_name(nina):
    for key_id in (
        f"acct:nina@{nina.home.host}",
        "acct:nina",
        "acct:@",
        f"{nina.home.origin}/nobody#main-key",
    ):
        status, reason = nina.sends(nina.says("Create", nina.note()), key_id=key_id)
        assert status == 401 and reason in PROBLEMS
    assert not RemoteKey.objects.exists()


@pytest.mark.parametrize("owner", ["https://victim.example/u/alice", "", None, ["x"], {"id": "x"}])
def test_a_stub_that_names_no_owner_of_its_own_is_nobodys(nina, elsewhere, owner):
    stub = {"id": f"{elsewhere.origin}/k/1", "owner": owner, "publicKeyPem": nina.keys.rsa_public_pem}
    elsewhere.shows("/k/1", stub)
    assert nina.sends(nina.says("Create", nina.note()), key_id=stub["id"]) == (401, "key-not-found")


def test_a_stub_whose_owner_does_not_list_it_is_nobodys(nina, elsewhere):
    stub = {"id": f"{elsewhere.origin}/k/1", "owner": nina.address, "publicKeyPem": nina.keys.rsa_public_pem}
    elsewhere.shows("/k/1", stub)
    assert nina.sends(nina.says("Create", nina.note()), key_id=stub["id"]) == (401, "key-owner-mismatch")


def test_a_key_that_no_longer_fits_is_fetched_anew_once(nina, elsewhere):
    nina.sends(nina.says("Create", nina.note()))
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    RemoteActor.objects.update(fetched_at=long_ago)
    elsewhere.asked.clear()
    other = elsewhere.somebody("other")
    other.address = nina.address  # signs with a key that nina has never shown
    letter = other.says("Create", other.note("/n/2"))
    assert other.sends(letter) == (401, "bad-signature")
    assert elsewhere.fetches_of("/u/nina") == ["/u/nina"]
    for _ in range(5):
        assert other.sends(letter)[0] == 401
    assert elsewhere.fetches_of("/u/nina") == ["/u/nina"], "not again within five minutes"

    RemoteActor.objects.update(fetched_at=long_ago)
    elsewhere.shows("/u/nina", {**nina.document(), "publicKey": other.document()["publicKey"]})
    assert other.sends(letter) == (202, "")
    assert nina.sends(nina.says("Create", nina.note("/n/3")))[0] == 401, "the old key proves nothing any more"


@pytest.mark.parametrize("dialect", ["cavage", "rfc9421"])
@pytest.mark.parametrize("path", ["/ap/inbox", "/ap/inbox?from=nina&x=1"])
def test_an_inbox_may_be_asked_with_a_query(nina, dialect, path):
    assert nina.sends(nina.says("Create", nina.note()), dialect=dialect, path=path) == (202, "")


@pytest.mark.parametrize(
    "component", ['"@query-param";name="x"', '"date";bs', '"date";tr', '"@method";req', '"@status"']
)
def test_what_cannot_be_rebuilt_is_answered_400(nina, component):
    path, headers, body = nina.request(nina.says("Create", nina.note()), dialect="rfc9421")
    headers["Signature-Input"] = headers["Signature-Input"].replace('"@method"', f'"@method" {component}')
    assert post(path, headers, body) == (400, "unsupported-component")


@pytest.mark.django_db(transaction=True)
def test_every_401_says_why_and_how_it_would_be_believed(nina):
    def spoiled(**changes):
        path, headers, body = nina.request(nina.says("Create", nina.note()), **changes.pop("how", {}))
        return path, {**headers, **changes}, body

    late = datetime.now(UTC) - timedelta(days=1, minutes=1)
    letters = {
        "digest-mismatch": spoiled(Digest="SHA-256=AAAA"),
        "clock-skew": spoiled(how={"now": late}),
        "wrong-host": spoiled(Host="other.test"),
        "missing-component": spoiled(
            how={"dialect": "cavage"}, Signature='keyId="https://a.test/k",headers="date",signature="AAAA"'
        ),
        "key-not-found": spoiled(how={"key_id": f"{nina.home.origin}/dead#main-key"}),
    }
    for reason, (path, headers, body) in letters.items():
        status, said, problem = through_the_door(path, headers, [body])
        assert (status, said["content-type"]) == (401, "application/problem+json"), reason
        assert json.loads(problem)["title"] == reason and json.loads(problem)["status"] == 401
        assert json.loads(problem)["type"].endswith(f"/ap/problems#{reason}")
        assert said["accept-signature"].startswith("sig1=(") and "Signature" in said["vary"]
