"""What is said in public conversations is told: by its author, and by the group that keeps the conversation."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from commons.base.addresses import is_ours
from commons.conversations.models import Post
from commons.conversations.verbs import Verb
from commons.images.verbs import Verb as Pictured
from commons.journal.models import Entry
from federation.models import Relayed
from federation.registry import Outgoing, speaks, speaks_of_many
from federation.translators.conversations import is_first, is_for_neighbours, is_told, post_document
from federation.translators.distribution import announced, proven, public_to
from federation.vocabulary import PUBLIC, Json, activity, addressed, timestamp


def _post_of(entry: Entry) -> Post | None:
    query = Post.objects.select_related(
        "topic__community", "author"
    )  # what ours answers is asked for when told
    post = query.filter(pk=entry.detail.get("post")).first()
    return post if post and post.author and is_told(post.topic) else None


def _told(entry: Entry, inner: Json, post: Post, *, new: bool) -> Iterator[Outgoing]:
    """By the group where it lives here; straight to the group and to whom it answers where it lives elsewhere. About
    a shared listing it goes no further than the listing; taken back, to whoever was a neighbour once.
    """
    assert post.author is not None  # noqa: S101 (guarded by _post_of)
    group, near = post.topic.community, is_for_neighbours(post.topic)
    closed = near and inner["type"] != "Delete"
    if group and group.is_local:
        plain = post.address if new and is_first(post) else ""
        for outgoing in announced(entry, inner, group, plain=plain):
            yield replace(outgoing, to_neighbours=closed)
    if post.author.is_local:
        others = [a for a in (*inner["to"], *inner["cc"]) if a != PUBLIC and not is_ours(a)]
        followed = None if near else post.author
        yield Outgoing(inner, post.author, followers_of=followed, to=tuple(others), to_neighbours=closed)


@speaks(Verb.POST_WRITTEN)
def post_written(entry: Entry) -> Iterable[Outgoing]:
    return (outgoing for _entry, outgoing in posts_written([entry]))


@speaks_of_many(Verb.POST_WRITTEN)
def posts_written(entries: Sequence[Entry]) -> Iterable[tuple[Entry, Outgoing]]:
    posts = Post.objects.select_related("topic__community", "author").in_bulk(
        [entry.detail.get("post") for entry in entries]
    )
    relayed = _relayed(post.address for post in posts.values() if not _is_ours(post))
    for entry in entries:
        post = posts.get(entry.detail.get("post"))
        if post and post.author and post.state == Post.State.VISIBLE and is_told(post.topic):
            ours = _is_ours(post)
            said = _said_by_author(entry, "Create", post) if ours else _passed_on(entry, post, relayed)
            yield from ((entry, outgoing) for outgoing in said)


@speaks(Verb.POST_REVISED)
def post_revised(entry: Entry) -> Iterable[Outgoing]:
    post = _post_of(entry)
    if post is None or post.state != Post.State.VISIBLE:
        return
    yield from _said_by_author(entry, "Update", post) if _is_ours(post) else _passed_on_alone(entry, post)


@speaks(Pictured.IMAGE_PREPARED, Pictured.IMAGE_HIDDEN, Pictured.IMAGE_SHOWN)
def pictures_changed(entry: Entry) -> Iterable[Outgoing]:
    """A picture is painted after the words have left; hidden, it is hidden elsewhere too."""
    posts = Post.objects.filter(pictures__image=entry.about_id, author__home="", state=Post.State.VISIBLE)
    for post in posts.select_related("topic__community", "author").order_by("pk"):
        if is_told(post.topic):
            yield from _said_by_author(entry, "Update", post)


@speaks(Verb.POST_DELETED)
def post_deleted(entry: Entry) -> Iterable[Outgoing]:
    post = _post_of(entry)
    if post is None:
        return
    yield from _said_by_author(entry, "Delete", post) if _is_ours(post) else _passed_on_alone(entry, post)


def _is_ours(post: Post) -> bool:
    return bool(post.author and post.author.is_local)


def _said_by_author(entry: Entry, kind: str, post: Post) -> Iterator[Outgoing]:
    assert post.author is not None  # noqa: S101 (guarded by _post_of)
    document = post_document(post)
    said = activity(
        kind, entry.address, actor=post.author.address, thing=document, published=timestamp(entry.at)
    )
    group = post.topic.community
    to = {"to": document["to"], "cc": document["cc"]} if "to" in document else public_to(group)
    said = addressed(said, **to, audience=group.address if group else None)
    yield from _told(entry, proven(said, post.author), post, new=kind == "Create")


def _relayed(addresses: Iterable[str]) -> dict[str, str]:
    """What brought these things here, as it came."""
    found = Relayed.objects.filter(object_uri__in=list(addresses))
    return dict(found.values_list("object_uri", "activity"))


def _passed_on_alone(entry: Entry, post: Post) -> Iterator[Outgoing]:
    return _passed_on(entry, post, _relayed([post.address]))


def _passed_on(entry: Entry, post: Post, relayed: Mapping[str, str]) -> Iterator[Outgoing]:
    """A group of ours passes on what somebody from elsewhere signed, unchanged."""
    group, letter = post.topic.community, relayed.get(post.address)
    if letter and group and group.is_local:
        said = json.loads(letter)
        closed = is_for_neighbours(post.topic) and said.get("type") != "Delete"
        for outgoing in announced(entry, said, group):
            yield replace(outgoing, to_neighbours=closed)
