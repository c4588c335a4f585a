"""Codes that people read off paper or a message and type: drawn by chance, kept as a fingerprint alone."""

import secrets
from hashlib import sha256
from hmac import new

from django.conf import settings

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that one mistakes for something else
FIGURES = "0123456789"


def drawn(length: int, signs: str = ALPHABET) -> str:
    return "".join(secrets.choice(signs) for _place in range(length))


def fingerprint(said: str, key: str = "") -> str:
    """HMAC-SHA256, in hex, under the town's key or an older `key`: who reads the database cannot try codes."""
    return new((key or settings.SECRET_KEY).encode(), said.encode(), sha256).hexdigest()
