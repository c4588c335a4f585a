"""Copies of pages that live elsewhere. Their home decides; nothing here is ever edited in place."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from commons.base.errors import Conflict, NotHere
from commons.base.text import check_weight, title_key
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.care import give_title
from wiki.actions.titles import aim_links, free_slug, refuse_taken, title_from_elsewhere
from wiki.actions.writing import append_revision, lock_page, lock_theme
from wiki.models import Page, PageLink, Revision, Theme
from wiki.verbs import Verb


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
) -> Page:
    """Write or refresh the copy of a page. An older number changes nothing but the sign that its home answers.

    `digest` is what the home says of its text; it only has to be the one that federation has verified.
    Raises NotHere when the theme does not live at `home`, TooHeavy for a text beyond the caps of a page.
    """
    if not home or theme.community.home != home:
        raise NotHere
    check_weight(text, "wiki")
    number = max(number, 1)
    theme = lock_theme(theme)
    page = Page.objects.filter(uri=uri, home=home).first()
    page = lock_page(page) if page else _begin_copy(theme, uri, home, title)
    page.url, page.stale_since = url[:2048], None
    if page.edit_count <= number:
        page.deleted_at = None
        _follow_title(page, title_from_elsewhere(title))
    page.save(update_fields=["url", "stale_since", "deleted_at", "changed"])
    if page.edit_count < number:
        facts = {"author": author, "summary": summary[:300], "created": published or timezone.now()}
        add_copied_revision(page, text, number, revision_address, **facts)
    return page


def add_copied_revision(page: Page, text: str, number: int, address: str, **facts: object) -> Revision:
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
def remove_mirror(page: Page) -> None:
    """Its home has deleted it."""
    page = lock_page(page)
    if page.is_local or page.deleted_at is not None:
        return
    page.deleted_at = timezone.now()
    page.save(update_fields=["deleted_at", "changed"])
    PageLink.objects.filter(target=page).update(target=None)
    record(Verb.PAGE_DELETED, by=None, about=page)


def _begin_copy(theme: Theme, uri: str, home: str, title: str) -> Page:
    title = title_from_elsewhere(title)
    page = Page(theme=theme, uri=uri, home=home, title=title)
    page.title_key, page.slug = _free_key(page, title), free_slug(theme, title)
    page.save()
    aim_links(page, page.title_key)
    return page


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
