"""Names of pages: which are possible, which are free, and the links that follow them."""

import unicodedata
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commons.base.errors import Conflict
from commons.base.text import slugify, title_key
from wiki.models import Page, PageAlias, PageLink, Theme

LONGEST = 200
NOT_IN_TITLE = "[]|#"  # they would end a [[link]]
AT_ONCE = 20  # addresses
JOINERS = "\u200c\u200d"  # invisible, but part of words in some scripts
# Addresses of the theme itself.
RESERVED = frozenset(
    {
        "nouvelle",
        "a-relire",
        "defaire",
        "entretenir",
        "etiquettes",
        "images",
        "sommaire",
        "reglages",
        "recents",
        "suivre",
    }
)


def clean_title(title: str) -> str:
    """NFC, without invisible signs and double spaces; raises ValidationError for what cannot be a title."""
    visible = _visible(title)
    if not title_key(visible):
        raise ValidationError(_("A title needs at least one letter or number."), code="empty_title")
    if len(visible) > LONGEST:
        raise ValidationError(
            _("This title is too long. Please use 200 characters at most."), code="long_title"
        )
    if any(sign in visible for sign in NOT_IN_TITLE):
        raise ValidationError(_("A title cannot contain [ ] | or #."), code="bad_title")
    return visible


def title_from_elsewhere(title: str) -> str:
    """The nearest possible title: what another town named a page is never a reason to refuse it."""
    visible = "".join(" " if sign in NOT_IN_TITLE else sign for sign in _visible(title))
    short = " ".join(visible.split())[:LONGEST].strip()
    return short if title_key(short) else "Page"


def refuse_taken(theme: Theme, key: str, *, but: Page | None = None) -> None:
    """Raise Conflict when an existing page has, or once had, this title."""
    taken = Page.objects.existing().titled(theme, [key], PageAlias.objects.behind(theme, [key]))
    page = (taken.exclude(pk=but.pk) if but else taken).select_related("theme__community").first()
    if page:
        sentence = _("A page of this theme already has this name: %(title)s.") % {"title": page.title}
        raise Conflict(sentence, page=page, address=page.get_absolute_url())


def free_slug(theme: Theme, title: str, *, but: Page | None = None) -> str:
    """`slugify(title)`, numbered when another page's address, past or present, is spelled the same."""
    base = slugify(title)
    pages, former = Page.objects.existing().filter(theme=theme), PageAlias.objects.filter(theme=theme)
    if but:
        pages, former = pages.exclude(pk=but.pk), former.exclude(page=but)
    for first in count(1, AT_ONCE):
        possible = [f"{base}-{number}" if number > 1 else base for number in range(first, first + AT_ONCE)]
        rows = (things.filter(slug__in=possible).values_list("slug", flat=True) for things in (pages, former))
        taken = RESERVED.union(*rows)
        if free := [slug for slug in possible if slug not in taken]:
            return free[0]
    raise AssertionError("numbers end")


def aim_links(page: Page, *keys: str) -> None:
    """Links by these titles, in the pages of the theme, lead to `page` from now on."""
    PageLink.objects.filter(source__theme=page.theme, target_key__in=keys).update(target=page)


def _visible(title: str) -> str:
    text = unicodedata.normalize("NFC", title)
    kept = (
        c
        for c in text
        if c.isspace() or c in JOINERS or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co")
    )
    return " ".join("".join(kept).split())
