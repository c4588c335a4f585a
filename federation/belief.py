"""The second lock: may this sender speak of this object? What is asked of the network is asked here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commons.base.egress import same_origin
from commons.communities.models import Community
from commons.people.models import Person
from federation import identities, moves, reader
from federation.models import ReceivedActivity, RemoteActor
from federation.policy import lives_here
from federation.reader import Activity
from federation.registry import Heard, Sender
from federation.relayed import OWNERS_ONLY, fetched, passed_on
from federation.relayed import NotBelieved as NotBelieved
from federation.relayed import NotForUs as NotForUs


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
        activity = passed_on(activity)
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


def _with_object(activity: Activity) -> Activity:
    """Creates and updates need the thing itself; an address alone is fetched, at its own home. What is of a type that
    is not spoken here becomes a link.
    """
    if activity.type not in {"Create", "Update"} or activity.object is None:
        return activity
    thing = activity.object
    if isinstance(thing, str):
        if thing == activity.actor:
            return activity
        if not same_origin(thing, activity.actor):
            raise NotBelieved("other-origin")
        thing = fetched(thing)
    return replace(activity, object=reader.as_link(thing))


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
