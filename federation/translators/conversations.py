"""Public conversations: a topic's first post is a Page (a title and a text), every answer a Note.

ActivityPub 6 and 7; FEP-1b12 (groups), FEP-7888 and FEP-f228 (context). content: HTML; source: Markdown.
Private threads have no translator: they never leave.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from commons.base.addresses import absolute, is_ours, thing_at
from commons.base.text import clean_remote, plain
from commons.communities.models import Community
from commons.conversations import actions
from commons.conversations.models import Post, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.models import Person
from federation import reader
from federation.dispatch import NotYet
from federation.models import Gone, Relayed
from federation.reader import Activity
from federation.registry import Outgoing, Sender, Serving, listens, serves, speaks
from federation.translators.distribution import announced, proven, public_to
from federation.vocabulary import PUBLIC, Json, activity, addressed, timestamp, tombstone
from mutual_aid.models import Listing
from wiki.models import Page

LONGEST = 50_000


def _is_first(post: Post) -> bool:
    return post.reply_to_id is None and post.topic.author_id == post.author_id and post.seq == 1


def post_document(post: Post) -> Json:
    topic = post.topic
    group = topic.community
    if post.state != Post.State.VISIBLE:
        return tombstone(post.address, former_type="Note", deleted=post.edited_at or post.created)
    document: Json = {
        "type": "Note",
        "id": post.address,
        "attributedTo": post.author.address if post.author else "",
        "content": post.html,
        "contentMap": {"fr": post.html},
        "source": {"content": post.source, "mediaType": "text/markdown"},
        "url": absolute(post.get_absolute_url()),
        "context": topic.address,
        "published": timestamp(post.created),
        "replies": f"{post.address}/replies",
    }
    if post.edited_at:
        document["updated"] = timestamp(post.edited_at)
    if _is_first(post):
        document |= {"type": "Page", "name": topic.title}
        return addressed(document, **public_to(group), audience=group.address if group else None)
    parent = post.reply_to or first_post(topic)
    document["inReplyTo"] = parent.address if parent and parent != post else _about_address(topic)
    answered = [parent.author.address] if parent and parent.author and parent.author != post.author else []
    return addressed(document, **public_to(group, *answered), audience=group.address if group else None)


def first_post(topic: Topic) -> Post | None:
    return topic.posts.select_related("author").order_by("seq").first()


def _about_address(topic: Topic) -> str:
    """The first words on a talk page answer the page itself."""
    return getattr(topic.about, "address", topic.address)


def topic_document(topic: Topic) -> Json:
    """The conversation as a collection of its posts, in order, owned by its group (FEP-f228)."""
    posts = topic.posts.select_related("author").order_by("seq")
    return {
        "type": "OrderedCollection",
        "id": topic.address,
        "attributedTo": topic.community.address if topic.community else "",
        "url": absolute(topic.get_absolute_url()),
        "totalItems": posts.count(),
        "orderedItems": [post.address for post in posts[:200]],
    }


serves(
    Serving(
        Post,
        post_document,
        visible=lambda: Post.objects.filter(
            topic__in=Topic.objects.public(), author__home="", home=""
        ).select_related("topic__community", "author", "reply_to__author"),
    )
)
serves(
    Serving(
        Topic,
        topic_document,
        visible=lambda: Topic.objects.public().filter(home="").select_related("community"),
        url_name="conversations:topic",
        find=lambda kwargs: Topic.objects.public().filter(pk=kwargs["pk"], home="").first(),
    )
)


def _post_of(entry: Entry) -> Post | None:
    query = Post.objects.select_related("topic__community", "author", "reply_to__author")
    post = query.filter(pk=entry.detail.get("post")).first()
    return post if post and not post.topic.is_private and post.author else None


def _told(entry: Entry, inner: Json, post: Post, *, new: bool) -> Iterator[Outgoing]:
    """By the group where it lives here; straight to the group and to whom it answers where it lives elsewhere."""
    assert post.author is not None  # noqa: S101 (guarded by _post_of)
    group = post.topic.community
    if group and group.is_local:
        yield from announced(entry, inner, group, plain=post.address if new and _is_first(post) else "")
    if post.author.is_local:
        others = [a for a in (*inner["to"], *inner["cc"]) if a != PUBLIC and not is_ours(a)]
        yield Outgoing(inner, post.author, followers_of=post.author, to=tuple(others))


@speaks(Verb.POST_WRITTEN)
def post_written(entry: Entry) -> Iterable[Outgoing]:
    post = _post_of(entry)
    if post is None or post.author is None:
        return
    if not post.author.is_local:
        # The group here passes on what its author signed, unchanged.
        relayed = Relayed.objects.filter(object_uri=post.address).first()
        if relayed and post.topic.community and post.topic.community.is_local:
            yield from announced(entry, json.loads(relayed.activity), post.topic.community)
        return
    document = post_document(post)
    create = activity(
        "Create", entry.address, actor=post.author.address, thing=document, published=timestamp(entry.at)
    )
    create = addressed(create, to=document["to"], cc=document["cc"], audience=document.get("audience"))
    yield from _told(entry, proven(create, post.author), post, new=True)


@speaks(Verb.POST_REVISED)
def post_revised(entry: Entry) -> Iterable[Outgoing]:
    post = _post_of(entry)
    if post is None or post.author is None or not post.author.is_local:
        return
    document = post_document(post)
    update = activity("Update", entry.address, actor=post.author.address, thing=document)
    update = addressed(update, to=document["to"], cc=document["cc"], audience=document.get("audience"))
    yield from _told(entry, proven(update, post.author), post, new=False)


@speaks(Verb.POST_DELETED)
def post_deleted(entry: Entry) -> Iterable[Outgoing]:
    post = _post_of(entry)
    if post is None or post.author is None or not post.author.is_local:
        return
    group = post.topic.community
    delete = activity("Delete", entry.address, actor=post.author.address, thing=post_document(post))
    delete = addressed(delete, **public_to(group), audience=group.address if group else None)
    yield from _told(entry, proven(delete, post.author), post, new=False)


@listens("Create", "Note", "Page", "Question", "Document", "Image", "Video", "Audio", "Event")
def somebody_wrote(heard: Activity, sender: Sender) -> str:
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    if not (thing.is_public or heard.is_public):
        return "not-public"
    if Gone.objects.filter(uri=thing.id).exists() or Post.objects.filter(uri=thing.id).exists():
        return "seen"
    Relayed.objects.get_or_create(object_uri=thing.id, defaults={"activity": json.dumps(heard.raw)})
    if thing.in_reply_to:
        return _answer(thing, sender)
    return _new_topic(thing, heard, sender)


def _elsewhere(thing: reader.Content, sender: Person) -> dict[str, Any]:
    return {"home": sender.home, "uri": thing.id, "url": thing.url or thing.id}


def _answer(thing: reader.Content, sender: Person) -> str:
    parent = thing_at(thing.in_reply_to)
    if parent is None:
        if is_ours(thing.in_reply_to):
            return "nothing-here"
        raise NotYet(thing.in_reply_to)
    topic, reply_to = _topic_of(parent)
    if topic is None or topic.is_private:
        return "nothing-here"
    html = str(clean_remote(thing.content[:LONGEST]))
    actions.write_post(
        topic,
        by=sender,
        text=plain(html),
        html=html or "<p></p>",
        reply_to=reply_to,
        **_elsewhere(thing, sender),
    )
    return "answered"


def _topic_of(parent: object) -> tuple[Topic | None, Post | None]:
    """What an answer belongs to: a post's topic, or the talk of a page or a listing."""
    if isinstance(parent, Post):
        return parent.topic, parent
    if isinstance(parent, Topic):
        return parent, None
    if isinstance(parent, Page):
        return actions.talk_about(parent, title=parent.title, community=parent.theme.community), None
    if isinstance(parent, Listing) and parent.share:
        return actions.talk_about(parent, title=parent.title, community=parent.board), None
    return None, None


def _new_topic(thing: reader.Content, heard: Activity, sender: Person) -> str:
    """A topic for one of our spaces, or one that a space elsewhere, which we follow, has announced."""
    wanted = [*thing.audience, *heard.audience, *thing.to, *thing.cc]
    for address in wanted:
        group = thing_at(address) if address != PUBLIC else None
        if isinstance(group, Community) and group.kind in {
            Community.Kind.SPACE,
            Community.Kind.NEIGHBOURHOOD,
        }:
            html = str(clean_remote(thing.content[:LONGEST]))
            title = plain(thing.name)[:200] or plain(html)[:80] or "…"
            actions.start_topic(
                by=sender,
                title=title,
                text=plain(html),
                community=group,
                post={**_elsewhere(thing, sender), "html": html or "<p></p>"},
            )
            return "topic-started"
    return "not-for-us"


@listens("Update", "Note", "Page", "Question")
def somebody_changed(heard: Activity, sender: Sender) -> str:
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    post = Post.objects.filter(uri=thing.id, author=sender).first()
    if post is None:
        return "nothing-here"
    html = str(clean_remote(thing.content[:LONGEST]))
    actions.revise_post(post, by=sender, text=plain(html), html=html or "<p></p>")
    return "revised"


def forget_post(heard: Activity, sender: Sender) -> str:
    """Called by the Delete listener when the address is a post's."""
    post = Post.objects.filter(uri=heard.object_id).first()
    if post is None or post.author != sender or not isinstance(sender, Person):
        return "nothing-here"
    actions.delete_post(post, by=sender)
    return "deleted"
