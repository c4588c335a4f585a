"""From an address to the page or theme that this reader may see."""

import unicodedata
from typing import Any

from django.http import HttpRequest, HttpResponse

from commons.base import fragments
from commons.base.errors import NotHere
from commons.base.text import title_key
from commons.people.models import Person
from wiki.models import Page, PageAlias, Revision, Theme


def find_theme(slug: str) -> Theme:
    theme = Theme.objects.called(unicodedata.normalize("NFC", slug)).first()
    if theme is None:
        raise NotHere
    return theme


def find_page(person: Person | None, theme: str, slug: str) -> Page:
    """By its address, a former one, or its title typed as an address; a deleted one for those who may restore it."""
    handle, _at, home = unicodedata.normalize("NFC", theme).partition("@")
    slug = unicodedata.normalize("NFC", slug)
    rows = (
        Page.objects.to_show()
        .with_surroundings()
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


def stored(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page store may keep what a visitor is shown."""
    return response if request.user.is_authenticated else fragments.public(response)
