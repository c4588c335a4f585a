"""Files that only a passphrase opens, in pieces, so that a large one needs little memory.

Key: scrypt (RFC 7914) of the passphrase. Pieces: ChaCha20-Poly1305 (RFC 8439) under a nonce of seven drawn bytes, a
counter and a mark on the last piece, as the STREAM construction wants it (Hoang, Reyhanitabar, Rogaway, Vizár 2015):
pieces that were left out, moved or added at the end are noticed.
"""

import secrets
import struct
from collections.abc import Callable
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from commons.operation.backups.errors import Unusable

PIECE = 1_048_576
TAG = 16
PREFIX = 7
SALT = 16

Key = bytes


def key_of(passphrase: str, salt: bytes) -> Key:
    """64 MB of memory and a fifth of a second: once for each backup."""
    return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.strip().encode())


def new_salt() -> bytes:
    return secrets.token_bytes(SALT)


def read_passphrase(path: str) -> str:
    """Raises Unusable when it is too short to protect anything."""
    words = Path(path).read_text().strip()
    if len(words) < 20:
        raise Unusable(f"The passphrase in {path} is too short: twenty characters at least.")
    return words


def lock(source: Path, target: Path, key: Key) -> None:
    cipher, prefix = ChaCha20Poly1305(key), secrets.token_bytes(PREFIX)
    with source.open("rb") as plain, target.open("wb") as out:
        out.write(prefix)
        _in_pieces(plain, out, PIECE, lambda piece, nonce: cipher.encrypt(prefix + nonce, piece, None))


def unlock(source: Path, target: Path, key: Key) -> None:
    """Raises Unusable when the passphrase is another one, or the file was changed or cut."""
    cipher = ChaCha20Poly1305(key)
    with source.open("rb") as locked, target.open("wb") as out:
        prefix = locked.read(PREFIX)
        try:
            _in_pieces(
                locked, out, PIECE + TAG, lambda piece, nonce: cipher.decrypt(prefix + nonce, piece, None)
            )
        except (InvalidTag, ValueError) as error:
            target.unlink()
            raise Unusable(f"{source.name}: the passphrase does not open it, or it was changed.") from error


def _in_pieces(source: IO[bytes], out: IO[bytes], size: int, turn: Callable[[bytes, bytes], bytes]) -> None:
    """At least one piece, so that an empty file is one too."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size)
        out.write(turn(piece, struct.pack(">I?", number, not following)))
        if not following:
            return
        number, piece = number + 1, following
