"""The keys of our own actors: made when first needed, sealed where they lie."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from commons.base.sealing import seal, unseal
from commons.communities.models import Community
from commons.people.models import Person
from federation import proofs, signatures
from federation.keys import PrivateKey, generate_keys, load_private_key
from federation.models import LocalKey, Server
from federation.vocabulary import Json

SEALED_FOR = "signing key"


def instance_address() -> str:
    return f"{settings.CALADE_ORIGIN}/actor"


def key_of(actor: Person | Community | None) -> LocalKey:
    """The keys of a local person or community; None is the server itself."""
    owner: dict[str, Any] = {"is_instance": True}
    if actor is not None:
        owner = {"person": actor} if isinstance(actor, Person) else {"community": actor}
    if found := LocalKey.objects.filter(**owner).first():
        return found
    keys = generate_keys()
    edwards = base64.b64encode(keys.ed25519_private_raw).decode()
    try:
        with transaction.atomic():
            return LocalKey.objects.create(
                **owner,
                rsa_private=seal(keys.rsa_private_pem, purpose=SEALED_FOR),
                rsa_public=keys.rsa_public_pem,
                ed25519_private=seal(edwards, purpose=SEALED_FOR),
                ed25519_public=keys.ed25519_public_multibase,
            )
    except IntegrityError:  # another process made them in the same moment
        return LocalKey.objects.get(**owner)


def owner_address(key: LocalKey) -> str:
    owner = key.person or key.community
    return owner.address if owner else instance_address()


def rsa_key(key: LocalKey) -> PrivateKey:
    return _opened(key.rsa_private)


@lru_cache(maxsize=512)
def _opened(sealed: str) -> PrivateKey:
    return load_private_key(unseal(sealed, purpose=SEALED_FOR))


def ed25519_key(key: LocalKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        base64.b64decode(unseal(key.ed25519_private, purpose=SEALED_FOR))
    )


def signer(
    key: LocalKey, dialect: str = Server.Dialect.CAVAGE
) -> Callable[[str, str, bytes], dict[str, str]]:
    """What `fetch` and `post` want: (method, url, body) → headers, signed afresh at each call."""
    sign = signatures.sign_rfc9421 if dialect == Server.Dialect.RFC9421 else signatures.sign_cavage

    def signed(method: str, url: str, body: bytes) -> dict[str, str]:
        key_id = f"{owner_address(key)}#main-key"
        return dict(sign(method, url, body, key_id=key_id, private_key=rsa_key(key), now=datetime.now(UTC)))

    return signed


def prove(document: Json, key: LocalKey) -> Json:
    """A copy of the document with its owner's integrity proof, so that whoever relays it is believed (FEP-8b32)."""
    return proofs.sign_document(
        document,
        private_key=ed25519_key(key),
        verification_method=f"{owner_address(key)}#ed25519-key",
        created=datetime.now(UTC),
    )
