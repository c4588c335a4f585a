"""What pages that show a topic may hear, and how they catch up."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation

from commons.base.numbers import natural
from commons.conversations.models import Post, Topic, TopicEvent
from commons.conversations.permissions import may_read_topic
from commons.conversations.showing import message_html
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.live import things
from commons.live.things import Frame

KINDS = {
    Verb.POST_WRITTEN: "post",
    Verb.POST_REVISED: "edit",
    Verb.POST_DELETED: "delete",
    Verb.POST_HIDDEN: "hide",
    Verb.POST_SHOWN: "show",
    Verb.POST_REACTED: "react",
    Verb.TOPIC_LOCKED: "lock",
    Verb.TOPIC_REOPENED: "unlock",
    Verb.TOPIC_PINNED: "pin",
    Verb.TOPIC_UNPINNED: "unpin",
    Verb.TOPIC_OPENED_TO_MODERATORS: "shown",
    Verb.TOPIC_ARCHIVED: "archive",
    Verb.TOPIC_ARRANGED: "slow",
    Verb.TOPIC_HEATED: "slow",
    Verb.TOPIC_COOLED: "slow",
    Verb.TOPIC_MOVED: "move",
    Verb.TOPIC_MERGED: "merge",
    Verb.POSTS_MOVED: "edit",
    Verb.POSTS_RECEIVED: "post",
    Verb.POLL_OPENED: "edit",
    Verb.POLL_ANSWERED: "edit",
    Verb.POLL_CLOSED: "edit",
    Verb.THREAD_LEFT: "leave",
}
LARGEST = 8_000
MOST_EVENTS = 200


def _may_listen(person: Any, key: str) -> str | None:
    topic = Topic.objects.filter(pk=natural(key) or 0).first()
    return "" if topic and may_read_topic(person, topic) else None


def _last_seqs(keys: list[str]) -> dict[str, int]:
    return {str(pk): seq for pk, seq in Topic.objects.filter(pk__in=keys).values_list("pk", "last_seq")}


def _events_after(person: Any, key: str, after: int) -> dict[str, Any]:
    """Events in order, each with the post as it is now; `reset` when the log no longer reaches that far back."""
    topic = Topic.objects.get(pk=key)
    rows = TopicEvent.objects.filter(topic=topic, seq__gt=after).order_by("seq")
    related = rows.select_related("post__author", "post__topic", "post__reply_to__author")
    events = list(related.prefetch_related(Prefetch("post__reactions", to_attr="given"))[: MOST_EVENTS + 1])
    if len(events) > MOST_EVENTS or (topic.last_seq > after and (not events or events[0].seq != after + 1)):
        return {"reset": True, "last": topic.last_seq}
    return {
        "events": [
            {"seq": e.seq, "kind": e.kind, "ref": str(e.post.seq) if e.post else "", "html": html_of(e.post)}
            for e in events
        ],
        "last": topic.last_seq,
    }


@things.speaks_to_pages
def frames(entry: Entry) -> Iterable[Frame]:
    """The post itself when it fits; words that not everybody reads never travel in a frame, the page asks for them."""
    kind = KINDS.get(entry.verb)  # type: ignore[call-overload]
    if kind is None:
        return
    post = None
    if post_id := entry.detail.get("post"):
        post = Post.objects.ready_to_show().filter(pk=post_id).first()
    html = html_of(post) if post and post.topic.is_public else ""
    yield Frame(
        thing=f"topic:{entry.about_id}",
        seq=entry.detail["seq"],
        kind=kind,
        html=html if len(html.encode()) <= LARGEST else "",
        ref=str(post.seq) if post else "",
    )


def html_of(post: Post | None) -> str:
    """One post as every reader of its topic sees it, in the town's language: nothing depends on who looks."""
    if post is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return message_html(post)


things.register(things.Kind("topic", _may_listen, _last_seqs, _events_after))
