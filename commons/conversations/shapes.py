"""All that `_message.html` and `_poll.html` may draw, as words and numbers."""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from commons.conversations.models import Poll


class Attached(NamedTuple):
    """A file or a link that came with a post: "image", "file", "link" or "quote"."""

    kind: str
    url: str
    name: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Shown(NamedTuple):
    """A picture of ours. `place` is the key of what is sealed, for its readers alone; else there are files."""

    alt: str
    href: str
    src: str = ""
    srcset: str = ""
    width: int = 0
    height: int = 0


class Choice(NamedTuple):
    """One line of a poll; `share` in per cent of the voters, None while the result is secret."""

    text: str
    votes: int = 0
    share: int | None = None
    rank: int = 0


class Asked(NamedTuple):
    """A poll as everybody sees it: nobody's own vote stands there."""

    pk: int
    method: str
    secret: bool
    for_residents: bool
    closes_at: datetime
    is_open: bool
    shows_result: bool
    voters: int
    choices: tuple[Choice, ...]

    @property
    def address(self) -> str:
        return reverse("conversations:poll", args=[self.pk])

    @property
    def last_moment(self) -> datetime:
        """In the last day, when it closes as that day ends."""
        return self.closes_at - timedelta(seconds=1)

    @property
    def is_ranked(self) -> bool:
        return self.method == Poll.Method.RANKED


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
    reply_topic: int = 0
    moved_from: int = 0
    moved_to: tuple[int, int] = (0, 0)  # topic and number
    pictures: tuple[Shown, ...] = ()
    poll: Asked | None = None
    language: str = ""

    @property
    def lang(self) -> str:
        """For the element that holds its words, where they are in another language than the page."""
        page = (get_language() or "").partition("-")[0]
        return "" if self.language.partition("-")[0].lower() == page else self.language

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
    def reply_address(self) -> str:
        return _address_in(self.reply_topic or self.topic, self.reply_seq)

    @property
    def moved_from_address(self) -> str:
        return reverse("conversations:topic", args=[self.moved_from])

    @property
    def moved_to_address(self) -> str:
        return _address_in(*self.moved_to) if self.moved_to[0] else ""

    @property
    def react_address(self) -> str:
        return reverse("conversations:react", args=[self.pk])

    @property
    def more_address(self) -> str:
        return reverse("conversations:post", args=[self.pk])


def _address_in(topic: int, seq: int) -> str:
    return f"{reverse('conversations:topic', args=[topic])}?m={seq}#m{seq}"
