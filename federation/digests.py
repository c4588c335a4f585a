"""The digest of a page's text on the wire: sha2-256 as a multihash in base58btc multibase."""

import base58

SHA2_256 = b"\x12\x20"


def to_multibase(sha256_hex: str) -> str:
    return "z" + base58.b58encode(SHA2_256 + bytes.fromhex(sha256_hex)).decode()


def from_multibase(text: str) -> str:
    """The digest in hexadecimal, "" when the text is not one."""
    if not text.startswith("z") or len(text) > 100:
        return ""
    try:
        raw = base58.b58decode(text[1:])
    except ValueError:
        return ""
    return raw[2:].hex() if raw.startswith(SHA2_256) and len(raw) == 34 else ""
