"""Atom feeds (RFC 4287) that say the same as long as nothing happens."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from commons.base import fragments

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EPOCH = datetime.fromisoformat("2026-01-01T00:00:00+00:00")  # of a feed in which nothing has happened yet


class TownFeed(Atom1Feed):
    """Django's, which says "now" for a feed without entries (another answer at each visit), and has no contents."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else EPOCH

    def add_item(self, title: str, link: str, description: str, *args: Any, **more: Any) -> None:
        """What people type may hold signs that no XML may."""
        said = {name: _in_xml(value) for name, value in more.items()}
        super().add_item(_in_xml(title), link, _in_xml(description), *args, **said)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})


def _in_xml(value: Any) -> Any:
    return NOT_IN_XML.sub("", value) if isinstance(value, str) else value


def answer_feed(
    request: HttpRequest, title: str, path: str, entries: Iterable[dict[str, Any]], *, author: str
) -> HttpResponse:
    """Of what visitors may read. `path` is that of the page which says the same to people."""
    here = settings.CALADE_ORIGIN + request.get_full_path()
    feed = TownFeed(
        title=_in_xml(title),
        link=settings.CALADE_ORIGIN + path,
        description="",
        language=get_language(),
        author_name=author,
        feed_url=here,
        feed_guid=here,
    )
    for entry in entries:
        feed.add_item(**entry)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return fragments.stored(request, response)


PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def private_feed(feed: TownFeed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type, headers=PRIVATE)


def wrong_address() -> HttpResponse:
    """A secret address that is wrong or was renewed leaves no line in a log."""
    nobody = HttpResponse(status=404, content_type="text/plain", headers=PRIVATE)
    nobody._has_been_logged = True  # type: ignore[attr-defined]  # Django would write the address down
    return nobody
