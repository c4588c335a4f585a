"""People, communities and the server as actors; following.

ActivityPub 4 and 7.5 to 7.7; FEP-521a (keys), FEP-844e (what we implement), FEP-2c59 (webfinger), FEP-1b12,
FEP-7628 (moving), FEP-5feb (indexable).
name, summary, url: as they are. Neighbourhoods, roles and addresses of people never leave.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from commons.base.addresses import absolute, is_ours, thing_at, with_absolute_links
from commons.base.text import render_markdown
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people import actions
from commons.people.models import Follow, Person
from commons.people.permissions import are_blocked
from commons.people.verbs import Verb
from federation import moves, own_keys
from federation.models import Delivery, LocalKey
from federation.reader import Activity
from federation.registry import Outgoing, Sender, Serving, listens, serves, speaks
from federation.translators.distribution import proven
from federation.vocabulary import PUBLIC, RFC_9421, Json, activity, language, timestamp, tombstone

COMMUNITY_OF_COMMUNITIES = "/ap/communities"
LANGUAGES = {"fr": language("fr", "Français"), "en": language("en", "English")}


def _actor(kind: str, address: str, handle: str, key: LocalKey) -> Json:
    return {
        "type": kind,
        "id": address,
        "preferredUsername": handle,
        "webfinger": f"{handle}@{settings.CALADE_HANDLE_DOMAIN}",
        "inbox": f"{address}/inbox",
        "outbox": f"{address}/outbox",
        "followers": f"{address}/followers",
        "endpoints": {"sharedInbox": absolute("/ap/inbox")},
        "publicKey": own_keys.public_part(key),
        "assertionMethod": [
            {
                "type": "Multikey",
                "id": f"{address}#ed25519-key",
                "controller": address,
                "publicKeyMultibase": key.ed25519_public,
            }
        ],
        "generator": {
            "type": "Application",
            "id": own_keys.instance_address(),
            "implements": [{"href": RFC_9421, "name": "RFC-9421: HTTP Message Signatures"}],
        },
    }


def _html(text: str) -> str:
    return with_absolute_links(str(render_markdown(text, profile="post").html))


def person_document(person: Person) -> Json:
    """Who has left is a Tombstone. Their key stays in it as long as the news is on its way."""
    if person.state == Person.State.GONE:
        return _gone_document(person)
    kind = "Person" if person.kind == Person.Kind.PERSON else "Service"
    return _actor(kind, person.address, person.handle, own_keys.key_of(person)) | {
        "name": person.name,
        "summary": _html(person.summary),
        "url": absolute(person.get_absolute_url()),
        "published": timestamp(person.created),
        "manuallyApprovesFollowers": False,
        "discoverable": person.is_discoverable,
        "indexable": person.is_indexable,
        **({"alsoKnownAs": person.also_known_as} if person.also_known_as else {}),
        **({"movedTo": person.moved_to} if person.moved_to else {}),
    }


def _gone_document(person: Person) -> Json:
    document = tombstone(person.address, former_type="Person", deleted=person.changed)
    key = LocalKey.objects.filter(person=person).first()
    if key and key.deliveries.filter(state=Delivery.State.READY).exists():
        public = own_keys.public_part(key)
        document |= {"publicKey": public}
    return document


def group_document(group: Community) -> Json:
    """FEP-1b12. `civ:kind` tells another town whether this is a theme, a board, a neighbourhood or a space."""
    return _actor("Group", group.address, group.handle, own_keys.key_of(group)) | {
        "name": group.name,
        "summary": _html(group.summary),
        "url": absolute(group.get_absolute_url()),
        "attributedTo": f"{group.address}/moderators",
        "featured": f"{group.address}/featured",
        "published": timestamp(group.created),
        "updated": timestamp(group.changed),
        "manuallyApprovesFollowers": False,
        "postingRestrictedToMods": group.kind in {Community.Kind.THEME, Community.Kind.BOARD},
        "discoverable": True,
        "indexable": False,
        "language": [LANGUAGES[settings.LANGUAGE_CODE.partition("-")[0]]],
        "civ:kind": group.kind,
    }


def instance_document() -> Json:
    """The server itself, which signs what it fetches; readable unsigned, so that nobody waits for anybody."""
    address = own_keys.instance_address()
    document = _actor("Application", address, settings.CALADE_HOST.split(":")[0], own_keys.key_of(None))
    said = {name: value for name, value in document.items() if name != "followers"}
    return said | {
        "name": "Calade",
        "url": absolute("/"),
        "inbox": absolute("/ap/inbox"),
        "civ:communities": absolute(COMMUNITY_OF_COMMUNITIES),
    }


serves(
    Serving(
        Person,
        person_document,
        visible=lambda: Person.objects.local().active(),
        gone=lambda: Person.objects.local().filter(state=Person.State.GONE),
        pages={
            "people:person": lambda at: Person.objects.local().active().filter(handle=at["acct"]).first(),
        },
    )
)


def _of_kind(kind: Community.Kind) -> QuerySet[Community]:
    return Community.objects.local().filter(kind=kind)


serves(
    Serving(
        Community,
        group_document,
        visible=lambda: Community.objects.local(),
        pages={
            "communities:community": lambda at: Community.objects.local().filter(handle=at["acct"]).first(),
            "wiki:theme": lambda at: _of_kind(Community.Kind.THEME).filter(handle=at["theme"]).first(),
            "places:neighbourhood": lambda at: (
                _of_kind(Community.Kind.NEIGHBOURHOOD).filter(neighbourhood__slug=at["slug"]).first()
            ),
            "conversations:space": lambda at: (
                Community.objects.local()
                .filter(kind__in=[Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD], handle=at["acct"])
                .first()
            ),
            "mutual_aid:board": lambda at: _of_kind(Community.Kind.BOARD).first(),
        },
    )
)


def follow_document(follow: Follow) -> Json:
    return activity("Follow", follow.address, actor=follow.follower.address, thing=follow.target.address)


@speaks(Verb.FOLLOW_ASKED)
def follow_asked(entry: Entry) -> Iterable[Outgoing]:
    follow: Follow | None = entry.about
    if follow and follow.follower.is_local and not follow.target.is_local:
        target = follow.target.address
        yield Outgoing({**follow_document(follow), "to": [target], "cc": []}, follow.follower, to=(target,))


@speaks(Verb.FOLLOW_ACCEPTED, Verb.FOLLOW_REFUSED)
def follow_answered(entry: Entry) -> Iterable[Outgoing]:
    follow: Follow | None = entry.about
    if follow is None or follow.follower.is_local or not follow.target.is_local:
        return
    kind = "Accept" if entry.verb == Verb.FOLLOW_ACCEPTED else "Reject"
    follower = follow.follower.address
    answer = activity(kind, entry.address, actor=follow.target.address, thing=follow_document(follow))
    yield Outgoing({**answer, "to": [follower], "cc": []}, follow.target, to=(follower,))


@speaks(Verb.FOLLOW_ENDED)
def follow_ended(entry: Entry) -> Iterable[Outgoing]:
    follow: Follow | None = entry.about
    if follow and follow.follower.is_local and not follow.target.is_local:
        target = follow.target.address
        undo = activity("Undo", entry.address, actor=follow.follower.address, thing=follow_document(follow))
        yield Outgoing({**undo, "to": [target], "cc": []}, follow.follower, to=(target,))


@speaks(Verb.PERSON_REVISED)
def person_revised(entry: Entry) -> Iterable[Outgoing]:
    person: Person | None = entry.about
    if person and person.is_local:
        update = activity("Update", entry.address, actor=person.address, thing=person_document(person))
        update |= {"to": [PUBLIC], "cc": [f"{person.address}/followers"]}
        yield Outgoing(proven(update, person), person, followers_of=person)


@speaks(Verb.PERSON_MOVED)
def person_moved(entry: Entry) -> Iterable[Outgoing]:
    """Only our own speak of it; that somebody elsewhere has moved is their home's to say."""
    person: Person | None = entry.about
    if person and person.is_local and person.moved_to:
        move = activity(
            "Move", entry.address, actor=person.address, thing=person.address, target=person.moved_to
        )
        move |= {"to": [PUBLIC], "cc": [f"{person.address}/followers"]}
        yield Outgoing(move, person, followers_of=person)


@speaks(Verb.PERSON_LEFT)
def person_left(entry: Entry) -> Iterable[Outgoing]:
    """To every server ever known, since nobody knows which hold copies. Whose key was never asked for is unknown."""
    person: Person | None = entry.about
    if person and person.is_local and LocalKey.objects.filter(person=person).exists():
        delete = activity("Delete", entry.address, actor=person.address, thing=person.address)
        delete |= {"to": [PUBLIC], "cc": []}
        yield Outgoing(proven(delete, person), person, everywhere=True)


@listens("Move", "*")
def somebody_moved(heard: Activity, sender: Sender) -> str:
    """The second lock has asked the new address whether it says the same."""
    return moves.moved_in(sender, moves.target_of(heard)) if isinstance(sender, Person) else "nobody-here"


@listens("Follow", "*")
def somebody_follows(heard: Activity, sender: Sender) -> str:
    target = thing_at(heard.object_id) if is_ours(heard.object_id) else None
    if not isinstance(sender, Person) or not isinstance(target, Person | Community):
        return "nobody-here"
    if isinstance(target, Person) and (not target.is_active or are_blocked(sender, target)):
        return "nobody-here"
    actions.follow(sender, target, uri=heard.id)
    return "followed"


@listens("Undo", "Follow")
def somebody_stops_following(heard: Activity, sender: Sender) -> str:
    target = thing_at(heard.object.object_id) if isinstance(heard.object, Activity) else None
    return _stop(sender, target)


def follow_undone(heard: Activity, sender: Sender) -> str:
    """Called by the Undo listener when only an address was given."""
    asked = Follow.objects.filter(uri=heard.object_id, follower__uri=sender.address).first()
    return _stop(sender, asked.target if asked else None)


def _stop(sender: Sender, target: object) -> str:
    if not isinstance(sender, Person) or not isinstance(target, Person | Community):
        return "nothing-here"
    actions.stop_following(sender, target)
    return "unfollowed"


@listens("Update", "Person", "Service", "Group", "Organization", "Application", "")
def actor_changed(heard: Activity, sender: Sender) -> str:
    """They were read again at their home before this was called (the second lock does it)."""
    return "updated" if heard.object_id == sender.address else "nothing-here"
