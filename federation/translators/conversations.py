"""Public conversations: a topic's first post is a Page (a title and a text), every answer a Note.

ActivityPub 6 and 7; FEP-1b12 (groups), FEP-7888 and FEP-f228 (context). content: HTML; source: Markdown.
Private threads have no translator: they never leave.
"""

from dataclasses import replace

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from commons.base.addresses import absolute, with_absolute_links
from commons.communities.models import Community
from commons.conversations.models import Post, Topic, TopicQuerySet
from commons.conversations.rendering import people_named_in, subject_href, subjects_in
from commons.images.showing import picture_of
from commons.people.models import Person
from federation import reader
from federation.reader import Activity
from federation.registry import Serving, serves
from federation.translators import listings
from federation.translators.distribution import image_document, in_language, public_to
from federation.vocabulary import (
    PUBLIC,
    Json,
    addressed,
    hashtag,
    mention,
    ordered_collection,
    timestamp,
    tombstone,
)
from mutual_aid.models import Listing
from wiki.models import Page

LONGEST = 50_000
SPACES = {Community.Kind.SPACE, Community.Kind.NEIGHBOURHOOD}


def is_told(topic: Topic) -> bool:
    """Public, and about nothing that is not: the talk of a listing is told when the listing is."""
    if not topic.is_public or topic.state == Topic.State.HIDDEN:
        return False
    about = topic.about
    if isinstance(about, Listing):
        return listings.is_told(about) or not about.is_local
    return not (isinstance(about, Page) and about.deleted_at)


def told_topics() -> TopicQuerySet:
    """The same question for the database: what anybody may fetch."""
    listing, page = (ContentType.objects.get_for_model(model) for model in (Listing, Page))
    untold = Listing.objects.exclude(pk__in=listings.told().values("pk")).filter(home="")
    deleted = Page.objects.exclude(deleted_at=None)
    return (
        Topic.objects.public()
        .exclude(about_type=listing, about_id__in=untold.values("pk"))
        .exclude(about_type=page, about_id__in=deleted.values("pk"))
    )


def about_listings() -> TopicQuerySet:
    """The talks of shared listings of ours are for those whom the listings are for: neighbouring towns."""
    kind = ContentType.objects.get_for_model(Listing)
    return Topic.objects.filter(about_type=kind, about_id__in=Listing.objects.filter(home="").values("pk"))


def is_for_neighbours(topic: Topic) -> bool:
    """The same question about one topic."""
    return isinstance(topic.about, Listing) and topic.about.is_local


def is_first(post: Post) -> bool:
    """A message that a moderator moved was an answer where it was written, and remains one."""
    began = post.reply_to_id is None and post.topic.author_id == post.author_id and post.seq == 1
    return began and post.moved_from_id is None


def post_document(post: Post) -> Json:
    topic = post.topic
    if post.state != Post.State.VISIBLE:
        return tombstone(post.address, former_type="Note", deleted=post.edited_at or post.created)
    html = with_absolute_links(post.html)
    document: Json = {
        "type": "Note",
        "id": post.address,
        "attributedTo": post.author.address if post.author else "",
        "content": html,
        "contentMap": in_language(html),
        "source": {"content": post.source, "mediaType": "text/markdown"},
        "url": absolute(post.get_absolute_url()),
        "published": timestamp(post.created),
        "replies": f"{post.address}/replies",
        "likes": f"{post.address}/likes",
        "interactionPolicy": policy_of(post),
    }
    if post.has_pictures and (pictures := _pictures_of(post)):
        document["attachment"] = pictures
    if topic.is_kept_here:
        document["context"] = topic.address
    if post.edited_at:
        document["updated"] = timestamp(post.edited_at)
    if is_first(post):
        return _tagged(document | {"type": "Page", "name": topic.title}, post, [])
    parent = post.reply_to or first_post(topic)
    document["inReplyTo"] = parent.address if parent and parent != post else _about_address(topic)
    answered = parent.author if parent and parent.author != post.author else None
    return _tagged(document, post, [answered] if answered else [])


def _pictures_of(post: Post) -> list[Json]:
    """Those that anybody may see: neither hidden nor unreadable, nor sealed for few."""
    attached = post.pictures.select_related("image").order_by("pk")
    whole = (one for one in attached if one.image and one.image.is_shown and one.image.is_ready)
    return [image_document(replace(picture_of(one.image), alt=one.alt)) for one in whole if one.image]


def _handle_of(person: Person) -> str:
    return person.shown_handle if person.home else f"{person.handle}@{settings.CALADE_HANDLE_DOMAIN}"


def _tagged(document: Json, post: Post, answered: list[Person]) -> Json:
    """With whom it answers and names, who are addressed too, and with its subjects."""
    group = post.topic.community
    named = list(dict.fromkeys([*answered, *people_named_in(post.html)]))
    tags = [mention(one.address, f"@{_handle_of(one)}") for one in named]
    tags += [hashtag(absolute(subject_href(word)), word) for word in subjects_in(post.html)]
    if tags:
        document["tag"] = tags
    to = public_to(group, *(one.address for one in named if one != post.author))
    return addressed(document, **to, audience=group.address if group else None)


def policy_of(post: Post) -> Json:
    """Everybody may answer and like; only its author quotes it (FEP-044f, GoToSocial's interaction policies)."""
    author = post.author.address if post.author else ""
    return {
        "canQuote": {"automaticApproval": [author]},
        "canReply": {"automaticApproval": [PUBLIC]},
        "canLike": {"automaticApproval": [PUBLIC]},
    }


def first_post(topic: Topic) -> Post | None:
    return topic.posts.select_related("author").order_by("seq").first()


def _about_address(topic: Topic) -> str:
    """The first words on a talk page answer the page itself."""
    return getattr(topic.about, "address", topic.address)


def topic_document(topic: Topic) -> Json:
    """The conversation as a collection of its posts, in order, owned by its group (FEP-f228)."""
    total = topic.posts.shown().count()
    document = ordered_collection(
        topic.address, total=total, first=f"{topic.address}/posts?page=1" if total else None
    )
    owner = {"attributedTo": topic.community.address} if topic.community else {}
    return {**document, **owner, "url": absolute(topic.get_absolute_url())}


def _topics_here() -> TopicQuerySet:
    return told_topics().filter(home="").filter(Q(community=None) | Q(community__home=""))


serves(
    Serving(
        Post,
        post_document,
        visible=lambda: Post.objects.filter(topic__in=told_topics(), author__home="", home="").select_related(
            "topic__community", "author", "reply_to__author"
        ),
        for_neighbours=lambda post: is_for_neighbours(post.topic),
    )
)
serves(
    Serving(
        Topic,
        topic_document,
        visible=lambda: _topics_here().select_related("community"),
        pages={"conversations:topic": lambda at: _topics_here().filter(pk=at["pk"]).first()},
        for_neighbours=is_for_neighbours,
    )
)


def is_public(thing: reader.Content, heard: Activity) -> bool:
    """The thing says so itself; the activity speaks for it only when the thing says nothing (FED-15)."""
    return thing.is_public or (heard.is_public and not thing.to and not thing.cc)
