"""What those who look after a group decide: pins, stewards, closed conversations, posts and people taken out.

FEP-1b12: `Add` and `Remove` with the featured or the moderators' collection as target, `Block` with the group as
target, `Delete` of what it holds and its `Undo`; Lemmy's `Lock`, `removeData` and `restoreData`. Inward they count
only as the word of the very group they are about; who said them inside it is that group's business.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from commons.base.addresses import thing_at
from commons.base.egress import same_origin
from commons.base.text import plain
from commons.communities import actions as communities
from commons.communities.models import Ban, Community
from commons.communities.verbs import Verb as Care
from commons.conversations import actions
from commons.conversations.models import Post, PostQuerySet, Topic
from commons.conversations.permissions import hidden_by_its_home
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.models import Person
from federation import memory
from federation.models import RemoteActor
from federation.reader import Activity
from federation.registry import Outgoing, Sender, listens, speaks
from federation.translators.conversations import first_post, is_for_neighbours, is_told
from federation.translators.distribution import act_of_town, announced, decided, proven, public_to
from federation.vocabulary import Json, activity, addressed, timestamp, tombstone

# Lemmy takes a Delete with a summary as an act of moderators. The reason itself stays in the town.
REMOVED = "Retiré par la modération"


# --- Outward ----------------------------------------------------------------------------------------------------


@speaks(Verb.POST_HIDDEN)
def post_hidden(entry: Entry) -> Iterable[Outgoing]:
    """What the moderators of this town took out is taken out by its group, whoever wrote it."""
    if found := _post_of(entry):
        post, group = found
        yield from announced(entry, proven(_removal(entry, post, group), group), group)


@speaks(Verb.POST_SHOWN)
def post_shown(entry: Entry) -> Iterable[Outgoing]:
    """The last removal is undone; it is repeated whole, as Lemmy asks."""
    if (found := _post_of(entry)) is None:
        return
    post, group = found
    before = Entry.objects.about_thing(post.topic).filter(verb=Verb.POST_HIDDEN, pk__lt=entry.pk)
    if hidden := before.filter(detail__post=post.pk).last():
        removal = _removal(hidden, post, group)
        undo = activity(
            "Undo", entry.address, actor=group.address, thing=removal, published=timestamp(entry.at)
        )
        undo = addressed(undo, **public_to(group), audience=group.address)
        yield from announced(entry, proven(undo, group), group)


def _post_of(entry: Entry) -> tuple[Post, Community] | None:
    """The post in a group of ours."""
    post = Post.objects.select_related("topic__community").filter(pk=entry.detail.get("post")).first()
    group = post.topic.community if post and post.author_id and is_told(post.topic) else None
    return (post, group) if post and group and group.is_local else None


def _removal(hidden: Entry, post: Post, group: Community) -> Json:
    gone = tombstone(post.address, former_type="Note", deleted=hidden.at)
    said = activity("Delete", hidden.address, actor=group.address, thing=gone, published=timestamp(hidden.at))
    return addressed({**said, "summary": REMOVED}, **public_to(group), audience=group.address)


def _first_of(entry: Entry) -> tuple[Post, Community] | None:
    """The first post of a topic in a group of ours: its address stands for the whole conversation."""
    topic: Topic | None = entry.about
    group = topic.community if topic else None
    first = first_post(topic) if topic and group and group.is_local and is_told(topic) else None
    return (first, group) if first and group else None


def _as_far(topic: Topic, said: Iterable[Outgoing]) -> Iterator[Outgoing]:
    """What is decided about the talk of a shared listing goes no further than the listing."""
    for outgoing in said:
        yield replace(outgoing, to_neighbours=is_for_neighbours(topic))


@speaks(Verb.TOPIC_LOCKED)
def topic_locked(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        yield from _as_far(first.topic, decided(entry, "Lock", first.address, group))


@speaks(Verb.TOPIC_REOPENED)
def topic_reopened(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        yield from _as_far(first.topic, _undone(entry, Verb.TOPIC_LOCKED, "Lock", first.address, group))


@speaks(Verb.TOPIC_PINNED, Verb.TOPIC_UNPINNED)
def topic_pinned(entry: Entry) -> Iterable[Outgoing]:
    if found := _first_of(entry):
        first, group = found
        kind = "Add" if entry.verb == Verb.TOPIC_PINNED else "Remove"
        said = decided(entry, kind, first.address, group, target=f"{group.address}/featured")
        yield from _as_far(first.topic, said)


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
    return group if group and speaks_for(group, heard, sender) else None


def speaks_for(group: Community, heard: Activity, sender: Sender) -> bool:
    """The same question about one group elsewhere."""
    if group.is_local:
        return False
    if heard.announced_by:
        return heard.announced_by == group.address
    if isinstance(sender, Community):
        return sender == group
    looks_after = group.memberships.of_stewards().filter(person=sender)
    return same_origin(sender.address, group.address) and looks_after.exists()


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
        return take_out(heard, group)
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


def take_out(heard: Activity, group: Community) -> str:
    """A group elsewhere takes a post out of what it holds, whoever wrote it, even before it came; or with Lemmy's
    `removeData` all that somebody wrote there.
    """
    thing = thing_at(heard.object_id)
    if isinstance(thing, Person):
        return _take_out_all(thing, group) if heard.removes_data else "nothing-here"
    return _take_out(heard.object_id, group)


def _take_out(address: str, group: Community) -> str:
    memory.remember_gone(address, group.address)
    post = thing_at(address)
    if not isinstance(post, Post):
        return "nothing-here"
    if post.topic.community_id != group.pk or not post.topic.is_public:
        return "other-author"
    if post.state != Post.State.VISIBLE:
        return "seen"
    actions.hide_post(post, by=None, reason="")
    return "taken-out"


def _take_out_all(person: Person, group: Community) -> str:
    posts = list(_said_in(group, person).shown())
    for post in posts:
        memory.remember_gone(post.address, group.address)
        actions.hide_post(post, by=None, reason="")
    return "taken-out" if posts else "nothing-here"


def _said_in(group: Community, person: Person) -> PostQuerySet:
    """What somebody wrote in public, where a group elsewhere keeps the conversation."""
    posts = Post.objects.filter(author=person, topic__community=group)
    return posts.exclude(topic__kind=Topic.Kind.PRIVATE).select_related("topic__community").order_by("pk")


def post_shown_again(heard: Activity, sender: Sender) -> str:
    """Called by the listener of an undone Delete: a group elsewhere shows what it had taken out."""
    deletion = heard.object
    address = deletion.object_id if isinstance(deletion, Activity) else ""
    memory.forget_gone(address, heard.announced_by or sender.address)
    post = thing_at(address)
    if not isinstance(post, Post):
        return "nothing-here"
    group = post.topic.community
    if group is None or not speaks_for(group, heard, sender):
        return "other-author"
    memory.forget_gone(address, group.address)
    return "shown-again" if _show_again([post]) else "seen"


def _show_again(posts: Iterable[Post]) -> int:
    """What the group itself had taken out: what was hidden here stays so."""
    hidden = [post for post in posts if post.state == Post.State.HIDDEN and hidden_by_its_home(post)]
    for post in hidden:
        actions.show_post(post, by=None)
    return len(hidden)


@listens("Undo", "Announce")
def announce_undone(heard: Activity, sender: Sender) -> str:
    """A group no longer shows what it passed on: a boosted post, or the Create that it wrapped."""
    announce = heard.object
    if not isinstance(announce, Activity) or announce.actor != sender.address:
        return "other-author"
    if not isinstance(sender, Community):
        return "nothing-here"  # what people boost is not shown here
    passed_on = announce.object
    if isinstance(passed_on, Activity) and passed_on.type != "Create":
        return "not-spoken"
    return _take_out(passed_on.object_id if isinstance(passed_on, Activity) else announce.object_id, sender)


@listens("Block", "*")
def person_removed(heard: Activity, sender: Sender) -> str:
    """A group elsewhere no longer takes posts of somebody of ours: nothing more is sent to it for them. Of others it
    passes nothing on, but with `removeData` what they wrote there goes too.
    """
    group, person = _ban_meant(heard, heard, sender)
    if group is None or person is None:
        return "not-for-us"
    gone = _take_out_all(person, group) if heard.removes_data else "not-for-us"
    if not person.is_local:
        return gone
    communities.ban_person(group, by=None, person=person, reason=plain(heard.summary)[:300], until=heard.ends)
    return "banned-there"


@listens("Undo", "Block")
def person_let_back(heard: Activity, sender: Sender) -> str:
    if not isinstance(heard.object, Activity):
        return "not-for-us"
    group, person = _ban_meant(heard, heard.object, sender)
    if group is None or person is None:
        return "not-for-us"
    shown = _restore_all(person, group) if heard.restores_data else 0
    if not person.is_local:
        return "shown-again" if shown else "not-for-us"
    communities.readmit_person(group, by=None, person=person)
    return "readmitted-there"


def _restore_all(person: Person, group: Community) -> int:
    posts = list(_said_in(group, person).filter(state=Post.State.HIDDEN))
    for post in posts:
        memory.forget_gone(post.address, group.address)
    return _show_again(posts)


def _ban_meant(heard: Activity, block: Activity, sender: Sender) -> tuple[Community | None, Person | None]:
    """Only with the group itself as target: a ban from a whole server is no group's."""
    group = _group_that_says(heard, sender)
    person = thing_at(block.object_id)
    if group is None or _target(heard) != group.address or not isinstance(person, Person):
        return None, None
    return group, person
