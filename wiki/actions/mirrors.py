"""Copies of pages that live elsewhere. Their home decides; nothing here is ever edited in place."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commons.base.errors import Conflict, NotHere
from commons.base.text import check_weight, title_key
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.care import give_title
from wiki.actions.hiding import hide_as_home
from wiki.actions.pages import MOST_NAMED
from wiki.actions.titles import aim_links, free_slug, refuse_taken, title_from_elsewhere
from wiki.actions.writing import append_revision, lock_page, lock_theme
from wiki.models import Change, Page, PageLink, Protection, Revision, Theme
from wiki.models.pages import PageQuerySet
from wiki.verbs import Verb


@dataclass(frozen=True)
class CopiedFacts:
    """What the home of a page says of it beside its text. `licence` is one of those that are known by name."""

    protection: str = Protection.OPEN
    protection_until: datetime | None = None
    licence: str = ""
    contributors: list[dict[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    merged_into: Page | None = None
    hidden: dict[int, tuple[int, str]] = field(default_factory=dict)  # parts and reason, by number


@transaction.atomic
def mirror_page(
    theme: Theme,
    *,
    uri: str,
    home: str,
    url: str,
    title: str,
    text: str,
    revision_address: str,
    number: int,
    digest: str,
    author: Person | None = None,
    summary: str = "",
    published: datetime | None = None,
    facts: CopiedFacts | None = None,
) -> Page:
    """Write or refresh the copy of a page. An older number changes nothing but the sign that its home answers.

    `digest` is what the home says of its text; it only has to be the one that federation has verified. Without
    `facts` what is known of the page stays as it is.
    Raises NotHere when the theme does not live at `home`, TooHeavy for a text beyond the caps of a page.
    """
    if not home or theme.community.home != home:
        raise NotHere
    check_weight(text, "wiki")
    number = max(number, 1)
    theme = lock_theme(theme)
    page = Page.objects.filter(uri=uri, home=home).first()
    page = lock_page(page) if page else _begin_copy(theme, uri, home, title)
    before = _shown(page)
    is_news = page.edit_count < number or (page.edit_count == number and _is_news(page, published))
    page.url, page.stale_since = url[:2048], None
    if is_news:
        _come_back(page)
        page.updated_there = published or page.updated_there
        _follow_title(page, title_from_elsewhere(title))
        _take_over(page, facts)
    page.save()
    if page.edit_count < number:
        made: dict[str, Any] = {
            "author": author,
            "summary": summary[:300],
            "created": published or timezone.now(),
        }
        made["tags"] = facts.tags if facts else None
        add_copied_revision(page, text, number, revision_address, **made)
    elif _shown(page) != before:
        record(Verb.PAGE_MIRRORED, by=None, about=page, public=False, number=page.edit_count)
    if is_news and facts:
        hide_as_home(page, facts.hidden)
    return page


def _shown(page: Page) -> tuple[object, ...]:
    """What readers see of a copy beside its text."""
    said = (page.title, page.url, page.protection, page.protection_until, page.licence, page.merged_into_id)
    return (*said, page.deleted_at, page.stale_since, list(page.contributors))


def _is_news(page: Page, said_at: datetime | None) -> bool:
    return said_at is None or page.updated_there is None or said_at >= page.updated_there


def _take_over(page: Page, facts: CopiedFacts | None) -> None:
    if facts is None:
        return
    page.protection, page.protection_until = Protection(facts.protection), facts.protection_until
    page.licence, page.contributors = facts.licence[:200], facts.contributors[:MOST_NAMED]
    target = facts.merged_into
    page.merged_into = (
        target if target and target.theme_id == page.theme_id and target.pk != page.pk else None
    )


def add_copied_revision(page: Page, text: str, number: int, address: str, **facts: Any) -> Revision:
    """The page's row is locked. A revision already here under this number or address is not copied again."""
    known = (
        page.revisions.filter(number=number).first() or Revision.objects.filter(uri=address or None).first()
    )
    if known and known.page_id == page.pk:
        return known
    revision = append_revision(
        page, text, number=number, kind=Revision.Kind.MIRROR, home=page.home, uri=address or None, **facts
    )
    record(Verb.PAGE_MIRRORED, by=revision.author, about=page, revision=revision.pk, number=number)
    return revision


@transaction.atomic
def remove_mirror(page: Page, *, reason: str = "", said_at: datetime | None = None) -> None:
    """Its home has deleted it, and perhaps said when and why. What it said before its newest word is old news."""
    page = lock_page(page)
    if page.is_local or page.deleted_at is not None or not _is_news(page, said_at):
        return
    page.deleted_at, page.updated_there = timezone.now(), said_at or page.updated_there
    page.save(update_fields=["deleted_at", "updated_there", "changed"])
    PageLink.objects.filter(target=page).update(target=None)
    Change.objects.create(theme=page.theme, page=page, kind=Change.Kind.DELETION)
    record(Verb.PAGE_DELETED, by=None, about=page, reason=reason[:300])


@transaction.atomic
def restore_mirror(page: Page, *, said_at: datetime | None = None) -> None:
    """Its home shows it again: so does the copy, with the text that it had."""
    lock_theme(page.theme)
    page = lock_page(page)
    if page.is_local or page.deleted_at is None or not _is_news(page, said_at):
        return
    _come_back(page)
    page.save()
    Change.objects.create(theme=page.theme, page=page, kind=Change.Kind.RETURN)
    record(Verb.PAGE_RESTORED, by=None, about=page)


@transaction.atomic
def mark_silent(home: str, *, since: datetime) -> int:
    """The town has not answered since then: its copies say so. Returns how many did not know yet."""
    return _mark(Page.objects.filter(home=home, stale_since=None), since, Verb.THEME_SILENT)


@transaction.atomic
def mark_heard(homes: Collection[str]) -> int:
    """These towns answer again."""
    return _mark(Page.objects.filter(home__in=homes).exclude(stale_since=None), None, Verb.THEME_HEARD)


def _mark(pages: PageQuerySet, since: datetime | None, verb: Verb) -> int:
    """One entry for each theme: what is kept of its pages for visitors is dropped with it."""
    themes = list(Theme.objects.filter(pages__in=pages).distinct())
    marked = pages.update(stale_since=since)
    for theme in themes:
        record(verb, by=None, about=theme, public=False)
    return marked


def _begin_copy(theme: Theme, uri: str, home: str, title: str) -> Page:
    title = title_from_elsewhere(title)
    page = Page(theme=theme, uri=uri, home=home, title=title)
    page.title_key, page.slug = _free_key(page, title), free_slug(theme, title)
    page.save()
    aim_links(page, page.title_key)
    return page


def _come_back(page: Page) -> None:
    """A deleted copy exists again, under a name that nothing took meanwhile."""
    if page.deleted_at is not None:
        page.title_key, page.slug = _free_key(page, page.title), free_slug(page.theme, page.title, but=page)
        page.deleted_at = None
        aim_links(page, page.title_key)


def _follow_title(page: Page, title: str) -> None:
    if page.title != title:
        give_title(page, title, _free_key(page, title))
        aim_links(page, page.title_key)


def _free_key(page: Page, title: str) -> str:
    """Titles that are two elsewhere may be one here (accents, case): the later copy gets a number."""
    key = base = title_key(title)
    number = 2
    while True:
        try:
            refuse_taken(page.theme, key, but=page if page.pk else None)
        except Conflict:
            key, number = f"{base} ({number})", number + 1
        else:
            return key
