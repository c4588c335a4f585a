"""Atom feeds (RFC 4287) of what everybody may read: the conversations of the town, of a space, the messages of one."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from commons.base.addresses import with_absolute_links
from commons.communities.feeds import answer_feed
from commons.conversations import reading, sheets
from commons.conversations.models import Post, Topic
from commons.conversations.views.common import space_at
from commons.people.models import Person

MOST = 30


@require_safe
@conditional_page
def feed_of_town(request: HttpRequest) -> HttpResponse:
    return answer_feed(request, _("Conversations"), reverse("conversations:spaces"), _begun(reading.begun()))


@require_safe
@conditional_page
def feed_of_space(request: HttpRequest, acct: str) -> HttpResponse:
    """The conversations that were opened there, each with its first message: answers do not bring it back up."""
    space = space_at(acct)
    entries = _begun(reading.begun().filter(community=space))
    return answer_feed(request, space.name, reverse("conversations:space", args=[space.acct]), entries)


@require_safe
@conditional_page
def feed_of_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Its last messages, the newest first."""
    topic = get_object_or_404(Topic.objects.public(), pk=pk)
    posts = sheets.newest_shown(topic, MOST)
    return answer_feed(request, topic.title, topic.get_absolute_url(), map(_message, posts))


def _begun(topics: Any) -> Iterable[dict[str, Any]]:
    shown = list(topics[:MOST])
    first = {post.topic_id: post for post in Post.objects.shown().filter(topic__in=shown, place=1)}
    for topic in shown:
        post = first.get(topic.pk)
        yield {
            "title": topic.title,
            "link": settings.CALADE_ORIGIN + topic.get_absolute_url(),
            "unique_id": topic.address,
            "description": "",
            "content": _content(post) if post else "",
            "pubdate": topic.created,
            "updateddate": topic.created,
            **_author(topic.author),
        }


def _message(post: Post) -> dict[str, Any]:
    author = _author(post.author)
    return {
        "title": f"{author['author_name']} : {post.topic.title}",
        "link": settings.CALADE_ORIGIN + post.get_absolute_url(),
        "unique_id": post.address,
        "description": "",
        "content": _content(post),
        "pubdate": post.created,
        "updateddate": post.edited_at or post.created,
        **author,
    }


def _content(post: Post) -> str:
    """What its author warns of stands in place of the words: a feed reader folds nothing away."""
    said = _("Warning: %(warning)s") % {"warning": post.warning} if post.warning else post.body
    return with_absolute_links(str(said))


def _author(person: Person | None) -> dict[str, str]:
    if person is None or not person.is_shown:
        return {"author_name": _("Somebody")}
    return {"author_name": person.name, "author_link": settings.CALADE_ORIGIN + person.get_absolute_url()}
