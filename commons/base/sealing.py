"""Text that the database must not be able to read by itself: meeting places, private threads, signing keys."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=8)
def _box(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    """One key per purpose, derived from the town's secret (HKDF, RFC 5869); old secrets still open."""
    keys = [
        HKDF(algorithm=SHA256(), length=32, salt=None, info=f"calade:{purpose}".encode()).derive(
            secret.encode()
        )
        for secret in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


def seal(text: str, *, purpose: str) -> str:
    """`text` as an authenticated token that only this town's secret opens."""
    return _box(purpose, _secrets()).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str) -> str:
    """The text of a token; "" when it was sealed by a secret that is lost."""
    try:
        return _box(purpose, _secrets()).decrypt(token.encode()).decode()
    except InvalidToken:
        return ""


def seal_bytes(content: bytes, *, purpose: str) -> bytes:
    """As `seal`, for what is no text (a photo)."""
    return _box(purpose, _secrets()).encrypt(content)


def unseal_bytes(token: bytes, *, purpose: str) -> bytes:
    """The content of a token; empty when it was sealed by a secret that is lost."""
    try:
        return _box(purpose, _secrets()).decrypt(token)
    except InvalidToken:
        return b""
