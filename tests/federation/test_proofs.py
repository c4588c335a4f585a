"""Proofs that travel with a document: they hold after any journey, and not after any change."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import keys, proofs
from federation.proofs import BadProof
from federation.vocabulary import CONTEXT

VECTOR = Path(__file__).parents[3] / "shared" / "corpus" / "eddsa-jcs-2022" / "signedJCS.json"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROSA = "https://rosa.test/ap/u/rosa"
METHOD = f"{ROSA}#ed25519-key"
PAIR = keys.generate_keys()
PRIVATE = keys.load_private_key(PAIR.ed25519_private_raw)
PUBLIC = keys.load_public_key(PAIR.ed25519_public_multibase)
OTHER = keys.load_public_key(keys.generate_keys().ed25519_public_multibase)


def note(**more):
    return {
        "@context": CONTEXT,
        "id": "https://rosa.test/ap/note/1",
        "type": "Note",
        "attributedTo": ROSA,
        "content": "Été",
        "numbers": [1.0, -0.0, 1e21, 45.5, 10],
    } | more


def create(thing):
    return {
        "@context": CONTEXT,
        "id": "https://rosa.test/ap/act/1",
        "type": "Create",
        "actor": ROSA,
        "object": thing,
    }


def sign(document):
    return proofs.sign_document(document, private_key=PRIVATE, verification_method=METHOD, created=NOW)


def reason(document, key=PUBLIC, **rest):
    with pytest.raises(BadProof) as refusal:
        proofs.verify_document(document, key, **rest)
    return refusal.value.reason


def test_a_proof_survives_being_written_and_read_again():
    passed_on = json.loads(json.dumps(sign(note()), indent=3, sort_keys=True))
    proofs.verify_document(passed_on, PUBLIC, now=NOW)
    assert passed_on["proof"]["@context"] == CONTEXT
    assert proofs.proof_claim(passed_on) == proofs.ProofClaim(ROSA, METHOD)


def test_a_proof_without_context_holds_too():
    bare = {name: value for name, value in note().items() if name != "@context"}
    assert "@context" not in sign(bare)["proof"]
    proofs.verify_document(sign(bare), PUBLIC)


@pytest.mark.parametrize(
    "change",
    [
        {"content": "Hiver"},
        {"to": ["https://www.w3.org/ns/activitystreams#Public"]},
        {"numbers": [1]},
        {"attributedTo": "https://rosa.test/ap/u/eve"},
    ],
)
def test_any_change_breaks_it(change):
    assert reason(sign(note()) | change) == "bad-proof"


def test_another_key_or_another_time_breaks_it():
    signed = sign(note())
    assert reason(signed, OTHER) == "bad-proof"
    signed["proof"]["created"] = "2020-01-01T00:00:00Z"
    assert reason(signed) == "bad-proof"


def test_an_old_signature_beside_it_is_not_hashed():
    proofs.verify_document(sign(note(signature={"type": "RsaSignature2017"})), PUBLIC)
    proofs.verify_document(sign(note()) | {"signature": {"type": "RsaSignature2017"}}, PUBLIC)


def test_the_context_may_grow_at_its_end_only():
    signed = sign(note())
    proofs.verify_document(signed | {"@context": [*CONTEXT, "https://more.test/ns"]}, PUBLIC)
    assert reason(signed | {"@context": ["https://more.test/ns", *CONTEXT]}) == "context-mismatch"


def test_a_proof_from_tomorrow_and_one_that_ran_out_are_refused():
    assert reason(sign(note()), now=NOW - timedelta(hours=2)) == "from-the-future"
    signed = sign(note())
    signed["proof"]["expires"] = "2026-11-19T00:00:00Z"
    assert reason(signed, now=NOW) == "expired"


@pytest.mark.parametrize(
    ("proof", "name"),
    [
        (None, "no-proof"),
        ("x", "no-proof"),
        ([], "no-proof"),
        ({"type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019"}, "unsupported-suite"),
        ({"cryptosuite": "eddsa-jcs-2022", "type": "Other"}, "unsupported-suite"),
        ({"proofPurpose": "authentication"}, "malformed"),
        ({"proofValue": "z0OIl"}, "malformed"),
        ({"proofValue": "u123"}, "malformed"),
        ({"proofValue": 5}, "malformed"),
    ],
)
def test_what_is_no_proof_is_named(proof, name):
    signed = sign(note())
    if isinstance(proof, dict):
        proof = signed["proof"] | proof
    assert reason(signed | {"proof": proof}) == name


@pytest.mark.parametrize("name", ["verificationMethod", "proofValue"])
def test_each_part_of_a_proof_is_a_text(name):
    signed = sign(note())
    signed["proof"][name] = ["x"]
    assert reason(signed) == "malformed"


def test_the_value_of_a_proof_has_one_spelling(monkeypatch):
    signed = sign(note())
    value = signed["proof"]["proofValue"]
    for wrong in (f"u{value[1:]}", value[1:], "z" + base58.b58encode(b"x" * 63).decode()):
        assert reason(signed | {"proof": signed["proof"] | {"proofValue": wrong}}) == "malformed"
    monkeypatch.setattr(base58, "b58decode", lambda text: pytest.fail("it takes long, so it is not begun"))
    assert reason(signed | {"proof": signed["proof"] | {"proofValue": "z" + "1" * 100}}) == "malformed"


def test_the_proof_of_our_suite_is_found_among_others():
    signed = sign(note())
    other = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019"}
    proofs.verify_document(signed | {"proof": ["x", other, signed["proof"]]}, PUBLIC)


@pytest.mark.parametrize("name", ["created", "expires"])
@pytest.mark.parametrize("said", [5, "soon", "2026-11-20T12:00:00"])
def test_a_time_that_is_none_is_refused(name, said):
    signed = sign(note())
    signed["proof"][name] = said
    assert reason(signed, now=NOW) == "malformed"


def test_a_proof_may_be_of_the_next_hour_and_end_later():
    proof = {"proof": {"type": "x", "created": "2026-11-20T12:59:00Z", "expires": "2026-11-20T12:01:00Z"}}
    proofs._check_clock(proof["proof"], NOW)


@pytest.mark.parametrize("owner", [[ROSA], {"id": ROSA, "type": "Person"}, [{"id": ROSA}]])
def test_an_owner_may_be_said_in_other_ways(owner):
    assert proofs.proof_claim(sign(note(attributedTo=owner))).owner == ROSA


@pytest.mark.parametrize("owner", [[ROSA, ROSA], [], {}, 5, None, [5]])
def test_an_owner_is_one(owner):
    with pytest.raises(BadProof, match="malformed"):
        proofs.proof_claim(sign(note(attributedTo=owner)))


def test_a_thing_without_an_owner_is_its_own():
    actor = {name: value for name, value in note().items() if name != "attributedTo"} | {"id": ROSA}
    assert proofs.proof_claim(sign(actor)).owner == ROSA


def test_a_context_may_be_one_word():
    signed = sign(note() | {"@context": CONTEXT[0]})
    proofs.verify_document(signed, PUBLIC)
    proofs.verify_document(signed | {"@context": [CONTEXT[0]]}, PUBLIC)
    proofs.verify_document(signed | {"@context": [CONTEXT[0], "https://more.test/ns"]}, PUBLIC)
    assert reason(signed | {"@context": "https://more.test/ns"}) == "context-mismatch"


def test_what_lies_inside_without_a_proof_is_vouched_for_from_outside():
    signed = sign(create(note()))
    assert len(proofs.verify_nested(signed, lambda claim: PUBLIC)) == 1
    assert proofs.has_proof(signed) and not proofs.has_proof(note())
    deep = sign(create(create(sign(note()))))
    assert len(proofs.verify_nested(deep, lambda claim: PUBLIC)) == 2


def test_a_number_that_json_cannot_say_exactly_is_refused():
    assert reason(sign(note()) | {"big": 2**60}) == "malformed"


def test_a_key_of_another_origin_proves_nothing():
    for lie in (
        {"attributedTo": "https://victim.test/u/alice"},
        {"id": "https://victim.test/n/1"},
        {"attributedTo": "https://victim.test/u/alice", "id": "https://victim.test/n/1"},
    ):
        signed = sign(note(**lie))
        proofs.verify_document(signed, PUBLIC)
        with pytest.raises(BadProof, match="other-origin"):
            proofs.proof_claim(signed)


def test_nested_proofs_are_verified_from_the_inside_out():
    signed = sign(create(sign(note())))
    claims = proofs.verify_nested(signed, lambda claim: PUBLIC, now=NOW)
    assert claims == [proofs.ProofClaim(ROSA, METHOD)] * 2
    signed["object"]["content"] = "touched"
    with pytest.raises(BadProof, match="bad-proof"):
        proofs.verify_nested(signed, lambda claim: PUBLIC)
    with pytest.raises(BadProof, match="unknown-key"):
        proofs.verify_nested(sign(create("https://rosa.test/1")), lambda claim: None)
    with pytest.raises(BadProof, match="no-proof"):
        proofs.verify_nested(create(sign(note())), lambda claim: PUBLIC)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.text()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=12,
    )
)
def test_whatever_json_is_signed_holds_after_a_journey(value):
    try:
        signed = sign(note(extra=value))
    except BadProof as refusal:  # half a surrogate pair
        assert refusal.reason == "malformed"
        return
    proofs.verify_document(json.loads(json.dumps(signed)), PUBLIC)


@pytest.mark.skipif(not VECTOR.exists(), reason="the corpus of others' documents is not here")
def test_the_published_vector_holds():
    document = json.loads(VECTOR.read_text())
    key = keys.load_public_key(document["proof"]["verificationMethod"].partition("#")[2])
    proofs.verify_document(document, key, now=NOW)
    assert reason(document | {"name": "x"}, key) == "bad-proof"
