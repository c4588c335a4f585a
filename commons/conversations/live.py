"""What pages that show a topic may hear, and how they catch up."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation

from commons.base.numbers import natural
from commons.conversations.actions.log import ASSEMBLY
from commons.conversations.models import Post, Topic, TopicEvent
from commons.conversations.panels import news_html
from commons.conversations.permissions import may_read_topic
from commons.conversations.showing import message_html
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.live import page_store, things
from commons.live.hub import hub
from commons.live.things import Frame

ASSEMBLED = [
    Verb.ASSEMBLY_CALLED,
    Verb.ASSEMBLY_ARRANGED,
    Verb.ASSEMBLY_CALLED_OFF,
    Verb.ASSEMBLY_REMINDED,
    Verb.ASSEMBLY_OPENED,
    Verb.ASSEMBLY_CLOSED,
    Verb.ASSEMBLY_ROLE_GIVEN,
    Verb.ASSEMBLY_ROLE_ENDED,
    Verb.AGENDA_ADVANCED,
    Verb.HAND_RAISED,
    Verb.HAND_LOWERED,
    Verb.FLOOR_GIVEN,
    Verb.FLOOR_TAKEN_BACK,
    Verb.MINUTES_REVISED,
    Verb.CAPTION_TYPED,
    Verb.CAPTIONS_ERASED,
    Verb.OPINIONS_ASKED,
    Verb.STATEMENT_ADDED,
    Verb.STATEMENT_SUGGESTED,
    Verb.STATEMENT_DECLINED,
    Verb.OPINIONS_COUNTED,
]
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
    **dict.fromkeys(ASSEMBLED, ASSEMBLY),
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
    last = {event.panels: event.seq for event in events if event.panels}
    return {
        "events": [
            {"seq": e.seq, "kind": e.kind, "ref": _ref(e), "html": _html_of_event(topic, e, last)}
            for e in events
        ],
        "last": topic.last_seq,
    }


def _ref(event: TopicEvent) -> str:
    return str(event.post.seq) if event.post else event.panels


def _html_of_event(topic: Topic, event: TopicEvent, last: dict[str, int]) -> str:
    """Panels are drawn as they are now: once, however often they changed."""
    if not event.panels:
        return html_of(event.post)
    return news_html(topic, event.panels) if last[event.panels] == event.seq else ""


@things.speaks_to_pages
def frames(entry: Entry) -> Iterable[Frame]:
    """The post itself when it fits; words that not everybody reads never travel in a frame, the page asks for them.

    What nobody listens to is not drawn: on a lively evening that was a third of what the web process did.
    """
    kind = KINDS.get(entry.verb)  # type: ignore[call-overload]
    thing = f"topic:{entry.about_id}"
    if kind is None or not hub.is_heard(thing):
        return
    post = None
    if post_id := entry.detail.get("post"):
        post = Post.objects.ready_to_show().filter(pk=post_id).first()
    html = html_of(post) if post and post.topic.is_shown_to_all else ""
    panels = entry.detail.get("panels", "")
    if panels and entry.about is not None and entry.about.is_shown_to_all:
        html = news_html(entry.about, panels)
    yield Frame(
        thing=thing,
        seq=entry.detail["seq"],
        kind=kind,
        html=html if len(html.encode()) <= LARGEST else "",
        ref=str(post.seq) if post else panels,
    )


def html_of(post: Post | None) -> str:
    """One post as every reader of its topic sees it, in the town's language: nothing depends on who looks."""
    if post is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return message_html(post)


things.register(things.Kind("topic", _may_listen, _last_seqs, _events_after))
page_store.store.waits_with(
    [
        *(Verb.POST_WRITTEN, Verb.POST_REACTED, Verb.POLL_ANSWERED),
        *(Verb.HAND_RAISED, Verb.HAND_LOWERED, Verb.CAPTION_TYPED, Verb.OPINION_GIVEN),
    ]
)
