"""Atom feeds (RFC 4287) in the name of the town: of what visitors may read."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commons.base import fragments
from commons.base.feeds import TownFeed
from commons.communities.towns import own_town


def answer_feed(
    request: HttpRequest, title: str, path: str, entries: Iterable[dict[str, Any]]
) -> HttpResponse:
    """`path` is that of the page which says the same to people; `entries` are keywords of Django's `add_item`."""
    feed = TownFeed(
        title=title,
        link=settings.CALADE_ORIGIN + path,
        description="",
        language=get_language(),
        author_name=own_town().name,
        feed_url=settings.CALADE_ORIGIN + request.path,
        feed_guid=settings.CALADE_ORIGIN + request.path,
    )
    for entry in entries:
        feed.add_item(**entry)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return response if request.user.is_authenticated else fragments.public(response)
