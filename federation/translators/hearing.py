"""What others write: an answer to something here, a post for a space of ours, or one that a followed space announces.

ActivityPub 7; FEP-1b12 (groups), FEP-7888 (context). content: HTML, cleaned again here. An Article that is no page
of a wiki (NodeBB's topics, WordPress) comes here from `wiki.hearing`; what is of no type that is spoken is a link.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from commons.base.addresses import is_ours, thing_at, things_at
from commons.base.egress import same_origin
from commons.base.text import plain
from commons.communities.models import Community
from commons.communities.permissions import is_banned
from commons.conversations import actions
from commons.conversations.models import Post, Topic
from commons.conversations.permissions import may_read_topic, may_write_post
from commons.people.models import Person
from federation import memory, reader
from federation.dispatch import ANY_CONTENT, NotYet
from federation.policy import lives_here
from federation.reader import Activity
from federation.registry import Heard, Sender, listens, listens_to_many
from federation.translators import listings
from federation.translators.conversations import SPACES, is_public, is_told
from federation.translators.mentions import mentioned_in, tell_mentioned
from federation.translators.texts import text_of
from mutual_aid.models import Listing
from wiki.models import Page

WORDS = ("Note", "Page", "Question", "Document", "Image", "Video", "Audio", "Event")


@listens("Create", *WORDS, ANY_CONTENT)
def somebody_wrote(heard: Activity, sender: Sender) -> str:
    return write_down(heard, sender)


@listens_to_many("Create", *WORDS)
def many_wrote(letters: Sequence[Heard]) -> dict[int, str]:
    """Answers to posts that are here. What begins something, names somebody, waits or may not be is for one by one."""
    known = _Known(letters)
    outcomes: dict[int, str] = {}
    written: dict[str, tuple[actions.Words, Activity]] = {}
    left: set[Sender] = set()
    for number, letter in enumerate(letters):
        thing, sender = letter.activity.object, letter.sender
        if sender in left or not isinstance(thing, reader.Content) or not isinstance(sender, Person):
            left.add(sender)
        elif thing.id not in written and (why := known.unwanted(thing, letter.activity, sender)):
            outcomes[number] = why
        elif thing.id in written or not (words := _plain_answer(thing, sender, known)):
            left.add(sender)
        else:
            written[thing.id], outcomes[number] = (words, letter.activity), "answered"
    actions.write_posts([words for words, _activity in written.values()])
    memory.keep_all_for_followers(
        (activity, uri) for uri, (words, activity) in written.items() if _is_passed_on(words.topic)
    )
    return outcomes


def _plain_answer(thing: reader.Content, sender: Person, known: "_Known") -> actions.Words | None:
    parent = known.things.get(thing.in_reply_to)
    if not isinstance(parent, Post) or any(is_ours(mention.href) for mention in thing.mentions):
        return None
    topic = parent.topic
    may_be = is_told(topic) and may_read_topic(sender, topic) and may_write_post(sender, topic)
    if not may_be or known.was_taken_out(thing, topic):
        return None
    return _words(thing, sender, topic, parent, mentioned=())


class _Known:
    """What must be looked up before letters are acted upon: once for all of them."""

    def __init__(self, letters: Iterable[Heard]) -> None:
        said = [
            (one.activity.object, one.activity, one.sender)
            for one in letters
            if isinstance(one.activity.object, reader.Content)
        ]
        self.things = things_at({at for thing, *_ in said for at in (thing.id, thing.in_reply_to) if at})
        self.deletions = memory.Deletions(
            (thing.id, by)
            for thing, activity, sender in said
            for by in (sender.address, activity.announced_by, self._holder(thing))
        )

    def _holder(self, thing: reader.Content) -> str:
        parent = self.things.get(thing.in_reply_to)
        group = parent.topic.community if isinstance(parent, Post) else None
        return group.address if group else ""

    def unwanted(self, thing: reader.Content, heard: Activity, sender: Person) -> str:
        """Why it is not written down, whatever it answers; "" when it may be."""
        if not is_public(thing, heard):
            return "not-public"
        if self.deletions.hold(thing.id, sender.address, said=thing.updated) or thing.id in self.things:
            return "seen"
        if heard.announced_by and self.deletions.hold(thing.id, heard.announced_by):
            return "taken-out"  # by the group, before the post itself came
        return ""

    def was_taken_out(self, thing: reader.Content, topic: Topic) -> bool:
        return topic.community is not None and self.deletions.hold(thing.id, topic.community.address)


def write_down(heard: Activity, sender: Sender, *, quiet: bool = False) -> str:
    """`quiet`: nobody is told, because many are read together."""
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    known = _Known([Heard(heard, sender)])
    if why := known.unwanted(thing, heard, sender):
        return why
    if thing.in_reply_to:
        return _answer(thing, heard, sender, known, quiet)
    return _new_topic(thing, heard, sender)


def _elsewhere(thing: reader.Content, sender: Person) -> dict[str, Any]:
    """What a post from elsewhere is known by; it was written when its home says, but never in the future."""
    now = timezone.now()
    written = min(thing.published or now, now)
    return {"home": sender.home, "uri": thing.id, "url": thing.url or thing.id, "created": written}


def _answer(thing: reader.Content, heard: Activity, sender: Person, known: _Known, quiet: bool) -> str:
    parent = known.things.get(thing.in_reply_to)
    if parent is None:
        if lives_here(thing.in_reply_to):
            return "nothing-here"
        if people := mentioned_in(thing, sender):
            return tell_mentioned(people, thing, sender)
        raise NotYet(thing.in_reply_to)
    topic, reply_to = _topic_of(parent)
    if topic is None or not is_told(topic):
        return "nothing-here"
    if is_banned(sender, topic.community):
        return "banned"
    if topic.community and memory.is_gone(thing.id, topic.community.address):
        return "taken-out"
    mentioned = None if quiet else mentioned_in(thing, sender)
    actions.write_posts([_words(thing, sender, topic, reply_to, mentioned=mentioned)])
    memory.keep_for_followers(heard, thing.id, topic.community)
    return "answered"


def _words(
    thing: reader.Content,
    sender: Person,
    topic: Topic,
    reply_to: Post | None,
    *,
    mentioned: Sequence[Person] | None,
) -> actions.Words:
    more = text_of(thing)
    return actions.Words(
        topic=topic,
        by=sender,
        reply_to=reply_to,
        mentioned=mentioned,
        text=more.pop("text"),
        html=more.pop("html"),
        elsewhere=more | _elsewhere(thing, sender),
    )


def _is_passed_on(topic: Topic) -> bool:
    """Has it followers of ours, to whom what its author signed is told?"""
    return topic.community is not None and topic.community.is_local


def _topic_of(parent: object) -> tuple[Topic | None, Post | None]:
    """What an answer belongs to: a post's topic, or the talk of a page or a listing."""
    if isinstance(parent, Post):
        return parent.topic, parent
    if isinstance(parent, Topic):
        return parent, None
    if isinstance(parent, Page) and not parent.deleted_at:
        page = parent.leads_to or parent  # one that was merged is only a sign
        return actions.talk_about(page, title=page.title, community=page.theme.community), None
    if isinstance(parent, Listing) and (listings.is_told(parent) or not parent.is_local):
        return actions.talk_about(parent, title=parent.title, community=parent.board), None
    return None, None


def _new_topic(thing: reader.Content, heard: Activity, sender: Person) -> str:
    """A topic for one of our spaces, or one that a space elsewhere, which we follow, has announced."""
    group = _announcing_space(heard) if heard.announced_by else _space_addressed(thing, heard)
    if group is None:
        people = mentioned_in(thing, sender)
        return tell_mentioned(people, thing, sender) if people else "not-for-us"
    if is_banned(sender, group):
        return "banned"
    post = text_of(thing)
    text = post.pop("text")
    title = plain(thing.name)[:200] or post["warning"][:80] or text[:80] or "…"
    post |= {**_elsewhere(thing, sender), "mentioned": mentioned_in(thing, sender)}
    actions.start_topic(
        by=sender,
        title=title,
        text=text,
        community=group,
        post=post,
        **_topic_elsewhere(thing, group),
    )
    memory.keep_for_followers(heard, thing.id, group)
    return "topic-started"


def _topic_elsewhere(thing: reader.Content, group: Community) -> dict[str, Any]:
    """A conversation lives where its space lives; its address is the context that its home gives it (FEP-7888)."""
    if group.is_local:
        return {}
    context = thing.context if thing.context and same_origin(thing.context, group.address) else None
    if context and Topic.objects.filter(uri=context).exists():
        context = None  # two first posts in one context: the second is a conversation of its own here
    return {"home": group.home, "uri": context, "url": thing.url}


def _announcing_space(heard: Activity) -> Community | None:
    return Community.objects.filter(uri=heard.announced_by, kind__in=SPACES).first()


def _space_addressed(thing: reader.Content, heard: Activity) -> Community | None:
    for address in (*thing.audience, *heard.audience, *thing.to, *thing.cc):
        group = thing_at(address) if is_ours(address) else None
        if isinstance(group, Community) and group.kind in SPACES:
            return group
    return None
