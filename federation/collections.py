"""Outboxes, followers, histories (newest first), replies and contexts (in order): paged, made from the rows."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet

from commons.base.addresses import absolute
from commons.base.numbers import natural
from commons.communities.models import Community, Membership
from commons.conversations.models import Post, Reaction, Topic
from commons.conversations.verbs import Verb as Talk
from commons.journal.models import Entry
from commons.people.models import Follow, Person
from federation.registry import translators
from federation.translators.conversations import about_listings, told_topics
from federation.translators.reactions import DISLIKE
from federation.translators.wiki.documents import history_of
from federation.vocabulary import WRAPPING_CONTEXT, Json, ordered_collection, ordered_page
from mutual_aid.models import Listing
from mutual_aid.verbs import Verb as Aid
from wiki.models import Page
from wiki.verbs import Verb as Wiki

PER_PAGE = 20

Maker = Callable[[Any], tuple[QuerySet[Any], Callable[[Any], str | Json | None]]]


def collection(
    address: str,
    rows: QuerySet[Any],
    item: Callable[[Any], str | Json | None],
    page: str,
    *,
    part_of: str = "",
) -> Json | None:
    """The head of a collection, or its page number `page`; None when there is no such page.

    `part_of` is the collection that the pages are of, when that stands at another address.
    """
    pages = Paginator(rows, PER_PAGE)
    if not page:
        shown_at = f"{address}?page=1" if pages.count and item is not unnamed else None
        return ordered_collection(address, total=pages.count, first=shown_at)
    number = natural(page, most=pages.num_pages)
    if item is unnamed or not number:
        return None
    shown = pages.page(number)
    items = [made for row in shown.object_list if (made := item(row)) is not None]
    following = f"{address}?page={shown.next_page_number()}" if shown.has_next() else None
    page_id = f"{address}?page={shown.number}"
    here = ordered_page(page_id, part_of=part_of or address, items=items, next_page=following)
    wraps = any(isinstance(made, dict) and "@context" in made for made in items)
    return {"@context": WRAPPING_CONTEXT, **here} if wraps else here


def outbox_for_neighbours(
    actor: Person | Community,
) -> tuple[QuerySet[Entry], Callable[[Entry], str | Json | None]]:
    """What an actor has said in public. A group says again what came to be in it, as it is now."""
    rows: QuerySet[Entry]
    if isinstance(actor, Person):
        rows = Entry.objects.public().filter(by=actor, verb=Talk.POST_WRITTEN)
    else:
        rows = _came_to_be_in(actor)
    return _newest_first(rows, actor)


def outbox_of(actor: Person | Community) -> tuple[QuerySet[Entry], Callable[[Entry], str | Json | None]]:
    """The same without shared listings and what is said about them, which are for neighbouring towns."""
    rows, _item = outbox_for_neighbours(actor)
    if isinstance(actor, Person):
        rows = rows.exclude(about_id__in=about_listings().values("pk"))  # these entries are all about topics
    elif actor.kind == Community.Kind.BOARD:
        rows = rows.none()
    return _newest_first(rows, actor)


def _newest_first(
    rows: QuerySet[Entry], actor: Person | Community
) -> tuple[QuerySet[Entry], Callable[[Entry], str | Json | None]]:
    return rows.order_by("-pk"), lambda entry: _said(entry, actor.address)


def _came_to_be_in(group: Community) -> QuerySet[Entry]:
    if group.kind == Community.Kind.THEME:
        pages = Page.objects.filter(theme__community=group, home="", deleted_at=None)
        return _first_told(Page, [Wiki.PAGE_CREATED], pages)
    if group.kind == Community.Kind.BOARD:
        listings = translators.served["listing"].visible().filter(board=group)
        return _first_told(Listing, [Aid.LISTING_POSTED, Aid.LISTING_APPROVED], listings)
    return _first_told(Topic, [Talk.POST_WRITTEN], told_topics().filter(community=group, home=""))


def _first_told(model: type[Any], verbs: list[Any], things: QuerySet[Any]) -> QuerySet[Entry]:
    kind = {"about_type__app_label": model._meta.app_label, "about_type__model": model._meta.model_name}
    return Entry.objects.filter(verb__in=verbs, about_id__in=things.values("pk"), **kind)


def _said(entry: Entry, address: str) -> Json | None:
    for outgoing in translators.speakers[entry.verb](entry):
        if outgoing.activity["actor"] == address:
            return outgoing.activity
    return None


def followers_of(actor: Person | Community) -> tuple[QuerySet[Follow], Callable[[Follow], None]]:
    """How many, never who."""
    field = "person" if isinstance(actor, Person) else "community"
    return Follow.objects.accepted().filter(**{field: actor}).order_by("pk"), unnamed


def unnamed(row: object) -> None:
    """Counted, not shown."""


def moderators_of(group: Community) -> tuple[QuerySet[Membership], Callable[[Membership], str]]:
    rows = group.memberships.of_stewards()
    return rows, lambda membership: membership.person.address


def _address(thing: Any) -> str:
    return str(thing.address)


def replies_to(post: Post) -> tuple[QuerySet[Post], Callable[[Post], str]]:
    """In order. What answers nobody in particular answers the first post, as it says itself."""
    rows = post.replies.shown()
    if post.seq == 1:
        rows = Post.objects.shown().filter(
            Q(reply_to=post) | Q(reply_to=None, topic=post.topic_id, seq__gt=1)
        )
    return rows.order_by("seq"), _address


def posts_of(topic: Topic) -> tuple[QuerySet[Post], Callable[[Post], str]]:
    return topic.posts.shown().order_by("seq"), _address


def talk_of(thing: Model) -> tuple[QuerySet[Post], Callable[[Post], str]]:
    """What is said about a page or a listing: its replies and its context."""
    kind = ContentType.objects.get_for_model(thing)
    talks = told_topics().filter(about_type=kind, about_id=thing.pk, kind=Topic.Kind.TALK)
    return Post.objects.shown().filter(topic__in=talks).order_by("seq"), _address


def likes_of(post: Post) -> tuple[QuerySet[Reaction], Callable[[Reaction], None]]:
    """How many, never who; a 👎 is no like."""
    return post.reactions.exclude(emoji=DISLIKE).order_by("pk"), unnamed


def featured_of(group: Community) -> tuple[QuerySet[Post], Callable[[Post], str]]:
    """The first posts of what is pinned: they stand for their conversations."""
    pinned = told_topics().filter(community=group, pinned=True, home="")
    rows = Post.objects.shown().filter(topic__in=pinned, seq=1).order_by("-topic__last_post_at", "pk")
    return rows, _address


# Pages of these are of the thing itself, which is a collection.
OF_THE_THING = {("topic", "posts")}
COLLECTIONS: dict[tuple[str, str], Callable[[Any], tuple[QuerySet[Any], Callable[[Any], Any]]]] = {
    ("person", "outbox"): outbox_of,
    ("group", "outbox"): outbox_of,
    ("person", "followers"): followers_of,
    ("group", "followers"): followers_of,
    ("group", "moderators"): moderators_of,
    ("group", "featured"): featured_of,
    ("page", "history"): history_of,
    ("page", "replies"): talk_of,
    ("page", "talk"): talk_of,
    ("post", "replies"): replies_to,
    ("post", "likes"): likes_of,
    ("topic", "posts"): posts_of,
    ("listing", "replies"): talk_of,
}

# What a server that this town has chosen finds instead.
FOR_NEIGHBOURS: dict[tuple[str, str], Callable[[Any], tuple[QuerySet[Any], Callable[[Any], Any]]]] = {
    ("person", "outbox"): outbox_for_neighbours,
    ("group", "outbox"): outbox_for_neighbours,
}


def communities() -> Iterable[str]:
    """The groups that another town may want to follow."""
    return [group.address for group in Community.objects.local().order_by("kind", "pk")]


def communities_address() -> str:
    return absolute("/ap/communities")
