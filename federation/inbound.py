"""The second lock, in the worker: may this sender speak of this object? Then the translator, once.

What an activity needs from the network is fetched before the transaction, so that no write waits for another
server; the effect and the end of the row commit together.
"""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commons.base.addresses import thing_at
from commons.base.errors import Refused as SaidNo
from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.communities.models import Community
from commons.journal.models import Errand
from commons.people.models import Person
from federation import dispatch, identities, moves, own_keys, proofs, reader
from federation.egress import BadAddress, same_origin
from federation.fetch import CannotFetch, budget, fetch_document
from federation.keys import BadKey, load_public_key
from federation.models import Delivery, ReceivedActivity, RemoteKey, Server
from federation.policy import host_of, lives_here, may_talk
from federation.proofs import BadProof, ProofClaim
from federation.reader import Activity
from federation.registry import Sender
from federation.vocabulary import Json

logger = logging.getLogger(__name__)

# Verbs whose effect falls on the object itself: only its owner, or the group it lives in, may say them.
OWNERS_ONLY = {"Create", "Update", "Delete"}
PASSED_ON = OWNERS_ONLY | {"Undo"}
# What those who look after a group say: announced, it is the group's own word (FEP-1b12).
GROUPS_OWN = {"Add", "Block", "Lock", "Remove"}
TRIES = 8  # of a failing head, which its lane waits for: some four minutes
PARKED_TRIES = 12  # of what waits beside its lane: some six hours
MOST_PARKED = 50  # for one missing thing
MOST_ERRANDS = 40  # more than that waits: letters go slower
MOST_LETTERS = 500  # to servers that answer
STEP_ASIDE = 0.5  # seconds
LATEST_START = 10.0  # seconds after the claim


# What is fetched waits side by side; what is written, one by one: errands and deliveries must get their turns.
_turn = threading.Lock()


class NotBelieved(Exception):
    """The sender may not speak of this; the reason is kept on the row."""


class NotForUs(Exception):
    """Nothing here concerns this town; the reason is the outcome."""


def handle_received(limit: int = 4) -> int:
    """Claim what came in, the first of each of some senders, and act on it; returns how many were acted on.

    What it may fetch takes up to a minute and a half, and a lease two: when the others of a claim would begin too
    late they are given back. While others wait for what people here have done, letters go one by one, with pauses.
    """
    if _is_behind():
        sleep(STEP_ASIDE)
        limit = 1
    claimed: list[ReceivedActivity] = ReceivedActivity.objects.claim(limit)
    failpoint("after-inbound-claim")
    begun = monotonic()
    for number, received in enumerate(claimed):
        if number and monotonic() - begun > LATEST_START:
            received.give_back()
            continue
        try:
            handle(received)
        except LostLease:
            logger.info("%s was taken over", received)
    return len(claimed)


def _is_behind() -> bool:
    """Each letter makes errands, and letters to all followers of a group: a flood of them must not keep back what
    people here have just done. What waits for a server that does not answer is not waited for.
    """
    now = timezone.now()
    errands = Errand.objects.filter(state=Errand.State.READY, due_at__lte=now)
    if errands[: MOST_ERRANDS + 1].count() > MOST_ERRANDS:
        return True
    moving = Server.objects.filter(failures=0, paused_at=None, dormant_at=None, next_at__lte=now)
    letters = Delivery.objects.filter(state=Delivery.State.READY, host__in=moving.values("host"))
    return letters[: MOST_LETTERS + 1].count() > MOST_LETTERS


def handle(received: ReceivedActivity) -> None:
    """Act on one row and settle it: done, given up, to be tried again. Raises nothing but LostLease."""
    try:
        with budget():
            activity, sender = believe(received)
        with _turn, transaction.atomic():
            _done(received, dispatch.dispatch(activity, sender))
            failpoint("in-inbound")
    except LostLease:
        raise
    except NotForUs as error:
        _done(received, str(error))
    except (NotBelieved, BadProof, reader.Refused) as error:
        received.give_up(str(error))
    except (SaidNo, ValidationError) as error:
        received.give_up(f"{type(error).__name__}: {error}")
    except identities.Unknown as error:
        _wait_beside(received, error.reason, again=error.passing)
    except dispatch.NotYet as error:
        _wait_beside(received, f"waits for {error}", again=True)
    except Exception as error:
        logger.exception("%s failed", received)
        _try_again(received, f"{type(error).__name__}: {error}")


def _done(received: ReceivedActivity, outcome: str) -> None:
    received.finish(outcome=outcome[:60])


def _try_again(received: ReceivedActivity, why: str) -> None:
    """A fault of ours, perhaps for a moment only: the order is kept meanwhile, but not for long."""
    if received.tries < TRIES:
        received.postpone(2**received.tries, why)
    else:
        received.give_up(why)


def _wait_beside(received: ReceivedActivity, why: str, *, again: bool) -> None:
    """What this needs is not here; the lane goes on without it."""
    crowd = ReceivedActivity.objects.filter(state=ReceivedActivity.State.READY, last_error=why[:500])
    if again and received.tries < PARKED_TRIES and crowd.count() < MOST_PARKED:
        received.park(5 * 2**received.tries, why)
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
    sender = _sender_of(activity)
    if activity.type == "Announce":
        activity = _announced(activity)
    if activity.type == "Update" and activity.object_id == activity.actor:
        identities.update_actor(activity.actor)  # what they are is read at their home, never from a letter
        sender = _sender_of(activity)
    if activity.type == "Move" and (why := moves.check(activity)):
        raise NotBelieved(why)
    activity = _with_object(activity)
    check_authority(activity)
    return activity, sender if activity.actor == received.actor else _sender_of(activity)


def _sender_of(activity: Activity) -> Sender:
    """Who acts, not suspended, not gone (except to say that they go), on a host that may talk to us."""
    remote = identities.actor_at(activity.actor)
    who: Sender | None = remote.person or remote.community
    if who is None:
        raise NotBelieved("nobody")
    if isinstance(who, Person) and not who.is_active:
        raise NotBelieved("suspended")
    if remote.gone_at and activity.type != "Delete":
        raise NotBelieved("gone")
    return who


def _announced(announce: Activity) -> Activity:
    """What a group that somebody here follows passes on. Nobody else makes this town fetch anything."""
    group = Community.objects.filter(uri=announce.actor).first()
    if group is None or not group.followers.accepted().filter(follower__home="").exists():
        raise NotForUs("not-followed")
    inner = announce.object
    if isinstance(inner, str):
        return _boosted(announce, inner)
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
            raise NotBelieved("unproven")  # its object, an activity, shows nothing at its home
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
    thing = _fetched(uri)
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


def _as_its_home_says(inner: Activity) -> Activity:
    """An activity that nothing proves is believed as far as the home of its object shows the same."""
    if inner.type != "Delete":
        return replace(inner, object=_fetched(inner.object_id))
    try:
        still = _fetched(inner.object_id)
    except identities.Unknown as error:
        if error.status in (404, 410):
            return inner
        raise
    if not isinstance(still, reader.Tombstone):
        raise NotBelieved("not-deleted")
    return inner


def _fetched(uri: str) -> reader.Thing:
    """The thing as its home shows it now. Raises Unknown when that cannot be seen."""
    if not uri or lives_here(uri):
        raise NotBelieved("our-own")
    if not may_talk(host_of(uri)):
        raise NotBelieved("not-allowed")
    try:
        return reader.interpret(fetch_document(uri, sign=own_keys.signer(own_keys.key_of(None))))
    except (CannotFetch, BadAddress) as error:
        raise identities.Unknown(error.reason, status=getattr(error, "status", None)) from error


def _with_object(activity: Activity) -> Activity:
    """Creates and updates need the thing itself; an address alone is fetched, at its own home."""
    bare = isinstance(activity.object, str) and activity.object != activity.actor
    if activity.type in {"Create", "Update"} and bare:
        if not same_origin(activity.object_id, activity.actor):
            raise NotBelieved("other-origin")
        return replace(activity, object=_fetched(activity.object_id))
    return activity


def check_authority(activity: Activity) -> None:
    """Who may speak of what (FED-9): creating, changing and deleting are the owner's, or its group's.

    A group may take anything out of what it passes on (FEP-1b12): whether the thing is in that group is asked
    by the translator, who knows it.
    """
    about = activity.object_id
    if lives_here(activity.actor):
        raise NotBelieved("our-own")
    if activity.type not in OWNERS_ONLY:
        return
    if activity.type == "Delete" and activity.announced_by:
        return
    if not about or lives_here(about) or not same_origin(about, activity.actor):
        raise NotBelieved("other-origin")
    thing = activity.object
    author = getattr(thing, "attributed_to", "")
    if author and not same_origin(author, about):
        raise NotBelieved("other-author")
    is_group = Community.objects.filter(uri=activity.actor)
    if isinstance(thing, reader.Content) and author != activity.actor and not is_group.exists():
        raise NotBelieved("other-author")
    if isinstance(thing, reader.Actor) and thing.id != activity.actor:
        raise NotBelieved("other-author")


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
