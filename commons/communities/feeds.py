"""Atom feeds (RFC 4287) in the name of the town: of what visitors may read."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from commons.base import feeds
from commons.base.addresses import absolute
from commons.communities.towns import own_town
from commons.journal import verbs
from commons.journal.faces import latest

MOST = 50


def answer_feed(
    request: HttpRequest, title: str, path: str, entries: Iterable[dict[str, Any]]
) -> HttpResponse:
    """`path` is that of the page which says the same to people; `entries` are keywords of Django's `add_item`."""
    return feeds.answer_feed(request, title, path, entries, author=own_town().name)


@require_safe
@conditional_page
def record(request: HttpRequest) -> HttpResponse:
    """The public record, or that of one room: ?room=conversations."""
    rooms, room = verbs.rooms(), request.GET.get("room", "")
    room = room if room in rooms else ""
    path = reverse("journal:record")
    entries = []
    for line in latest(room=room, most=MOST):
        who = line.entry.who
        said = f"{who} {line.entry.sentence}"
        entries.append(
            {
                "title": line.title or said,
                "link": absolute(line.href or path),
                "unique_id": line.entry.address,
                "description": said,
                "pubdate": line.entry.at,
                "updateddate": line.entry.at,
                "author_name": who,
            }
        )
    return answer_feed(request, rooms.get(room) or _("The public record"), path, entries)
