"""A message as HTML, the same bytes for every reader: pages print it, frames carry it."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from commons.base.rules import sentences
from commons.base.text import scams_in
from commons.communities.towns import town_name
from commons.conversations.models import Post
from commons.people.homes import shows_media

# A page of fifty messages is drawn again and again while people talk; drawing one costs half a millisecond.
MOST_KEPT = 2_000
# The state of a message by somebody on a limited or suspended server, for those who do not follow them.
QUIET = "quiet"


class Attached(NamedTuple):
    """A file or a link that came with a post: "image", "file", "link" or "quote"."""

    kind: str
    url: str
    name: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Message(NamedTuple):
    """All that `_message.html` may draw: what is not here cannot change it, so equal messages are equal bytes.

    Texts and keys only: addresses are made when it is drawn.
    """

    pk: int
    topic: int
    seq: int
    client_id: UUID
    state: str
    by: str
    by_acct: str
    town: str
    original: str
    created: datetime
    is_edited: bool
    reply_seq: int
    reply_by: str
    body: str
    warning: str
    attached: tuple[Attached, ...]
    reactions: tuple[tuple[str, int], ...]
    cautions: tuple[str, ...] = ()  # in private: what its reader should think about

    @property
    def number(self) -> str:
        """Its place in the topic, as it stands in ids: never with spaces between thousands."""
        return str(self.seq)

    @property
    def reply_number(self) -> str:
        return str(self.reply_seq) if self.reply_seq else ""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body)  # noqa: S308 (Post.body: cleaned when written, or rendered from what was sealed)

    @property
    def by_address(self) -> str:
        return reverse("people:person", args=[self.by_acct])

    @property
    def topic_address(self) -> str:
        return reverse("conversations:topic", args=[self.topic])

    @property
    def react_address(self) -> str:
        return reverse("conversations:react", args=[self.pk])

    @property
    def more_address(self) -> str:
        return reverse("conversations:post", args=[self.pk])


def message_html(post: Post) -> SafeString:
    """In the language of now. What is said in private is drawn each time: it is not kept in memory."""
    message = _message(post)
    if post.topic.is_private:
        return _draw(message)
    return _drawn(message, get_language() or "", timezone.localdate())


def _message(post: Post) -> Message:
    answered, author = post.reply_to, post.author
    state = post.state if post.is_heard else QUIET
    return Message(
        pk=post.pk,
        topic=post.topic_id,
        seq=post.seq,
        client_id=post.client_id,
        state=state,
        by=author.name if author else "",
        by_acct=author.acct if author else "",
        town=town_name(author.home) if author and author.home else "",
        original=post.url,
        created=post.created,
        is_edited=post.edited_at is not None,
        reply_seq=answered.seq if answered else 0,
        reply_by=answered.author.name if answered and answered.author else "",
        body=post.body if state == Post.State.VISIBLE else "",
        warning=post.warning,
        attached=_attached(post) if state == Post.State.VISIBLE else (),
        reactions=tuple(post.reaction_counts),
        cautions=_cautions(post) if state == Post.State.VISIBLE and post.topic.is_private else (),
    )


def _cautions(post: Post) -> tuple[str, ...]:
    """Nobody but the members reads it, so they are the ones to be warned."""
    return tuple(sentences(scams_in(post.text)))


def _attached(post: Post) -> tuple[Attached, ...]:
    """None from a server whose media are not shown here."""
    if post.author and post.author.home and not shows_media(post.author.home):
        return ()
    return tuple(Attached(one["kind"], one["url"], one["name"]) for one in post.attached)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(message: Message, _language: str, _day: date) -> SafeString:
    """The language and the day are in the words: a date of last year is said with its year."""
    return _draw(message)


def _draw(message: Message) -> SafeString:
    return render_to_string("conversations/_message.html", {"message": message})
