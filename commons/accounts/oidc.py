"""Signing in through FranceConnect or ProConnect (OpenID Connect Core 1.0, code flow), where a town has set it up.

The town asks them one thing: is it the same person as last time? Nothing of the civil identity is asked for or kept.
Their own rules: https://docs.partenaires.franceconnect.gouv.fr and https://partenaires.proconnect.gouv.fr/docs.
"""

import json
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings

from commons.base.addresses import absolute
from commons.base.codes import fingerprint
from commons.base.egress import BadAddress, may_connect
from commons.base.outgoing import CannotFetch, exchange

SECONDS = 15.0
MOST_BYTES = 64 * 1024
GOOD_FOR = 10 * 60  # seconds between leaving and coming back
SIGNED_WITH = ["RS256", "ES256", "PS256"]  # never with the shared secret, never unsigned
# FranceConnect asks each town to look at the level that was reached. Nothing here rests on more than the lowest one,
# and ProConnect names its levels otherwise: what it says of them is not looked at.
LEVELS = {"franceconnect": frozenset({"eidas1", "eidas2", "eidas3"})}
PROVIDERS = {
    "franceconnect": ("FranceConnect", "openid", "eidas1", "https://franceconnect.gouv.fr/"),
    "proconnect": ("ProConnect", "openid idp_id", "eidas1", "https://www.proconnect.gouv.fr/"),
}


class Refused(Exception):
    """They, or their answer, are not to be believed; the reason is for the log, never for the page."""


@dataclass(frozen=True)
class Provider:
    """`issuer` as their documents give it, without a final slash; `told_at` is where they say what they are."""

    key: str
    name: str
    issuer: str
    client: str
    secret: str
    scope: str
    level: str
    told_at: str

    @property
    def comes_back_to(self) -> str:
        return absolute(f"/compte/avec/{self.key}/retour/")

    @property
    def comes_back_at_the_end(self) -> str:
        return absolute(f"/compte/avec/{self.key}/fin/")


@dataclass(frozen=True)
class Known:
    """`digest` is keyed: it says "the same as last time" to this town, and nothing to anybody else."""

    digest: str
    id_token: str


def providers() -> list[Provider]:
    return [found for key in PROVIDERS if (found := provider(key))]


def provider(key: str) -> Provider | None:
    """From `https://client:secret@host/path`, the issuer with what it knows this town by."""
    set_up = settings.CALADE_CONNECT.get(key, "")
    if key not in PROVIDERS or not set_up:
        return None
    parts = urlsplit(set_up)
    issuer = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
    name, scope, level, told_at = PROVIDERS[key]
    return Provider(key, name, issuer, parts.username or "", parts.password or "", scope, level, told_at)


def begin(at: Provider) -> tuple[str, dict[str, Any]]:
    """Their page, and what must be remembered until the person comes back."""
    kept = {
        "provider": at.key,
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "until": int(time.time()) + GOOD_FOR,
    }
    asked = {
        "response_type": "code",
        "client_id": at.client,
        "redirect_uri": at.comes_back_to,
        "scope": at.scope,
        "acr_values": at.level,
        "state": kept["state"],
        "nonce": kept["nonce"],
    }
    return f"{_document(at.issuer)['authorization_endpoint']}?{urlencode(asked)}", kept


def finish(at: Provider, kept: dict[str, Any], *, state: str, code: str) -> Known:
    """Whoever comes back with `state` and `code`. Raises Refused."""
    if kept.get("provider") != at.key or time.time() > kept.get("until", 0):
        raise Refused("nobody left from here")
    if not code or not compare_digest(state.encode(), str(kept["state"]).encode()):
        raise Refused("another state")
    found = _document(at.issuer)
    answer = _post(
        found["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": at.comes_back_to,
            "client_id": at.client,
            "client_secret": at.secret,
        },
    )
    id_token = str(answer.get("id_token", ""))
    claims = _opened(at, id_token)
    if not compare_digest(str(claims.get("nonce", "")).encode(), str(kept["nonce"]).encode()):
        raise Refused("another nonce")
    if at.key in LEVELS and claims.get("acr") not in LEVELS[at.key]:
        raise Refused("another level")
    who = str(claims["sub"])
    if "idp_id" in at.scope:  # the same `sub` may come from two employers
        who += f" {_told(at, found, str(answer.get('access_token', '')), who).get('idp_id', '')}"
    return Known(fingerprint(f"{at.issuer} {who}"), id_token)


def farewell(at: Provider, id_token: str) -> tuple[str, str]:
    """Their page that signs out there too, and the state that it gives back."""
    state = secrets.token_urlsafe(32)
    said = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": at.comes_back_at_the_end}
    return f"{_document(at.issuer)['end_session_endpoint']}?{urlencode(said)}", state


def _told(at: Provider, found: dict[str, Any], access: str, sub: str) -> dict[str, Any]:
    """What they say of the person: both answer a signed token rather than plain JSON."""
    body = _get(found["userinfo_endpoint"], {"Authorization": f"Bearer {access}"}).decode("ascii", "replace")
    said = json.loads(body) if body.lstrip().startswith("{") else _opened(at, body.strip(), dated=False)
    if said.get("sub") != sub:
        raise Refused("somebody else's answer")
    return dict(said)


def _opened(at: Provider, token: str, *, dated: bool = True) -> dict[str, Any]:
    """The claims of a token that they signed for this town, now."""
    try:
        keys = jwt.PyJWKSet.from_dict(json.loads(_get(_document(at.issuer)["jwks_uri"])))
        wanted = jwt.get_unverified_header(token).get("kid")
        key = next(key for key in keys.keys if key.key_id == wanted)
        needed = ["iss", "aud", "sub", *(["exp", "iat"] if dated else [])]
        return jwt.decode(
            token,
            key.key,
            algorithms=SIGNED_WITH,
            audience=at.client,
            issuer=at.issuer,
            leeway=30,
            options={"require": needed},
        )
    except (jwt.PyJWTError, StopIteration, ValueError, KeyError) as wrong:
        raise Refused(type(wrong).__name__) from wrong


@lru_cache(maxsize=8)
def _document_once(issuer: str, hour: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_get(f"{issuer}/.well-known/openid-configuration"))
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise Refused("another issuer")
    return found


def _document(issuer: str) -> dict[str, Any]:
    return _document_once(issuer, int(time.time() // 3600))


def _get(url: str, headers: dict[str, str] | None = None) -> bytes:
    return _asked("GET", url, headers or {}, b"")


def _post(url: str, fields: dict[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer: dict[str, Any] = json.loads(_asked("POST", url, headers, urlencode(fields).encode()))
    return answer


def _asked(method: str, url: str, headers: dict[str, str], body: bytes) -> bytes:
    try:
        deadline = time.monotonic() + SECONDS
        got = exchange(method, may_connect(url), headers, body, max_bytes=MOST_BYTES, deadline=deadline)
    except (CannotFetch, BadAddress) as failed:
        raise Refused(failed.reason) from failed
    if got.status != 200:
        raise Refused(f"status {got.status}")
    return got.body
