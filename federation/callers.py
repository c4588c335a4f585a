"""Who asks for a document: what is for neighbouring towns alone is shown to whoever signs as one of them."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

from federation import identities, policy, signatures, their_keys
from federation.fetch import budget
from federation.keys import BadKey, load_public_key
from federation.signatures import BadSignature, Claim, Request


def from_neighbour(request: HttpRequest) -> bool:
    """Signed by an actor of a server that this town chose. Of nobody else is a key looked for."""
    fields = tuple((name.lower(), value) for name, value in request.headers.items())
    asked = Request(request.method or "GET", request.get_full_path(), fields)
    try:
        claim = signatures.parse_signature(asked)
        if not _is_chosen(policy.host_of(claim.key_id)):
            return False
        with budget():
            return any(_holds(claim, asked, refresh=refresh) for refresh in (False, True))
    except (BadSignature, identities.Unknown):
        return False


def _is_chosen(host: str) -> bool:
    return bool(policy.neighbours_among(policy.who_may_talk([host])))


def _holds(claim: Claim, asked: Request, *, refresh: bool) -> bool:
    """By a key that its owner lists, who lives on a chosen server too; asked for anew once."""
    key = their_keys.key_at(claim.key_id, refresh=refresh)
    if not _is_chosen(key.actor.host):
        return False
    try:
        public = load_public_key(key.public)
        signatures.verify(claim, asked, public, our_origin=settings.CALADE_ORIGIN, now=datetime.now(UTC))
    except (BadKey, BadSignature):
        return False
    return True
