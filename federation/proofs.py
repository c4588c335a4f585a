"""Integrity proofs on documents that others pass on: FEP-8b32 with the suite eddsa-jcs-2022. Pure.

https://codeberg.org/fediverse/fep/src/branch/main/fep/8b32/fep-8b32.md and
https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022. The bytes that are signed are
SHA-256(JCS(proof without its value)) + SHA-256(JCS(document without its proof)), JCS being RFC 8785.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import base58
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from commons.base.egress import same_origin
from federation.vocabulary import Json, timestamp

SUITE: Final = "eddsa-jcs-2022"
FUTURE: Final = timedelta(hours=1)


class BadProof(Exception):
    """A proof that is not believed.

    `reason` is one of: no-proof, malformed, unsupported-suite, context-mismatch, other-origin, unknown-key,
    from-the-future, expired, bad-proof.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ProofClaim:
    """Whose proof a document says it carries: fetch `verification_method` from the `assertionMethod` of
    `owner`.
    """

    owner: str
    verification_method: str


def sign_document(
    document: Mapping[str, Any],
    *,
    private_key: Ed25519PrivateKey,
    verification_method: str,
    created: datetime,
) -> Json:
    """A copy of the document with a proof. A proof or a `signature` that it had is dropped."""
    bare = _without_proof(document)
    proof: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
        "created": timestamp(created),
    }
    if "@context" in bare:
        proof = {"@context": bare["@context"], **proof}
    value = private_key.sign(_hash(proof, bare))
    return bare | {"proof": proof | {"proofValue": "z" + base58.b58encode(value).decode()}}


def proof_claim(document: Mapping[str, Any]) -> ProofClaim:
    """The owner of the document and the key that it names, both of one origin. Raises `BadProof`."""
    owner = _owner(document)
    method = _proof(document)["verificationMethod"]
    if not same_origin(owner, method) or not same_origin(owner, str(document.get("id", ""))):
        raise BadProof("other-origin")
    return ProofClaim(owner, method)


def verify_document(
    document: Mapping[str, Any], public_key: Ed25519PublicKey, *, now: datetime | None = None
) -> None:
    """Believe the proof of the document itself or raise `BadProof`; nested proofs are `verify_nested`'s
    business.
    """
    proof = _proof(document)
    bare = _without_proof(document)
    if "@context" in proof:
        # The document may have been given further contexts since; the signed ones must come first (W3C,
        # 3.3.2).
        if not _begins_with(bare.get("@context"), proof["@context"]):
            raise BadProof("context-mismatch")
        bare["@context"] = proof["@context"]
    if now is not None:
        _check_clock(proof, now)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        public_key.verify(_signature(proof), _hash(options, bare))
    except InvalidSignature as error:
        raise BadProof("bad-proof") from error


def verify_nested(
    document: Mapping[str, Any],
    key_of: Callable[[ProofClaim], Ed25519PublicKey | None],
    *,
    now: datetime | None = None,
) -> list[ProofClaim]:
    """Verify every proof along the chain of `object`, from the inside out, and say whose they are.

    `key_of` finds a key among what its owner lists, or gives None. Raises `BadProof` at the first bad one,
    and when the outermost document has none.
    """
    claims = []
    for part in reversed(_chain(document)):
        claim = proof_claim(part)
        key = key_of(claim)
        if key is None:
            raise BadProof("unknown-key")
        verify_document(part, key, now=now)
        claims.append(claim)
    return claims


def has_proof(document: Mapping[str, Any]) -> bool:
    """Whether the document carries something that wants to be a proof."""
    return "proof" in document


def _chain(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    chain: list[Mapping[str, Any]] = [document]
    inner = document.get("object")
    while isinstance(inner, Mapping):
        if "proof" in inner:
            chain.append(inner)
        inner = inner.get("object")
    return chain


def _proof(document: Mapping[str, Any]) -> Json:
    """The one proof of our suite, its fields checked for type."""
    found = document.get("proof")
    proofs = [proof for proof in (found if isinstance(found, list) else [found]) if isinstance(proof, dict)]
    if not proofs:
        raise BadProof("no-proof")
    suited = [proof for proof in proofs if proof.get("cryptosuite") == SUITE]
    if not suited or suited[0].get("type") != "DataIntegrityProof":
        raise BadProof("unsupported-suite")
    proof: Json = suited[0]
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadProof("malformed")
    if not all(isinstance(proof.get(name), str) for name in ("verificationMethod", "proofValue")):
        raise BadProof("malformed")
    return proof


def _without_proof(document: Mapping[str, Any]) -> Json:
    return {name: value for name, value in document.items() if name not in ("proof", "signature")}


def _owner(document: Mapping[str, Any]) -> str:
    """`actor` of an activity, else `attributedTo` of an object, else the thing itself (an actor)."""
    owner = document.get("actor", document.get("attributedTo", document.get("id")))
    if isinstance(owner, list) and len(owner) == 1:
        owner = owner[0]
    if isinstance(owner, dict):
        owner = owner.get("id")
    if not isinstance(owner, str):
        raise BadProof("malformed")
    return owner


def _begins_with(whole: object, start: object) -> bool:
    first = start if isinstance(start, list) else [start]
    every = whole if isinstance(whole, list) else [whole]
    return every[: len(first)] == first


def _signature(proof: Json) -> bytes:
    text = proof["proofValue"]
    if not text.startswith("z") or len(text) > 100:
        raise BadProof("malformed")
    try:
        value = base58.b58decode(text[1:])
    except ValueError as error:
        raise BadProof("malformed") from error
    if len(value) != 64:
        raise BadProof("malformed")
    return value


def _check_clock(proof: Json, now: datetime) -> None:
    for name, reason in (("created", "from-the-future"), ("expires", "expired")):
        if name not in proof:
            continue
        try:
            moment = datetime.fromisoformat(proof[name])
            late = moment > now + FUTURE if name == "created" else moment < now
        except (TypeError, ValueError) as error:
            raise BadProof("malformed") from error
        if late:
            raise BadProof(reason)


def _hash(options: Json, document: Json) -> bytes:
    """The 64 bytes that are signed. `rfc8785` refuses what JSON cannot say exactly: NaN, integers above
    2^53.
    """
    try:
        parts = (rfc8785.dumps(options), rfc8785.dumps(document))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError, TypeError) as error:
        raise BadProof("malformed") from error
    return b"".join(hashlib.sha256(part).digest() for part in parts)
