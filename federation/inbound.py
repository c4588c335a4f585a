"""The second lock, in the worker: may this sender speak of this object? Then the translator, once.

What an activity needs from the network is fetched before the transaction, so that no write waits for another
server; the effect and the end of the row commit together.
"""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.db import transaction

from commons.base.addresses import is_ours
from commons.base.errors import Refused as SaidNo
from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.people.models import Person
from federation import dispatch, identities, own_keys, proofs, reader
from federation.egress import BadAddress, same_origin
from federation.fetch import CannotFetch, budget, fetch_document
from federation.keys import BadKey, load_public_key
from federation.models import ReceivedActivity, Relayed, RemoteKey
from federation.proofs import BadProof, ProofClaim
from federation.reader import Activity
from federation.registry import Sender
from federation.vocabulary import Json

logger = logging.getLogger(__name__)

# Verbs whose effect falls on the object itself: only its owner, or the group it lives in, may say them.
OWNERS_ONLY = {"Create", "Update", "Delete"}
TRIES = 8


class NotBelieved(Exception):
    """The sender may not speak of this; the reason is kept on the row."""


def handle_received(limit: int = 10) -> int:
    """Claim what came in and act on it, in the order of arrival per sender."""
    claimed: list[ReceivedActivity] = ReceivedActivity.objects.claim(limit)
    failpoint("after-inbound-claim")
    for received in claimed:
        handle(received)
    return len(claimed)


def handle(received: ReceivedActivity) -> None:
    try:
        with budget():
            activity, sender = believe(received)
        with transaction.atomic():
            outcome = dispatch.dispatch(activity, sender)
            failpoint("in-inbound")
            ReceivedActivity.objects.filter(pk=received.pk).update(outcome=outcome[:60])
            received.finish()
    except LostLease:
        logger.info("%s was taken over", received)
    except (NotBelieved, BadProof, reader.Refused) as error:
        received.give_up(str(error))
    except (SaidNo, ValidationError) as error:
        received.give_up(f"{type(error).__name__}: {error}")
    except identities.Unknown as error:
        _later(received, error.reason, again=error.passing)
    except dispatch.NotYet as error:
        _later(received, f"waits for {error}", again=True)
    except Exception as error:
        logger.exception("%s failed", received)
        _later(received, f"{type(error).__name__}: {error}", again=True)


def _later(received: ReceivedActivity, why: str, *, again: bool) -> None:
    if again and received.tries < TRIES:
        received.postpone(2**received.tries, why)
    else:
        received.give_up(why)


def believe(received: ReceivedActivity) -> tuple[Activity, Sender]:
    """The activity as it may be acted upon, and who stands behind it. Uses the network; raises NotBelieved.

    A group's Announce of an activity becomes that activity, when it is proven, when it comes from the group's
    own origin, or when its object, fetched at home, says the same (FEP-1b12, FEP-fe34).
    """
    activity = reader.interpret(reader.parse(received.body.encode()))
    if not isinstance(activity, Activity) or activity.actor != received.actor:
        raise NotBelieved("not-an-activity")
    if activity.type == "Announce":
        activity = _announced(activity)
    sender = identities.actor_at(activity.actor)
    activity = _with_object(activity)
    check_authority(activity)
    who: Sender | None = sender.person or sender.community
    if who is None:
        raise NotBelieved("nobody")
    if isinstance(who, Person) and not who.is_active:
        raise NotBelieved("suspended")
    return activity, who


def _announced(announce: Activity) -> Activity:
    inner = announce.object
    if isinstance(inner, str):
        return replace(announce, object=_fetched(inner)) if not is_ours(inner) else announce
    if not isinstance(inner, Activity):
        return announce
    if not inner.id or is_ours(inner.actor):
        raise NotBelieved("our-own")
    if not _is_proven(inner.raw, inner.actor) and not same_origin(inner.actor, announce.actor):
        inner = replace(inner, object=_fetched(inner.object_id))
    Relayed.objects.update_or_create(object_uri=inner.object_id, defaults={"activity": json.dumps(inner.raw)})
    return replace(inner, audience=(announce.actor,), instrument=inner.instrument or announce.id)


def _fetched(uri: str) -> reader.Thing:
    """The thing as its home shows it now."""
    if not uri or is_ours(uri):
        raise NotBelieved("our-own")
    try:
        return reader.interpret(fetch_document(uri, sign=own_keys.signer(own_keys.key_of(None))))
    except (CannotFetch, BadAddress) as error:
        raise NotBelieved(error.reason) from error


def _with_object(activity: Activity) -> Activity:
    """Creates and updates need the thing itself; an address alone is fetched, at its own home."""
    if activity.type in {"Create", "Update"} and isinstance(activity.object, str):
        return replace(activity, object=_fetched(activity.object))
    return activity


def check_authority(activity: Activity) -> None:
    """Who may speak of what (FED-9): creating, changing and deleting are the owner's, or its home group's."""
    about = activity.object_id
    if is_ours(activity.actor):
        raise NotBelieved("our-own")
    if activity.type not in OWNERS_ONLY:
        return
    if not about or is_ours(about) or not same_origin(about, activity.actor):
        raise NotBelieved("other-origin")
    thing = activity.object
    author = getattr(thing, "attributed_to", "")
    if author and not same_origin(author, about):
        raise NotBelieved("other-author")
    if (
        isinstance(thing, reader.Content)
        and author != activity.actor
        and activity.actor not in thing.audience
    ):
        raise NotBelieved("other-author")
    if isinstance(thing, reader.Actor) and thing.id != activity.actor:
        raise NotBelieved("other-author")


def _is_proven(document: Json, actor: str) -> bool:
    """Whether the activity carries its actor's own proof. The key comes from the actor, at the actor's home."""
    if not proofs.has_proof(document):
        return False

    def key_of(claim: ProofClaim) -> Ed25519PublicKey | None:
        if claim.owner != actor:
            return None
        identities.actor_at(actor)
        found = RemoteKey.objects.filter(key_id=claim.verification_method, actor__uri=actor).first()
        key = load_public_key(found.public) if found else None
        return key if isinstance(key, Ed25519PublicKey) else None

    try:
        claim = proofs.proof_claim(document)
        key = key_of(claim)
        if key is None:
            return False
        proofs.verify_document(document, key, now=datetime.now(UTC))
    except (BadProof, BadKey, identities.Unknown):
        return False
    return True
