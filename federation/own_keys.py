"""The keys of our own actors: made when first needed, sealed where they lie."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.base.sealing import purpose, seal, unseal
from commons.communities.models import Community
from commons.people.models import Person
from federation import proofs, signatures
from federation.keys import PrivateKey, generate_keys, load_private_key
from federation.models import Delivery, LocalKey, Server
from federation.vocabulary import Json

SEALED_FOR = purpose("signing key")
HALVES = ["rsa_private", "rsa_public", "ed25519_private", "ed25519_public"]
KEPT_FOR = timedelta(hours=48)
# What `owner_address` follows, for those who read many keys at once.
OWNERS = ("person", "community", "successor__person", "successor__community")


def instance_address() -> str:
    return f"{settings.CALADE_ORIGIN}/actor"


def key_of(actor: Person | Community | None) -> LocalKey:
    """The keys of a local person or community; None is the server itself."""
    owner: dict[str, Any] = {"is_instance": True}
    if actor is not None:
        owner = {"person": actor} if isinstance(actor, Person) else {"community": actor}
    if found := LocalKey.objects.filter(**owner).first():
        return found
    try:
        with transaction.atomic():
            return LocalKey.objects.create(**owner, **_new_halves())
    except IntegrityError:  # another process made them in the same moment
        return LocalKey.objects.get(**owner)


def _new_halves() -> dict[str, str]:
    keys = generate_keys()
    edwards = base64.b64encode(keys.ed25519_private_raw).decode()
    return {
        "rsa_private": seal(keys.rsa_private_pem, purpose=SEALED_FOR),
        "rsa_public": keys.rsa_public_pem,
        "ed25519_private": seal(edwards, purpose=SEALED_FOR),
        "ed25519_public": keys.ed25519_public_multibase,
    }


def owner_address(key: LocalKey) -> str:
    key = key.successor or key
    owner = key.person or key.community
    return owner.address if owner else instance_address()


def public_part(key: LocalKey) -> Json:
    """As it stands on its owner's document: the one form that every server reads."""
    address = owner_address(key)
    return {"id": f"{address}#main-key", "owner": address, "publicKeyPem": key.rsa_public}


def renew(key: LocalKey) -> LocalKey:
    """New keys in the place of the old ones, which are returned, retired: they sign what waits to be sent.

    Whoever has read the old key believes what is signed with it, and learns by it that there is a new one; who
    meets the new one first asks the owner's home anew. Call it inside a transaction.
    """
    key = LocalKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    halves = {name: getattr(key, name) for name in HALVES}
    retired = LocalKey.objects.create(**halves, successor=key, retired_at=timezone.now())
    for name, half in _new_halves().items():
        setattr(key, name, half)
    key.save(update_fields=HALVES)
    key.deliveries.filter(state=Delivery.State.READY).update(signer=retired)
    return retired


def for_try(key: LocalKey, tries: int) -> LocalKey:
    """The key for one more try: a retired one first, in turn with the new one, which the other side may know by now."""
    return key.successor if key.successor and tries % 2 == 0 else key


def forget_retired() -> None:
    """After two days nobody has only the old key any more; what still waits is signed with the new one."""
    for old in LocalKey.objects.filter(retired_at__lt=timezone.now() - KEPT_FOR):
        old.deliveries.update(signer=old.successor)
        old.delete()


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
