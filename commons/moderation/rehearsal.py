"""What changed rules would have held in the last thirty days, before they are written down. Nothing is kept of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from commons.base.text import links_in
from commons.conversations.models import Post
from commons.moderation.flaggable import Kind, kinds
from commons.moderation.models import WatchList
from commons.moderation.screening import flagged_hosts, flagged_words
from commons.people.permissions import NEW_FOR

DAYS = 30
MOST_READ = 2_000  # of each kind
MOST_SHOWN = 30


@dataclass
class Rehearsal:
    """`read` texts were looked at, `held` of them would have waited; `shown` are the first, as (thing, rule)."""

    read: int = 0
    held: int = 0
    shown: list[tuple[Any, str]] = field(default_factory=list)


def rehearse(listed: WatchList) -> Rehearsal:
    """On what newcomers wrote for everybody: others do not pass the gate."""
    found, since = Rehearsal(), timezone.now() - timedelta(days=DAYS)
    for kind in kinds().values():
        for thing in _lately(kind, since):
            author, written = kind.author(thing), thing.created
            if author is None or not author.is_local or author.created < written - NEW_FOR:
                continue
            found.read += 1
            if rule := _rule(kind.words(thing), _source(thing), listed, thing):
                found.held += 1
                if len(found.shown) < MOST_SHOWN:
                    found.shown.append((thing, rule))
    return found


def _lately(kind: Kind, since: datetime) -> Any:
    return islice(kind.since(since).order_by("-pk").iterator(), MOST_READ) if kind.since else ()


def _source(thing: Any) -> str:
    """With its markup: links stand in it."""
    return str(getattr(thing, "text", "") or getattr(thing, "body", "") or "")


def _rule(words: str, source: str, listed: WatchList, thing: Any) -> str:
    if flagged_hosts(source, listed):
        return "host"
    if flagged_words(words, listed):
        return "word"
    if len(links_in(source)) > (listed.links_talk if isinstance(thing, Post) else listed.links_newcomer):
        return "links"
    return "first" if isinstance(thing, Post) and _was_among_first(thing, listed.first_messages) else ""


def _was_among_first(post: Post, most: int) -> bool:
    return (
        most > 0 and Post.objects.shown().filter(author=post.author_id, pk__lt=post.pk)[:most].count() < most
    )
