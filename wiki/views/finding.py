"""From an address to the page or theme that this reader may see."""

import unicodedata
from typing import Any

from commons.base.errors import NotHere
from commons.base.text import title_key
from commons.people.models import Person
from wiki.models import Page, PageAlias, Revision, Theme


def find_theme(slug: str) -> Theme:
    theme = Theme.objects.called(unicodedata.normalize("NFC", slug)).first()
    if theme is None:
        raise NotHere
    return theme


def find_page(person: Person | None, theme: str, slug: str, *, surroundings: bool = False) -> Page:
    """By its address, a former one, or its title typed as an address; a deleted one for those who may restore it.

    `surroundings`: read in the same query what stands around its text.
    """
    handle, _at, home = unicodedata.normalize("NFC", theme).partition("@")
    slug = unicodedata.normalize("NFC", slug)
    rows = Page.objects.with_surroundings() if surroundings else Page.objects.all()
    rows = (
        rows.to_show()
        .select_related("stable_revision")
        .filter(theme__community__handle=handle, theme__community__home=home)
    )
    existing = rows.existing()
    former = PageAlias.objects.filter(slug=slug, theme__community__handle=handle, theme__community__home=home)
    page = (
        existing.filter(slug=slug).first()
        or existing.filter(pk__in=former.values("page")).first()
        or existing.filter(title_key=title_key(slug.replace("-", " ").replace("_", " "))).first()
        or rows.readable_by(person).deleted().filter(slug=slug).order_by("-deleted_at").first()
    )
    if page is None:
        raise NotHere
    return page


def find_revision(page: Page, **where: Any) -> Revision:
    revision = page.revisions.select_related("author", "blob").filter(**where).first()
    if revision is None:
        raise NotHere
    revision.page = page
    return revision
