"""Web Push on `cryptography`: the content (RFC 8291, aes128gcm of RFC 8188), who sends it (VAPID, RFC 8292). Pure."""

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
LIVES = 12 * 3600  # seconds; 24 hours is the most that services take


class BadKey(ValueError):
    """A key of a device that is none."""


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadKey from error


def point(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> bytes:
    public = key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_keys(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """Those of a device; raises BadKey unless they are a point of the curve and sixteen bytes."""
    secret = unb64(auth)
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(p256dh))
    except ValueError as error:
        raise BadKey from error
    if len(secret) != 16:
        raise BadKey
    return public, secret


def encrypted(
    content: bytes,
    p256dh: str,
    auth: str,
    *,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push message. `salt` and `sender` are new for each, but for a test of the published example."""
    receiver, secret = read_keys(p256dh, auth)
    salt, sender = salt or os.urandom(16), sender or ec.generate_private_key(ec.SECP256R1())
    info = b"WebPush: info\0" + point(receiver) + point(sender)
    material = _derived(sender.exchange(ec.ECDH(), receiver), secret, info, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    own = point(sender)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(own)]) + own
    return head + AESGCM(key).encrypt(nonce, content + b"\x02", None)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)


def authorization(key: ec.EllipticCurvePrivateKey, *, audience: str, contact: str, now: float) -> str:
    """The header by which a service knows the town: one token per service (`audience` is its origin)."""
    claims = {"aud": audience, "exp": int(now) + LIVES, "sub": contact}
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={b64(point(key))}"


def _part(content: dict[str, Any]) -> str:
    return b64(json.dumps(content, separators=(",", ":")).encode())
