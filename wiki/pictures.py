"""Pictures of a theme, and what becomes of one that somebody wants in their text."""

from collections.abc import Iterable
from itertools import chain

from django.db.models import Q

from commons.base.text import image_names
from commons.images import uses
from commons.images.models import Image, ImageQuerySet
from wiki.merging import normalise
from wiki.models import Draft, EditProposal, Page, PageImage, PageProposal, Theme


def gallery(theme: Theme) -> ImageQuerySet:
    """Those that were put in here, and those that a page of the theme shows, whoever put them where."""
    here = Q(community=theme.community_id) | Q(
        pages__page__theme=theme, pages__page__deleted_at=None, pages__page__merged_into=None
    )
    return Image.objects.shown().filter(here).distinct()


def with_block(text: str, block: str, line: int | None = None) -> str:
    """`text` with a block of its own after the paragraph of that line, counted from 0; without a line, at its end."""
    lines = normalise(text).split("\n")
    at = len(lines) if line is None else min(line, len(lines))
    while at < len(lines) and lines[at].strip():
        at += 1
    before, after = "\n".join(lines[:at]).rstrip("\n"), "\n".join(lines[at:]).strip("\n")
    return "\n\n".join(part for part in (before, block, after) if part) + "\n"


def _pages_showing(image: Image) -> list[uses.Use]:
    pages = Page.objects.standing().filter(images__image=image, home="").select_related("theme__community")
    return [uses.Use(page.title, page.get_absolute_url()) for page in pages.order_by("title_key")]


def _names_meant() -> set[str]:
    """In the pages as they are now, and in what somebody has begun or proposed, or what waits to be looked at."""
    shown = set(PageImage.objects.values_list("image__name", flat=True))
    begun: Iterable[str] = (
        text
        for rows in (Draft.objects.all(), EditProposal.objects.unfinished(), PageProposal.objects.to_review())
        for text in rows.filter(text__contains="image:").values_list("text", flat=True).iterator()
    )
    waiting = Page.objects.with_pending().select_related("current__blob")
    texts = chain(begun, (page.text_now.blob.text for page in waiting.iterator()))
    return shown.union(*(image_names(text) for text in texts))


uses.register(_pages_showing, _names_meant)
