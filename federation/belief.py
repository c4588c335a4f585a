"""The second lock: may this sender speak of this object? What is asked of the network is asked here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commons.base.addresses import thing_at
from commons.base.egress import BadAddress, same_origin
from commons.base.outgoing import CannotFetch
from commons.communities.models import Community
from commons.conversations.models import Reaction
from commons.people.models import Person
from federation import identities, moves, own_keys, proofs, reader
from federation.fetch import fetch_document
from federation.keys import BadKey, load_public_key
from federation.models import ReceivedActivity, RemoteActor, RemoteKey
from federation.policy import host_of, lives_here, may_talk
from federation.proofs import BadProof, ProofClaim
from federation.reader import Activity
from federation.registry import Heard, Sender
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


@dataclass(eq=False)
class Letter:
    """A row of ours, and what it says. `activity` None: it cannot be read, or is not its sender's."""

    row: ReceivedActivity
    activity: Activity | None = None
    why: str = ""

    def __post_init__(self) -> None:
        try:
            read = reader.interpret(reader.parse(self.row.body.encode()))
        except reader.Refused as error:
            self.why = error.reason
            return
        if isinstance(read, Activity) and read.actor == self.row.actor:
            self.activity = read
        else:
            self.why = "not-an-activity"


def believe_at_once(letter: Letter, known: Mapping[str, RemoteActor]) -> Heard | None:
    """What `believe` would say without asking anybody; None when it must ask, or would not believe it."""
    activity, remote = letter.activity, known.get(letter.row.actor)
    if activity is None or remote is None or _must_ask(activity):
        return None
    try:
        sender = _acting(activity, remote)
        check_authority(activity)
    except NotBelieved:
        return None
    return Heard(activity, sender)


def _must_ask(activity: Activity) -> bool:
    """What a group passes on, what somebody became or where they went, and a bare address are looked up elsewhere."""
    if activity.type in {"Announce", "Move"}:
        return True
    return activity.type in {"Create", "Update"} and not isinstance(activity.object, reader.Content)


def believe(letter: Letter) -> tuple[Activity, Sender]:
    """The activity as it may be acted upon, and who stands behind it. Uses the network; raises NotBelieved.

    A group's Announce of an activity becomes that activity, when it is proven, when it comes from the group's
    own origin, or when its object, fetched at home, says the same (FEP-1b12, FEP-fe34).
    """
    activity = letter.activity
    if activity is None:
        raise NotBelieved(letter.why)
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
    return activity, sender if activity.actor == letter.row.actor else _sender_of(activity)


def _sender_of(activity: Activity) -> Sender:
    """Who acts, on a host that may talk to us. Uses the network."""
    return _acting(activity, identities.actor_at(activity.actor))


def _acting(activity: Activity, remote: RemoteActor) -> Sender:
    """The person or group, not suspended, not gone (except to say that they go)."""
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
