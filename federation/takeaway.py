"""What somebody takes away, in the files of Mastodon's archive and of its CSV exports, so that other programs read it.

actor.json, outbox.json, likes.json, bookmarks.json: ActivityStreams 2.0, each a collection in one piece.
following_accounts.csv, followers.csv, blocked_accounts.csv, muted_accounts.csv, bookmarks.csv: as Mastodon 4.3 writes
and reads them.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from django.conf import settings

from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations.models import Reaction, Topic
from commons.notices.models import Attention
from commons.people.models import Block, Follow, Person
from commons.privacy import finding
from commons.privacy.takeaway import parts as archive
from commons.privacy.takeaway.parts import Part
from federation import identities
from federation.collections import outbox_for_neighbours
from federation.identities import actor_at
from federation.translators.people import person_document
from federation.vocabulary import CONTEXT, WRAPPING_CONTEXT, Json, ordered_collection

FOLLOWING = ["Account address", "Show boosts", "Notify on new posts", "Languages"]
MUTED = ["Account address", "Hide notifications"]


def parts(person: Person) -> Iterator[Part]:
    """Only of those who live here; nothing that their own actor would not say, but for what only they know."""
    watched = list(_watched(person))
    yield _json("actor.json", _actor(person))
    yield _whole("outbox.json", _said(person))
    yield _whole("likes.json", _liked(person))
    yield _whole("bookmarks.json", watched)
    yield _csv(
        "following_accounts.csv", [FOLLOWING, *([who, "true", "false", ""] for who in _following(person))]
    )
    yield _csv("followers.csv", [["Account address"], *([who] for who in _followers(person))])
    yield _csv("blocked_accounts.csv", [[who] for who in _blocked(person)])
    yield _csv("muted_accounts.csv", [MUTED, *([who, "true"] for who in _muted(person))])
    yield _csv("bookmarks.csv", [[address] for address in watched])


def _json(name: str, document: Json) -> Part:
    return name, [json.dumps(document, ensure_ascii=False, indent=1).encode()]


def _csv(name: str, rows: Iterable[list[str]]) -> Part:
    return name, (_line(row) for row in rows)


def _line(row: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue().encode()


def _actor(person: Person) -> Json:
    own = {"outbox": "outbox.json", "likes": "likes.json", "bookmarks": "bookmarks.json"}
    return {"@context": CONTEXT, **person_document(person), **own}


def _whole(name: str, items: Iterable[object]) -> Part:
    """Mastodon's archive names its collections by their file. The number of items is known, and said, at the end."""
    return name, _pieces(name, items)


def _pieces(name: str, items: Iterable[object]) -> Iterator[bytes]:
    head = {"@context": WRAPPING_CONTEXT, **ordered_collection(name, total=0)}
    del head["totalItems"]
    yield json.dumps(head, ensure_ascii=False, indent=1).encode()[:-2] + b',\n "orderedItems": ['
    count = 0
    for count, item in enumerate(items, 1):
        yield (b",\n" if count > 1 else b"\n") + json.dumps(item, ensure_ascii=False).encode()
    yield f'\n ],\n "totalItems": {count}\n}}'.encode()


def _said(person: Person) -> Iterator[object]:
    rows, item = outbox_for_neighbours(person)
    for row in rows.iterator(chunk_size=50):
        if (said := item(row)) is not None:
            yield said


def _liked(person: Person) -> Iterator[str]:
    for liked in (
        Reaction.objects.filter(person=person).select_related("post").order_by("pk").iterator(chunk_size=500)
    ):
        yield liked.post.address


def _watched(person: Person) -> Iterator[str]:
    """The conversations that they keep an eye on are what comes nearest to a bookmark."""
    keys = Attention.objects.followed_by(person).filter(kind="topic").values_list("key", flat=True)
    for topic in Topic.objects.filter(pk__in=[natural(key) or 0 for key in keys]).order_by("pk"):
        if not topic.is_confided:
            yield topic.address


def full_name(thing: object) -> str:
    """`lea@ville.fr`, whoever and wherever it is."""
    shown = str(getattr(thing, "shown_handle", "") or getattr(thing, "acct", ""))
    return shown if "@" in shown else f"{shown}@{settings.CALADE_HANDLE_DOMAIN}"


def _following(person: Person) -> Iterator[str]:
    rows = Follow.objects.accepted().filter(follower=person).select_related("person", "community")
    yield from (full_name(row.target) for row in rows.order_by("pk").iterator(chunk_size=500))


def _followers(person: Person) -> Iterator[str]:
    rows = Follow.objects.accepted().filter(person=person).select_related("follower")
    yield from (full_name(row.follower) for row in rows.order_by("pk").iterator(chunk_size=500))


def _blocked(person: Person) -> Iterator[str]:
    rows = Block.objects.filter(blocker=person).select_related("blocked").order_by("pk")
    yield from (full_name(row.blocked) for row in rows)


def _muted(person: Person) -> Iterator[str]:
    keys = Attention.objects.muted_by(person).filter(kind="person").values_list("key", flat=True)
    people = Person.objects.active().filter(pk__in=[natural(key) or 0 for key in keys])
    yield from (full_name(other) for other in people.order_by("pk"))


def look_up(name: str) -> Person | Community | None:
    """Somebody whom this town does not know yet, named in a file that a resident brought. Uses the network."""
    try:
        remote = actor_at(identities.look_up(name))
    except identities.Unknown:
        return None
    return remote.person or remote.community


def register() -> None:
    archive.register(parts)
    finding.register(look_up)
