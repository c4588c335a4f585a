"""What a group passes on: its own word, its author's with a proof, or only as far as the author's home says the same.

FEP-1b12 (groups), FEP-8b32 (proofs), FEP-fe34 (origins). What is asked of the network is asked here and in `belief`.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commons.base.addresses import thing_at
from commons.base.egress import BadAddress, same_origin
from commons.base.outgoing import CannotFetch
from commons.communities.models import Community
from commons.conversations.models import Reaction
from federation import identities, proofs, reader
from federation.asking import ask
from federation.keys import BadKey, load_public_key
from federation.models import ReceivedActivity, RemoteKey
from federation.policy import host_of, lives_here, may_talk
from federation.proofs import BadProof, ProofClaim
from federation.reader import Activity
from federation.vocabulary import Json

# Verbs whose effect falls on the object itself: only its owner, or the group it lives in, may say them.
OWNERS_ONLY = {"Create", "Update", "Delete"}
PASSED_ON = OWNERS_ONLY | {"Undo"}
# What those who look after a group say: announced, it is the group's own word (FEP-1b12).
GROUPS_OWN = {"Add", "Block", "Lock", "Remove"}


class NotBelieved(Exception):
    """The sender may not speak of this; the reason is kept on the row."""


class NotForUs(Exception):
    """Nothing here concerns this town; the reason is the outcome."""


def passed_on(announce: Activity) -> Activity:
    """What a group that somebody here follows passes on. Nobody else makes this town fetch anything."""
    group = Community.objects.filter(uri=announce.actor).first()
    if group is None or not group.followers.accepted().filter(follower__home="").exists():
        raise NotForUs("not-followed")
    inner = announce.object
    if isinstance(inner, str):
        return _boosted(announce, inner)
    if isinstance(inner, reader.Content):
        return _boosted(announce, inner.id)  # whole, but its home says what it is
    if not isinstance(inner, Activity):
        raise NotForUs("not-spoken")
    if _is_groups_own(inner):
        return replace(inner, actor=announce.actor, announced_by=announce.actor)
    if lives_here(inner.actor) or lives_here(inner.object_id):
        raise NotForUs("our-own")
    if inner.type not in PASSED_ON or not inner.id:
        raise NotForUs("not-spoken")
    if not same_origin(inner.actor, announce.actor) and not _is_proven(inner.raw, inner.actor):
        if inner.type == "Undo":
            _check_can_be_undone(inner)
        inner = _as_its_home_says(inner)
    return replace(inner, announced_by=announce.actor)


def _is_groups_own(inner: Activity) -> bool:
    """An act upon what the group holds, not upon what is its author's: the author's own server says that."""
    act = inner.object if inner.type == "Undo" else inner
    if not isinstance(act, Activity):
        return False
    by_moderator = lives_here(act.object_id) or not same_origin(inner.actor, act.object_id)
    return act.type in GROUPS_OWN or (act.type == "Delete" and by_moderator)


def _boosted(announce: Activity, uri: str) -> Activity:
    """A plain boost by a group (Lemmy for Mastodon, PieFed, ours): as if its author's Create had come.

    What is known already is not asked for: our own groups send the wrapped activity first.
    """
    if lives_here(uri):
        raise NotForUs("our-own")
    if thing_at(uri) is not None:
        raise NotForUs("seen")
    thing = reader.as_link(fetched(uri))
    if not isinstance(thing, reader.Content) or not thing.attributed_to:
        raise NotForUs("not-spoken")
    return Activity(
        id=announce.id,
        type="Create",
        actor=thing.attributed_to,
        object=thing,
        to=thing.to,
        cc=thing.cc,
        announced_by=announce.actor,
        raw=announce.raw,
    )


def _check_can_be_undone(undo: Activity) -> None:
    """By an address alone, of something that came here: its home no longer shows it, as after a deletion. An activity
    that stands whole in its Undo shows nothing at its home.
    """
    if not isinstance(undo.object, str) or not same_origin(undo.object, undo.actor):
        raise NotBelieved("unproven")
    came = ReceivedActivity.objects.filter(activity_id=undo.object, actor=undo.actor)
    if not came.exists() and not Reaction.objects.filter(uri=undo.object).exists():
        raise NotForUs("nothing-here")


def _as_its_home_says(inner: Activity) -> Activity:
    """An activity that nothing proves is believed as far as the home of its object shows the same."""
    if inner.type not in {"Delete", "Undo"}:
        return replace(inner, object=fetched(inner.object_id))
    try:
        still = fetched(inner.object_id)
    except identities.Unknown as error:
        if error.status in (404, 410):
            return inner
        raise
    if not isinstance(still, reader.Tombstone):
        raise NotBelieved("not-deleted")
    return inner


def fetched(uri: str) -> reader.Thing:
    """The thing as its home shows it now. Raises Unknown when that cannot be seen."""
    if not uri or lives_here(uri):
        raise NotBelieved("our-own")
    if not may_talk(host_of(uri)):
        raise NotBelieved("not-allowed")
    try:
        return reader.interpret(ask(uri))
    except (CannotFetch, BadAddress) as error:
        raise identities.Unknown(error.reason, status=getattr(error, "status", None)) from error


def _is_proven(document: Json, actor: str) -> bool:
    """Whether the activity carries its actor's own proof. The key comes from the actor, at the actor's home."""
    if not proofs.has_proof(document):
        return False
    try:
        claim = proofs.proof_claim(document)
        key = _proving_key(claim, actor)
        if key is None:
            return False
        proofs.verify_document(document, key, now=datetime.now(UTC))
    except (BadProof, BadKey, identities.Unknown):
        return False
    return True


def _proving_key(claim: ProofClaim, actor: str) -> Ed25519PublicKey | None:
    if claim.owner != actor:
        return None
    identities.actor_at(actor)
    found = RemoteKey.objects.filter(key_id=claim.verification_method, actor__uri=actor).first()
    key: Any = load_public_key(found.public) if found else None
    return key if isinstance(key, Ed25519PublicKey) else None
