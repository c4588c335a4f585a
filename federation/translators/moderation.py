"""What those who look after a group decide: pins, stewards, closed conversations, posts and people taken out.

FEP-1b12: `Add` and `Remove` with the featured or the moderators' collection as target, `Block` with the group as
target, `Delete` of what it holds; Lemmy's `Lock`. Inward they count only as the word of the very group they are
about; who said them inside it is that group's business.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from commons.base.addresses import is_ours, thing_at
from commons.base.text import plain
from commons.communities import actions as communities
from commons.communities.models import Ban, Community, Membership
from commons.communities.verbs import Verb as Care
from commons.conversations import actions
from commons.conversations.models import Post, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.models import Person
from federation import memory
from federation.egress import same_origin
from federation.models import RemoteActor
from federation.reader import Activity
from federation.registry import Outgoing, Sender, listens, speaks
from federation.translators.conversations import first_post, is_told
from federation.translators.distribution import act_of_town, announced, decided, proven, public_to
from federation.vocabulary import activity, addressed, timestamp, tombstone

# Lemmy takes a Delete with a summary as an act of moderators. The reason itself stays in the town.
REMOVED = "Retiré par la modération"


# --- Outward ----------------------------------------------------------------------------------------------------


@speaks(Verb.POST_HIDDEN)
def post_hidden(entry: Entry) -> Iterable[Outgoing]:
    """What the moderators of this town took out is taken out by its group, whoever wrote it."""
    post = Post.objects.select_related("topic__community").filter(pk=entry.detail.get("post")).first()
    group = post.topic.community if post and post.author_id and is_told(post.topic) else None
    if post is None or group is None or not group.is_local:
        return
    gone = tombstone(post.address, former_type="Note", deleted=entry.at)
    said = activity("Delete", entry.address, actor=group.address, thing=gone, published=timestamp(entry.at))
    said = addressed({**said, "summary": REMOVED}, **public_to(group), audience=group.address)
    yield from announced(entry, proven(said, group), group)


def _first_of(entry: Entry) -> tuple[Post, Community] | None:
    """The first post of a topic in a group of ours: its address stands for the whole conversation."""
    topic: Topic | None = entry.about
    group = topic.community if topic else None
    first = first_post(topic) if topic and group and group.is_local and is_told(topic) else None
    return (first, group) if first and group else None


@speaks(Verb.TOPIC_LOCKED)
def topic_locked(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        yield from decided(entry, "Lock", first.address, group)


@speaks(Verb.TOPIC_REOPENED)
def topic_reopened(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        yield from _undone(entry, Verb.TOPIC_LOCKED, "Lock", first.address, group)


@speaks(Verb.TOPIC_PINNED, Verb.TOPIC_UNPINNED)
def topic_pinned(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        kind = "Add" if entry.verb == Verb.TOPIC_PINNED else "Remove"
        yield from decided(entry, kind, first.address, group, target=f"{group.address}/featured")


@speaks(Care.STEWARD_NAMED, Care.STEWARD_ENDED)
def steward_named(entry: Entry) -> Iterable[Outgoing]:
    group: Community | None = entry.about
    person = Person.objects.active().filter(pk=entry.detail["person"]).first()
    if group and group.is_local and person:
        kind = "Add" if entry.verb == Care.STEWARD_NAMED else "Remove"
        yield from decided(entry, kind, person.address, group, target=f"{group.address}/moderators")


@speaks(Care.PERSON_BANNED)
def person_banned(entry: Entry) -> Iterable[Outgoing]:
    """To the followers and to the home of the person, with the reason: they must be able to answer it."""
    if ban := _ban_of(entry):
        group, person = ban.community, ban.person.address
        yield from decided(entry, "Block", person, group, to=(person,), **_terms_of(ban))


@speaks(Care.PERSON_READMITTED)
def person_readmitted(entry: Entry) -> Iterable[Outgoing]:
    if ban := _ban_of(entry):
        group, person = ban.community, ban.person.address
        yield from _undone(entry, Care.PERSON_BANNED, "Block", person, group, to=(person,), **_terms_of(ban))


def _ban_of(entry: Entry) -> Ban | None:
    return (
        Ban.objects.select_related("community", "person")
        .filter(pk=entry.detail["ban"], community__home="")
        .first()
    )


def _terms_of(ban: Ban) -> dict[str, Any]:
    return {
        "target": ban.community.address,
        "summary": ban.reason or None,
        "endTime": timestamp(ban.until) if ban.until else None,
    }


def _undone(
    entry: Entry,
    verb: str,
    kind: str,
    thing: str,
    group: Community,
    *,
    to: tuple[str, ...] = (),
    **more: Any,
) -> Iterator[Outgoing]:
    """Undo of the last act of that kind; the act is repeated whole, as Lemmy and Mastodon ask."""
    acts = Entry.objects.filter(
        verb=verb, about_type=entry.about_type_id, about_id=entry.about_id, pk__lt=entry.pk
    )
    if "ban" in entry.detail:
        acts = acts.filter(detail__ban=entry.detail["ban"])
    done = acts.order_by("-pk").first()
    if done:
        undone = act_of_town(kind, done.address, thing, group, *to, **more)
        yield from decided(entry, "Undo", undone, group, to=to)


# --- Inward -----------------------------------------------------------------------------------------------------


def _group_that_says(heard: Activity, sender: Sender) -> Community | None:
    """The group elsewhere whose word this is: it announced it, signed it, or somebody on its own server who is
    known to look after it did.
    """
    said_by = heard.announced_by or (sender.address if isinstance(sender, Community) else "")
    if said_by:
        return Community.objects.exclude(home="").filter(uri=said_by).first()
    group = Community.objects.exclude(home="").filter(uri=_target(heard)).first()
    if group is None or not isinstance(sender, Person) or not same_origin(sender.address, group.address):
        return None
    looks_after = group.memberships.filter(person=sender, role=Membership.Role.STEWARD)
    return group if looks_after.exists() else None


def _target(heard: Activity) -> str:
    said = heard.object if heard.type == "Undo" and isinstance(heard.object, Activity) else heard
    target = said.target
    return target if isinstance(target, str) else (target.id if target is not None else "")


def topic_held(address: str, group: Community) -> Topic | None:
    """The conversation that an address stands for (its first post, or itself), when that group keeps it."""
    thing = thing_at(address)
    topic = thing.topic if isinstance(thing, Post) and thing.seq == 1 else thing
    return topic if isinstance(topic, Topic) and topic.community_id == group.pk else None


@listens("Lock", "*")
def conversation_closed(heard: Activity, sender: Sender) -> str:
    group = _group_that_says(heard, sender)
    topic = topic_held(heard.object_id, group) if group else None
    if topic is None:
        return "nothing-here"
    actions.lock_topic(topic, by=None, outcome=topic.outcome)
    return "locked"


@listens("Undo", "Lock")
def conversation_reopened(heard: Activity, sender: Sender) -> str:
    group = _group_that_says(heard, sender)
    lock = heard.object
    topic = topic_held(lock.object_id, group) if group and isinstance(lock, Activity) else None
    if topic is None:
        return "nothing-here"
    actions.reopen_topic(topic, by=None)
    return "unlocked"


@listens("Add", "*")
def added(heard: Activity, sender: Sender) -> str:
    return _into_collection(heard, _group_that_says(heard, sender))


@listens("Remove", "*")
def removed(heard: Activity, sender: Sender) -> str:
    """From a collection of the group, or out of the group itself."""
    group = _group_that_says(heard, sender)
    if group and _target(heard) in {"", group.address}:
        return take_out(heard.object_id, group)
    return _into_collection(heard, group)


def _into_collection(heard: Activity, group: Community | None) -> str:
    home = RemoteActor.objects.filter(community=group).first() if group else None
    if group is None or home is None:
        return "not-the-group"
    target = _target(heard)
    if target and target == home.featured:
        return _pin(heard, group)
    if target and target == home.moderators:
        return _steward(heard, group)
    return "other-collection"


def _pin(heard: Activity, group: Community) -> str:
    topic = topic_held(heard.object_id, group)
    if topic is None:
        return "nothing-here"
    if heard.type == "Add":
        actions.pin_topic(topic, by=None)
        return "pinned"
    actions.unpin_topic(topic, by=None)
    return "unpinned"


def _steward(heard: Activity, group: Community) -> str:
    person = thing_at(heard.object_id)
    if not isinstance(person, Person):
        return "nobody-here"
    if heard.type == "Add":
        communities.name_steward(group, by=None, person=person)
        return "steward-named"
    communities.end_stewardship(group, by=None, person=person)
    return "steward-ended"


def take_out(address: str, group: Community) -> str:
    """A group elsewhere takes a post out of what it holds, whoever wrote it, even before it came."""
    memory.remember_gone(address, group.address)
    post = thing_at(address)
    if not isinstance(post, Post):
        return "nothing-here"
    if post.topic.community_id != group.pk or post.topic.is_private:
        return "other-author"
    if post.state != Post.State.VISIBLE:
        return "seen"
    actions.hide_post(post, by=None, reason="")
    return "taken-out"


@listens("Block", "*")
def person_removed(heard: Activity, sender: Sender) -> str:
    """A group elsewhere no longer takes posts of somebody of ours: nothing more is sent to it for them."""
    group, person = _ban_meant(heard, heard, sender)
    if group is None or person is None:
        return "not-for-us"
    ends = heard.ends
    communities.ban_person(group, by=None, person=person, reason=plain(heard.summary)[:300], until=ends)
    return "banned-there"


@listens("Undo", "Block")
def person_let_back(heard: Activity, sender: Sender) -> str:
    if not isinstance(heard.object, Activity):
        return "not-for-us"
    group, person = _ban_meant(heard, heard.object, sender)
    if group is None or person is None:
        return "not-for-us"
    communities.readmit_person(group, by=None, person=person)
    return "readmitted-there"


def _ban_meant(heard: Activity, block: Activity, sender: Sender) -> tuple[Community | None, Person | None]:
    """Only with the group itself as target (a ban from a whole server is no group's), and only of people here."""
    group = _group_that_says(heard, sender)
    if group is None or _target(heard) != group.address or not is_ours(block.object_id):
        return None, None
    person = thing_at(block.object_id)
    return group, person if isinstance(person, Person) and person.is_local else None
