"""What others write: an answer to something here, a post for a space of ours, or one that a followed space announces.

ActivityPub 7; FEP-1b12 (groups), FEP-7888 (context). content: HTML, cleaned again here.
"""

from typing import Any

from django.utils import timezone

from commons.base.addresses import is_ours, thing_at
from commons.base.text import clean_remote, plain
from commons.communities.models import Community
from commons.conversations import actions
from commons.conversations.models import Post, Topic
from commons.people.models import Person
from federation import memory, reader
from federation.dispatch import NotYet
from federation.egress import same_origin
from federation.policy import lives_here
from federation.reader import Activity
from federation.registry import Sender, listens
from federation.translators import listings
from federation.translators.conversations import LONGEST, SPACES, is_public, is_told
from mutual_aid.models import Listing
from wiki.models import Page


@listens("Create", "Note", "Page", "Question", "Document", "Image", "Video", "Audio", "Event")
def somebody_wrote(heard: Activity, sender: Sender) -> str:
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    if not is_public(thing, heard):
        return "not-public"
    if memory.is_gone(thing.id, sender.address, said=thing.updated) or thing_at(thing.id):
        return "seen"
    if thing.in_reply_to:
        return _answer(thing, heard, sender)
    return _new_topic(thing, heard, sender)


def _elsewhere(thing: reader.Content, sender: Person) -> dict[str, Any]:
    """What a post from elsewhere is known by; it was written when its home says, but never in the future."""
    written = min(thing.published or timezone.now(), timezone.now())
    return {"home": sender.home, "uri": thing.id, "url": thing.url or thing.id, "created": written}


def _text(thing: reader.Content) -> dict[str, Any]:
    """What was written, cleaned; a title or a warning that belongs to it stands above it."""
    html = str(clean_remote(thing.content[:LONGEST]))
    return {"text": plain(html), "html": html or "<p></p>"}


def _answer(thing: reader.Content, heard: Activity, sender: Person) -> str:
    parent = thing_at(thing.in_reply_to)
    if parent is None:
        if lives_here(thing.in_reply_to):
            return "nothing-here"
        raise NotYet(thing.in_reply_to)
    topic, reply_to = _topic_of(parent)
    if topic is None or not is_told(topic):
        return "nothing-here"
    actions.write_post(topic, by=sender, reply_to=reply_to, **_text(thing), **_elsewhere(thing, sender))
    memory.keep_for_followers(heard, thing.id, topic.community)
    return "answered"


def _topic_of(parent: object) -> tuple[Topic | None, Post | None]:
    """What an answer belongs to: a post's topic, or the talk of a page or a listing."""
    if isinstance(parent, Post):
        return parent.topic, parent
    if isinstance(parent, Topic):
        return parent, None
    if isinstance(parent, Page) and not parent.deleted_at:
        return actions.talk_about(parent, title=parent.title, community=parent.theme.community), None
    if isinstance(parent, Listing) and (listings.is_told(parent) or not parent.is_local):
        return actions.talk_about(parent, title=parent.title, community=parent.board), None
    return None, None


def _new_topic(thing: reader.Content, heard: Activity, sender: Person) -> str:
    """A topic for one of our spaces, or one that a space elsewhere, which we follow, has announced."""
    group = _announcing_space(heard) if heard.announced_by else _space_addressed(thing, heard)
    if group is None:
        return "not-for-us"
    text = _text(thing)
    title = plain(thing.name)[:200] or text["text"][:80] or "…"
    post = {**_elsewhere(thing, sender), "html": text["html"]}
    actions.start_topic(
        by=sender,
        title=title,
        text=text["text"],
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


@listens("Update", "Note", "Page", "Question")
def somebody_changed(heard: Activity, sender: Sender) -> str:
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    post = Post.objects.filter(uri=thing.id, author=sender).select_related("topic__community").first()
    if post is None and heard.announced_by:
        return somebody_wrote(heard, sender)  # read late, from an outbox, after it was changed
    if post is None or not is_public(thing, heard):
        return "nothing-here"
    text = _text(thing)
    if text["html"] == post.html:
        return "unchanged"
    memory.keep_for_followers(heard, thing.id, post.topic.community)
    actions.revise_post(post, by=sender, **text)
    return "revised"


def forget_post(heard: Activity, sender: Sender) -> str:
    """Called by the Delete listener when the address is a post's. Its author may, and the group that holds it."""
    post = Post.objects.filter(uri=heard.object_id).select_related("topic__community", "author").first()
    if post is None:
        return "nothing-here"
    group = post.topic.community
    by_group = group is not None and not group.is_local and heard.announced_by == group.address
    if post.author != sender and not by_group:
        return "other-author"
    if post.state != Post.State.VISIBLE or post.author is None:
        return "seen"
    memory.keep_for_followers(heard, heard.object_id, group)
    actions.delete_post(post, by=post.author)
    return "deleted"
