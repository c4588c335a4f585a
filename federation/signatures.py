"""Sign requests and verify them: pure functions over bytes and strings, without network or database.

Two dialects. draft-cavage-http-signatures-12 (https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12)
is what everybody verifies; RFC 9421 (https://www.rfc-editor.org/rfc/rfc9421) is the second knock. What
must be signed is fixed here and never by the sender. Each refusal has a
short reason that the sender is told.

Order at the door: `parse_signature` → `check_request` (all that needs no key) → find the key → `verify`.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from commons.base.egress import DEFAULT_PORTS, Address, parse_url
from federation.keys import PrivateKey, PublicKey
from federation.structured_fields import BadField, InnerList, parse_dictionary, serialize

CLOCK: Final = timedelta(hours=1)
LONGEST_LIFE: Final = timedelta(hours=12)
KEY_ID_CHARACTERS: Final = 2048
ACCEPT_SIGNATURE: Final = 'sig1=("@method" "@target-uri" "content-digest");created;keyid;alg'

_CAVAGE_ALGORITHMS: Final = frozenset({"", "rsa-sha256", "hs2019"})
_RFC_ALGORITHMS: Final = frozenset({"", "rsa-v1_5-sha256", "rsa-pss-sha512", "ed25519"})
# Repeating one of these would let two readers of one request see two different requests.
_SINGLE_FIELDS: Final = frozenset(
    {"host", "date", "digest", "content-digest", "content-type", "content-length", "content-encoding"}
)
_DERIVED: Final = frozenset(
    {"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"}
)
_PARAMETER = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([0-9]+(?:\.[0-9]+)?))\s*(?:,|\Z)')
_KEY_ID = re.compile(r"(?:https?://|acct:)[\x21-\x7e]+\Z", re.IGNORECASE)
_TARGET = re.compile(r"/[\x21-\x7e]*\Z")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+\Z")


class BadSignature(Exception):
    """A signature that is not believed.

    `reason` is one of: missing-signature, malformed, missing-component, unsupported-component,
    unsupported-algorithm, wrong-host, clock-skew, expired, digest-mismatch, bad-signature.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came over the wire: `target` is path and query undecoded, `fields` are lower-case."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...]
    body: bytes = field(default=b"", repr=False)

    @classmethod
    def received(
        cls, method: str, target: str, headers: Iterable[tuple[bytes, bytes]], body: bytes
    ) -> "Request":
        """From the pieces that ASGI gives: header names and values as bytes, repeated ones repeated."""
        pairs = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
        return cls(method.upper(), target, tuple(pairs), body)

    def all_of(self, name: str) -> list[str]:
        """Every value of a header, in order, trimmed."""
        return [value.strip(" \t") for known, value in self.fields if known == name]

    def value(self, name: str) -> str:
        """One header as it is signed: repeated lines joined by a comma. Raises `BadSignature`."""
        values = self.all_of(name)
        if not values:
            raise BadSignature("missing-component")
        if len(values) > 1 and name in _SINGLE_FIELDS:
            raise BadSignature("malformed")
        if any("\n" in value or "\r" in value for value in values):
            raise BadSignature("malformed")
        return ", ".join(values)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about its signature, not yet believed.

    `created` and `expires` are Unix seconds as text; `parameters` is the signed tail of RFC 9421.
    """

    dialect: Literal["cavage", "rfc9421"]
    key_id: str
    components: tuple[str, ...]
    signature: bytes = field(repr=False)
    algorithm: str = ""
    created: str = ""
    expires: str = ""
    parameters: str = ""


def sign_cavage(
    method: str, url: str, body: bytes, *, key_id: str, private_key: PrivateKey, now: datetime
) -> dict[str, str]:
    """The headers of a request signed after draft-cavage-12; send exactly these.

    POST signs `(request-target) host date digest content-type`, GET `(request-target) host date`.
    """
    address = parse_url(url)
    headers = {"Host": address.authority, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    if method.upper() != "GET":
        headers["Digest"] = "SHA-256=" + _digest(body)
        headers["Content-Type"] = "application/activity+json"
    lines = [f"(request-target): {method.lower()} {address.target}"]
    lines += [f"{name.lower()}: {value}" for name, value in headers.items()]
    algorithm = "rsa-sha256" if isinstance(private_key, RSAPrivateKey) else "hs2019"
    signature = _sign(private_key, "\n".join(lines).encode())
    names = " ".join(["(request-target)", *(name.lower() for name in headers)])
    headers["Signature"] = (
        f'keyId="{key_id}",algorithm="{algorithm}",headers="{names}",signature="{_base64(signature)}"'
    )
    return headers


def sign_rfc9421(
    method: str, url: str, body: bytes, *, key_id: str, private_key: PrivateKey, now: datetime
) -> dict[str, str]:
    """The headers of a request signed after RFC 9421 in the one form that Mastodon's verifier wants."""
    address = parse_url(url)
    headers = {"Host": address.authority, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    covered = ["@method", "@target-uri"]
    lines = [f'"@method": {method.upper()}', f'"@target-uri": {address.url}']
    if method.upper() != "GET":
        headers["Content-Digest"] = f"sha-256=:{_digest(body)}:"
        headers["Content-Type"] = "application/activity+json"
        covered.append("content-digest")
        lines.append(f'"content-digest": {headers["Content-Digest"]}')
    algorithm = "rsa-v1_5-sha256" if isinstance(private_key, RSAPrivateKey) else "ed25519"
    listed = " ".join(f'"{name}"' for name in covered)
    parameters = f'({listed});created={int(now.timestamp())};keyid="{key_id}";alg="{algorithm}"'
    lines.append(f'"@signature-params": {parameters}')
    signature = _sign(private_key, "\n".join(lines).encode())
    headers["Signature-Input"] = f"sig1={parameters}"
    headers["Signature"] = f"sig1=:{_base64(signature)}:"
    return headers


def _sign(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(message)


def _digest(body: bytes) -> str:
    return _base64(hashlib.sha256(body).digest())


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def parse_signature(request: Request) -> Claim:
    """What the request claims, and that it covers what we require. Raises `BadSignature`."""
    if request.all_of("signature-input"):
        return _parse_rfc9421(request)
    values = request.all_of("signature")
    if not values:
        raise BadSignature("missing-signature")
    if len(values) > 1:
        raise BadSignature("malformed")
    return _parse_cavage(request, values[0])


def _parse_cavage(request: Request, text: str) -> Claim:
    parameters = _cavage_parameters(text)
    if not {"keyid", "headers", "signature"} <= parameters.keys():
        raise BadSignature("malformed")
    components = tuple(parameters["headers"].lower().split())
    algorithm = parameters.get("algorithm", "").lower()
    _refuse_odd_names(components, derived=frozenset({"(request-target)", "(created)", "(expires)"}))
    if algorithm not in _CAVAGE_ALGORITHMS:
        raise BadSignature("unsupported-algorithm")
    # Section 2.3: the two pseudo-headers do not exist for algorithms that name a hash.
    if algorithm == "rsa-sha256" and {"(created)", "(expires)"} & set(components):
        raise BadSignature("malformed")
    required = {"(request-target)", "host"} | ({"digest"} if _has_body(request) else set())
    if not required <= set(components) or not {"date", "(created)"} & set(components):
        raise BadSignature("missing-component")
    return Claim(
        "cavage",
        _key_id(parameters["keyid"]),
        components,
        _unbase64(parameters["signature"]),
        algorithm=algorithm,
        created=parameters.get("created", "") if "(created)" in components else "",
        expires=parameters.get("expires", ""),
    )


def _cavage_parameters(text: str) -> dict[str, str]:
    """`name="value", …` with lower-case names; a name that comes twice is refused."""
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None or match[1].lower() in found:
            raise BadSignature("malformed")
        found[match[1].lower()] = match[2] if match[2] is not None else match[3]
        position = match.end()
    return found


def _parse_rfc9421(request: Request) -> Claim:
    """The first signature that covers what we require; if none does, why the last one does not."""
    try:
        inputs = parse_dictionary(", ".join(request.all_of("signature-input")))
        signatures = parse_dictionary(", ".join(request.all_of("signature")))
    except BadField as error:
        raise BadSignature("malformed") from error
    refusal = BadSignature("missing-signature")
    for label, (listed, _) in inputs.items():
        signature = signatures.get(label, (None, {}))[0]
        if not isinstance(listed, InnerList) or not isinstance(signature, bytes):
            raise BadSignature("malformed")
        try:
            return _rfc9421_claim(request, listed, signature)
        except BadSignature as error:
            refusal = error
    raise refusal


def _rfc9421_claim(request: Request, listed: InnerList, signature: bytes) -> Claim:
    names = []
    for item, parameters in listed.items:
        if not isinstance(item, str) or parameters:
            raise BadSignature("unsupported-component")
        names.append(item)
    _refuse_odd_names(names, derived=_DERIVED)
    key_id, created = listed.parameters.get("keyid"), listed.parameters.get("created")
    expires, algorithm = listed.parameters.get("expires"), listed.parameters.get("alg", "")
    whole = isinstance(created, int) and (expires is None or isinstance(expires, int))
    if not isinstance(key_id, str) or not whole or isinstance(created, bool) or isinstance(expires, bool):
        raise BadSignature("malformed")
    if not isinstance(algorithm, str) or algorithm not in _RFC_ALGORITHMS:
        raise BadSignature("unsupported-algorithm")
    required = {"@method", "@target-uri"} | ({"content-digest"} if _has_body(request) else set())
    if not required <= set(names):
        raise BadSignature("missing-component")
    return Claim(
        "rfc9421",
        _key_id(key_id),
        tuple(names),
        signature,
        algorithm=algorithm,
        created=str(created),
        expires="" if expires is None else str(expires),
        parameters=serialize(listed),
    )


def _refuse_odd_names(names: Iterable[str], *, derived: frozenset[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadSignature("malformed")
        if name not in derived and not _TOKEN.match(name):
            raise BadSignature("unsupported-component")
        seen.add(name)


def _has_body(request: Request) -> bool:
    return request.method != "GET" or bool(request.body)


def _key_id(text: str) -> str:
    if len(text) > KEY_ID_CHARACTERS or not _KEY_ID.match(text):
        raise BadSignature("malformed")
    return text


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature("malformed") from error


def check_request(claim: Claim, request: Request, *, our_origin: str, now: datetime) -> None:
    """All that can be refused before the key is known: host, clock, digest. Raises `BadSignature`."""
    if not _TARGET.match(request.target):
        raise BadSignature("malformed")
    if not _is_our_host(request.value("host"), parse_url(our_origin)):
        raise BadSignature("wrong-host")
    _check_clock(claim, request, now)
    if _has_body(request):
        _check_digest(claim, request)


def verify(claim: Claim, request: Request, public_key: PublicKey, *, our_origin: str, now: datetime) -> None:
    """Believe the claim or raise `BadSignature`; `our_origin` is configured, never taken from the request."""
    check_request(claim, request, our_origin=our_origin, now=now)
    if claim.dialect == "rfc9421":
        base = rfc9421_base(claim, request, our_origin=our_origin)
        if not _holds(public_key, claim, base):
            raise BadSignature("bad-signature")
        return
    # Some sign the path with its query and some without (misskey-dev/misskey#17941).
    targets = dict.fromkeys((request.target, request.target.partition("?")[0]))
    if not any(_holds(public_key, claim, cavage_base(claim, request, target)) for target in targets):
        raise BadSignature("bad-signature")


def _is_our_host(host: str, ours: Address) -> bool:
    scheme, name, port = ours.origin
    expected = {f"{name}:{port}"} | ({name} if port == DEFAULT_PORTS[scheme] else set())
    return host.lower() in expected


def _check_clock(claim: Claim, request: Request, now: datetime) -> None:
    moments = []
    if claim.created or "(created)" in claim.components:
        moments.append(_moment(claim.created))
    if claim.dialect == "cavage" and "date" in claim.components:
        moments.append(_date(request.value("date")))
    if any(abs((now - moment).total_seconds()) > CLOCK.total_seconds() for moment in moments):
        raise BadSignature("clock-skew")
    if claim.expires or "(expires)" in claim.components:
        expires = _moment(claim.expires)
        if expires < now:
            raise BadSignature("expired")
        if expires - min(moments) > LONGEST_LIFE:
            raise BadSignature("clock-skew")


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadSignature("malformed") from error


def _date(text: str) -> datetime:
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise BadSignature("malformed") from error


def _check_digest(claim: Claim, request: Request) -> None:
    name = "digest" if claim.dialect == "cavage" else "content-digest"
    given = (
        _cavage_digests(request.value(name)) if name == "digest" else _rfc9421_digests(request.value(name))
    )
    if not given:
        raise BadSignature("digest-mismatch")
    for algorithm, value in given:
        actual = hashlib.new(algorithm, request.body).digest()
        if not hmac.compare_digest(actual, value):
            raise BadSignature("digest-mismatch")


def _cavage_digests(text: str) -> list[tuple[str, bytes]]:
    """The SHA-256 values of a Digest header; others are ignored."""
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [("sha256", _unbase64(value)) for name, _, value in pairs if name.lower() == "sha-256"]


def _rfc9421_digests(text: str) -> list[tuple[str, bytes]]:
    """The SHA-256 and SHA-512 values of a Content-Digest header (RFC 9530); others are ignored."""
    try:
        members = parse_dictionary(text)
    except BadField as error:
        raise BadSignature("malformed") from error
    known = {"sha-256": "sha256", "sha-512": "sha512"}
    return [
        (known[name], value)
        for name, (value, _) in members.items()
        if name in known and isinstance(value, bytes)
    ]


def cavage_base(claim: Claim, request: Request, target: str) -> bytes:
    """The bytes that draft-cavage signs, for one spelling of the target. Raises `BadSignature`."""
    derived = {
        "(request-target)": f"{request.method.lower()} {target}",
        "(created)": claim.created,
        "(expires)": claim.expires,
    }
    lines = (
        f"{name}: {derived[name] if name in derived else request.value(name)}" for name in claim.components
    )
    return "\n".join(lines).encode("latin-1", "replace")


def rfc9421_base(claim: Claim, request: Request, *, our_origin: str) -> bytes:
    """What RFC 9421 signs; `@target-uri` begins with the configured origin. Raises `BadSignature`."""
    ours = parse_url(our_origin)
    path, _, query = request.target.partition("?")
    scheme = ours.origin.scheme
    derived = {
        "@method": request.method,
        "@target-uri": f"{scheme}://{ours.authority}{request.target}",
        "@authority": ours.authority,
        "@scheme": scheme,
        "@request-target": request.target,
        "@path": path,
        "@query": f"?{query}",
    }
    lines = [
        f'"{name}": {derived[name] if name in derived else request.value(name)}' for name in claim.components
    ]
    lines.append(f'"@signature-params": {claim.parameters}')
    return "\n".join(lines).encode("latin-1", "replace")


def _holds(key: PublicKey, claim: Claim, message: bytes) -> bool:
    """Whether the key made the signature. The key decides the algorithm, within what the claim says."""
    try:
        if isinstance(key, Ed25519PublicKey):
            if claim.dialect == "rfc9421" and claim.algorithm not in ("", "ed25519"):
                return False
            key.verify(claim.signature, message)
            return True
        if claim.algorithm == "ed25519":
            return False
        if claim.algorithm == "rsa-pss-sha512":
            pss = padding.PSS(padding.MGF1(hashes.SHA512()), salt_length=64)
            key.verify(claim.signature, message, pss, hashes.SHA512())
        else:
            key.verify(claim.signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return (
            claim.algorithm == "hs2019"
            and isinstance(key, RSAPublicKey)
            and _holds_sha512(key, claim, message)
        )
    return True


def _holds_sha512(key: RSAPublicKey, claim: Claim, message: bytes) -> bool:
    try:
        key.verify(claim.signature, message, padding.PKCS1v15(), hashes.SHA512())
    except InvalidSignature:
        return False
    return True
