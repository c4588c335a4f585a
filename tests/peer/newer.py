"""RFC 9421 for the peer on bovine, which only knows the draft: signed and verified by http-message-signatures."""

from __future__ import annotations

from types import SimpleNamespace

import http_sf
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

COVERED = ("@method", "@target-uri", "content-digest")
# RFC 9421 5.1, as FEP-844e has servers ask for it
WISHED = 'sig1=("@method" "@target-uri" "content-digest");created;keyid'


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, pem: str) -> None:
        self.pem = pem.encode()

    def resolve_private_key(self, key_id: str) -> object:
        return load_pem_private_key(self.pem, password=None)

    def resolve_public_key(self, key_id: str) -> object:
        return load_pem_public_key(self.pem)


def signed(method: str, url: str, body: bytes, *, key_id: str, private_pem: str) -> dict[str, str]:
    """The headers of a request, signature and digest among them."""
    message = SimpleNamespace(method=method, url=url, headers={"Content-Type": "application/activity+json"})
    signer = HTTPMessageSigner(signature_algorithm=algorithms.RSA_V1_5_SHA256, key_resolver=Keys(private_pem))
    signer.sign(message, key_id=key_id, covered_component_ids=COVERED, body=body)
    return dict(message.headers)


def key_id_of(headers: dict[str, str]) -> str:
    fields = http_sf.parse(headers["signature-input"].encode(), tltype="dictionary")
    [(_covered, parameters)] = fields.values()
    return str(parameters["keyid"])


def is_valid(method: str, url: str, headers: dict[str, str], body: bytes, *, public_pem: str) -> bool:
    message = SimpleNamespace(method=method, url=url, headers=headers)
    verifier = HTTPMessageVerifier(
        signature_algorithm=algorithms.RSA_V1_5_SHA256, key_resolver=Keys(public_pem)
    )
    try:
        verifier.verify(message, body=body, require_components=COVERED)
    except HTTPMessageSignaturesException:
        return False
    return True
