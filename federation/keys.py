"""Keys of actors: made, read, named. RSA for everybody, Ed25519 for proofs and for those who read it.
Pure.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import base58
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
PublicKey = RSAPublicKey | Ed25519PublicKey

ED25519_MULTICODEC: Final = b"\xed\x01"


class BadKey(ValueError):
    """Text that is not a key, or a key that proves nothing."""


@dataclass(frozen=True, slots=True)
class Keys:
    """New keys of an actor: RSA for everybody, Ed25519 for proofs and for those who read it."""

    rsa_private_pem: str
    rsa_public_pem: str
    ed25519_private_raw: bytes
    ed25519_public_multibase: str


def generate_keys() -> Keys:
    """A new RSA-2048 pair and a new Ed25519 pair. Takes about a tenth of a second."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    edwards = Ed25519PrivateKey.generate()
    return Keys(
        rsa_private_pem=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        rsa_public_pem=private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        ed25519_private_raw=edwards.private_bytes_raw(),
        ed25519_public_multibase=multibase_of(edwards.public_key()),
    )


def multibase_of(key: Ed25519PublicKey) -> str:
    """An Ed25519 key as a Multikey: `z6Mk…`."""
    return "z" + base58.b58encode(ED25519_MULTICODEC + key.public_bytes_raw()).decode()


@lru_cache(maxsize=512)
def load_private_key(key: str | bytes) -> PrivateKey:
    """Our own key from PEM text or from 32 raw Ed25519 bytes; kept, since reading RSA costs 40 signatures.

    The check of the RSA primes is skipped (50 ms each): the key was made here and stored encrypted.
    """
    if isinstance(key, bytes) and len(key) == 32:
        return Ed25519PrivateKey.from_private_bytes(key)
    pem = key.encode() if isinstance(key, str) else key
    loaded = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(loaded, RSAPrivateKey | Ed25519PrivateKey):
        raise BadKey
    return loaded


@lru_cache(maxsize=4096)
def load_public_key(text: str) -> PublicKey:
    """A key of somebody else, from PEM or from a Multikey (`z6Mk…`). Raises `BadKey`.

    RSA keys below 2048 bits prove nothing today; above 8192 they only cost time.
    """
    try:
        if text.startswith("z"):
            raw = base58.b58decode(text[1:]) if len(text) < 100 else b""
            if len(raw) != 34 or not raw.startswith(ED25519_MULTICODEC):
                raise BadKey
            return Ed25519PublicKey.from_public_bytes(raw[2:])
        loaded = serialization.load_pem_public_key(text.strip().encode("ascii"))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey from error
    if isinstance(loaded, Ed25519PublicKey):
        return loaded
    if isinstance(loaded, RSAPublicKey) and 2048 <= loaded.key_size <= 8192:
        return loaded
    raise BadKey


def key_document(key_id: str) -> str:
    """Where the document that holds a key is fetched: the keyId without fragment; `acct:` stays as it is."""
    return key_id.partition("#")[0]


def likely_owner(key_id: str) -> str:
    """The actor whom a keyId most likely belongs to, to look it up before anything is fetched.

    Forms met: `<actor>#main-key`, `<actor>/main-key` (GoToSocial), `<actor>/#main-key` (old BookWyrm),
    `<actor>/publickey`, the bare actor. A guess only: the key's owner decides.
    """
    document = key_document(key_id)
    for ending in ("/main-key", "/publickey", "/"):
        if document.lower().endswith(ending) and document.count("/") > 3:
            return document[: -len(ending)]
    return document
