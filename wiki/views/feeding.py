"""Atom feeds (RFC 4287) of what visitors may read: a page's history, recent changes, what one person wrote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from commons.base.templatetags.calade import spaced
from commons.communities.feeds import answer_feed
from commons.people.models import Person
from wiki import recent
from wiki.changed_words import changed_words
from wiki.models import Change, Revision, Theme
from wiki.views.changing import contributions_of, find_person
from wiki.views.finding import find_page, find_theme

MOST = 30


@require_safe
@conditional_page
def feed_of_page(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(None, theme, slug)
    rows = list(page.revisions.live().newest_first().select_related("author")[:MOST])
    for revision in rows:
        revision.page = page
    title = _("History: %(title)s") % {"title": page.title}
    return answer_feed(request, title, page.on("history"), _entries_of(rows))


@require_safe
@conditional_page
def feed_of_theme(request: HttpRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    title = _("Recent changes: %(theme)s") % {"theme": found}
    return answer_feed(request, title, reverse("wiki:changes", args=[found.slug]), _changes(found))


@require_safe
@conditional_page
def feed_of_town(request: HttpRequest) -> HttpResponse:
    title = _("Recent changes of the wikis")
    return answer_feed(request, title, reverse("wiki:changes_of_town"), _changes(None))


@require_safe
@conditional_page
def feed_of_person(request: HttpRequest, acct: str) -> HttpResponse:
    person = find_person(acct)
    title = _("What %(name)s wrote in the wikis") % {"name": person.name}
    rows = list(contributions_of(person)[:MOST])
    return answer_feed(request, title, reverse("wiki:contributions", args=[person.acct]), _entries_of(rows))


def _changes(theme: Theme | None) -> Iterable[dict[str, Any]]:
    changes, _further = recent.page_of(recent.chosen(None, theme=theme), None)
    words = changed_words([change.revision for change in changes[:MOST] if change.revision])
    for change in changes[:MOST]:
        yield _entry(change.revision, words) if change.revision else _removal(change)


def _entries_of(revisions: Sequence[Revision]) -> Iterable[dict[str, Any]]:
    words = changed_words(revisions)
    for revision in revisions:
        yield _entry(revision, words)


def _entry(revision: Revision, words: Mapping[int, str]) -> dict[str, Any]:
    """`words`: what each version changed."""
    page = revision.page
    path = f"{page.on('compare')}?new={revision.number}" if revision.number > 1 else page.get_absolute_url()
    return {
        "title": page.title,
        "link": settings.CALADE_ORIGIN + path,
        "unique_id": revision.address,
        "description": _said(revision),
        "content": _said(revision) + words[revision.pk] if words.get(revision.pk) else "",
        "pubdate": revision.created,
        "updateddate": revision.reviewed_at or revision.created,
        **_author(revision.author),
    }


def _said(revision: Revision) -> str:
    """What kind of change, its summary, how much longer the text became: HTML."""
    summary = _("[hidden summary]") if revision.hides_summary else revision.summary
    size = ("+" if revision.size_delta > 0 else "") + spaced(revision.size_delta)
    length = _("%(number)s characters") % {"number": size}
    return format_html("<p>{} · {}</p><p>{}</p>", revision.get_kind_display(), length, summary)


def _removal(change: Change) -> dict[str, Any]:
    """A page that was deleted is not named, as in the public record."""
    page = change.page
    thing = page if page.is_shown else change.theme
    return {
        "title": page.title if page.is_shown else _("A page of “%(theme)s”") % {"theme": change.theme},
        "link": settings.CALADE_ORIGIN + thing.get_absolute_url(),
        "unique_id": get_tag_uri(f"{settings.CALADE_ORIGIN}/wikis/recents/{change.pk}", change.at),
        "description": format_html("<p>{}</p>", change.get_kind_display()),
        "pubdate": change.at,
        "updateddate": change.at,
        **_author(change.by),
    }


def _author(person: Person | None) -> dict[str, str]:
    if person is None or not person.is_shown:
        return {"author_name": _("somebody")}
    link = settings.CALADE_ORIGIN + person.get_absolute_url()
    return {"author_name": person.name, "author_link": link}
