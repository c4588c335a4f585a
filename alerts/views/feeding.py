"""For readers and programs without an account: Atom feeds, and each bulletin as CAP 1.2."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Enclosure
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from alerts.cap import Town, end_of, message
from alerts.models import Bulletin
from alerts.states import State
from commons.base.addresses import absolute, with_absolute_links
from commons.base.errors import NotHere
from commons.base.fragments import stored
from commons.base.templatetags.calade import said_words
from commons.communities.feeds import answer_feed
from commons.communities.towns import own_town
from commons.places.neighbourhoods import neighbourhoods

MOST = 50
CAP = "application/cap+xml"


@require_safe
@conditional_page
def feed(request: HttpRequest, drills: bool = False) -> HttpResponse:
    title = _("EXERCISE: relayed information") if drills else _("Relayed information")
    path = reverse("alerts:drills" if drills else "alerts:list")
    return answer_feed(request, title, path, [_entry(bulletin) for bulletin in _newest(drills)])


@require_safe
@conditional_page
def caps(request: HttpRequest, drills: bool = False) -> HttpResponse:
    """The messages, each with the file that holds it; what was stopped has a second one."""
    title = _("EXERCISE: messages in CAP 1.2") if drills else _("Relayed information in CAP 1.2")
    path = reverse("alerts:drills" if drills else "alerts:list")
    entries = sorted(_messages(_newest(drills)), key=lambda entry: entry["pubdate"], reverse=True)
    return answer_feed(request, title, path, entries)


@require_safe
@conditional_page
def cap(request: HttpRequest, uid: UUID) -> HttpResponse:
    bulletin = _find(uid)
    earlier = bulletin.alert.bulletins.public().filter(published_at__lt=bulletin.published_at)
    with translation.override("fr"):
        written = message(bulletin, town=_town(), earlier=list(earlier[::-1]), address=_page(bulletin))
    return _file(request, written)


@require_safe
@conditional_page
def cap_of_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    bulletin = _find(uid)
    if not bulletin.was_stopped:
        raise NotHere
    with translation.override("fr"):
        written = end_of(bulletin, town=_town(), address=_page(bulletin))
    return _file(request, written)


def _find(uid: UUID) -> Bulletin:
    return get_object_or_404(Bulletin.objects.public().select_related("alert"), uid=uid)


def _newest(drills: bool) -> list[Bulletin]:
    return list(Bulletin.objects.public().filter(alert__drill=drills).select_related("alert")[:MOST])


def _town() -> Town:
    town = own_town()
    return Town(settings.CALADE_HOST, town.name, town.insee, neighbourhoods())


def _page(bulletin: Bulletin) -> str:
    return absolute(bulletin.alert.get_absolute_url())


def _file(request: HttpRequest, written: bytes) -> HttpResponse:
    answer = HttpResponse(written, content_type=f"{CAP}; charset=utf-8")
    return stored(request, answer)


def _title(bulletin: Bulletin) -> str:
    """Readers of feeds see nothing but titles: what no longer counts says so first."""
    if bulletin.state == State.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": bulletin.headline}
    if bulletin.state == State.ENDED:
        return _("Over: %(title)s") % {"title": bulletin.headline}
    return bulletin.headline


def _entry(bulletin: Bulletin) -> dict[str, Any]:
    facts = [bulletin.get_level_display(), bulletin.where_text, _until(bulletin.valid_until)]
    return {
        "title": _title(bulletin),
        "link": _page(bulletin),
        "unique_id": f"urn:uuid:{bulletin.uid}",
        "description": format_html(
            '<p>{}</p><p>{}</p>{}<p><a href="{}">{}</a></p>',
            " · ".join(facts),
            bulletin.closed_reason,
            mark_safe(with_absolute_links(bulletin.html)),  # noqa: S308 (the house's own clean HTML)
            bulletin.source_url,
            _("Source: %(name)s") % {"name": bulletin.source_name},
        ),
        "categories": [bulletin.get_level_display(), bulletin.get_event_display()],
        "pubdate": bulletin.published_at,
        "updateddate": bulletin.closed_at or bulletin.published_at,
    }


def _messages(bulletins: Iterable[Bulletin]) -> Iterator[dict[str, Any]]:
    for bulletin in bulletins:
        yield _message(
            bulletin, "alerts:cap", f"urn:uuid:{bulletin.uid}", bulletin.published_at, bulletin.headline
        )
        if bulletin.was_stopped:
            name = f"{settings.CALADE_ORIGIN}{reverse('alerts:cap_of_end', args=[bulletin.uid])}"
            yield _message(bulletin, "alerts:cap_of_end", name, bulletin.closed_at, _title(bulletin))


def _message(bulletin: Bulletin, view: str, name: str, at: datetime | None, title: str) -> dict[str, Any]:
    file = absolute(reverse(view, args=[bulletin.uid]))
    return {
        "title": title,
        "link": file,
        "unique_id": name,
        "description": bulletin.source_name,
        "enclosures": [Enclosure(url=file, length="0", mime_type=CAP)],
        "pubdate": at,
        "updateddate": at,
    }


def _until(end: datetime) -> str:
    return _("until %(moment)s") % {"moment": said_words(end)}
