"""Text that the database must not be able to read by itself: addresses, meeting places, private threads, signing keys.

The keys stand outside the database: in the file of `CALADE_KEY_RING`, one secret a line, and behind them the town's
`CALADE_SECRET_KEY`. The first one seals, all of them open. `manage.py rotate_keys` seals everything again.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32
FINDABLE = "siv."

_purposes: set[str] = set()


def purpose(name: str) -> str:
    """Name what something is sealed for: each purpose has keys of its own, and rotation knows them all."""
    _purposes.add(name)
    return name


def purposes() -> list[str]:
    return sorted(_purposes)


def secrets() -> tuple[str, ...]:
    """Newest first. The file is read again when it has changed, so that no process seals with an old key."""
    ring: tuple[str, ...] = ()
    if settings.CALADE_KEY_RING:
        ring = _ring(settings.CALADE_KEY_RING, os.stat(settings.CALADE_KEY_RING).st_mtime_ns)
    return (*ring, settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _ring(path: str, changed: int) -> tuple[str, ...]:
    keys = tuple(line.strip() for line in Path(path).read_text().splitlines() if line.strip())
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ImproperlyConfigured(f"A key of CALADE_KEY_RING has fewer than {SHORTEST_KEY} characters.")
    return keys


def _derived(purpose: str, secret: str, length: int) -> bytes:
    """One key per purpose and secret (HKDF, RFC 5869)."""
    if purpose not in _purposes:
        raise ImproperlyConfigured(f"Nothing is named as sealed for {purpose!r}: see `sealing.purpose`.")
    made = HKDF(algorithm=SHA256(), length=length, salt=None, info=f"calade:{purpose}".encode())
    return made.derive(secret.encode())


@lru_cache(maxsize=128)
def _boxes(purpose: str, secrets: tuple[str, ...]) -> tuple[Fernet, ...]:
    return tuple(Fernet(base64.urlsafe_b64encode(_derived(purpose, secret, 32))) for secret in secrets)


@lru_cache(maxsize=128)
def _box(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(_boxes(purpose, secrets))


@lru_cache(maxsize=128)
def _findable_box(purpose: str, secret: str) -> AESSIV:
    return AESSIV(_derived(purpose, secret, 64))


def seal(text: str, *, purpose: str) -> str:
    """`text` as an authenticated token that only this town's keys open."""
    return _box(purpose, secrets()).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str) -> str:
    """The text of a token; "" when it was sealed by a key that is lost."""
    return unseal_bytes(token.encode(), purpose=purpose).decode()


def seal_bytes(content: bytes, *, purpose: str) -> bytes:
    """As `seal`, for what is no text (a photo)."""
    return _box(purpose, secrets()).encrypt(content)


def unseal_bytes(token: bytes, *, purpose: str) -> bytes:
    """The content of a token; empty when it was sealed by a key that is lost."""
    try:
        return _box(purpose, secrets()).decrypt(token)
    except InvalidToken:
        return b""


def seal_findable(text: str, *, purpose: str) -> list[str]:
    """`text` as tokens that are the same each time, so that one can look for them: under each key, the newest first.

    AES-SIV (RFC 5297): the synthetic IV is a keyed hash of the text, and so a blind index that is its own seal. Who
    reads the database learns which rows hold the same text, and nothing else.
    """
    return [
        FINDABLE + base64.urlsafe_b64encode(_findable_box(purpose, key).encrypt(text.encode(), None)).decode()
        for key in secrets()
    ]


def unseal_findable(token: str, *, purpose: str) -> str:
    """The text of a token of `seal_findable`; "" when its key is lost."""
    content = base64.urlsafe_b64decode(token.removeprefix(FINDABLE))
    for key in secrets():
        try:
            return _findable_box(purpose, key).decrypt(content, None).decode()
        except InvalidTag:
            continue
    return ""


def mark(content: bytes, *, purpose: str) -> str:
    """HMAC-SHA256 of `content` under the newest key: whoever has no key of this town cannot make another one."""
    return hmac.new(_derived(purpose, secrets()[0], 32), content, sha256).hexdigest()


def is_marked(content: bytes, marked: str, *, purpose: str) -> bool:
    """Under any of the keys."""
    made = [hmac.new(_derived(purpose, key, 32), content, sha256).hexdigest() for key in secrets()]
    return any(hmac.compare_digest(one, marked) for one in made)


def sealed_again(token: bytes) -> bytes | None:
    """A token of whatever purpose under the newest key; None when it is so already.

    Raises InvalidToken when no key of any purpose opens it.
    """
    for name in purposes():
        boxes = _boxes(name, secrets())
        for place, box in enumerate(boxes):
            try:
                content = box.decrypt(token)
            except InvalidToken:
                continue
            return boxes[0].encrypt(content) if place else None
    raise InvalidToken
