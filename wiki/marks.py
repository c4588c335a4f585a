"""Pages, themes and tags among what one follows and mutes."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.base.numbers import natural
from commons.notices.marks import Kind, Mark, carries, register
from wiki.models import Page, Tag, Theme


class TownTag:
    """A tag in all themes of the town, under the name that one of them gives it."""

    def __init__(self, tag: Tag) -> None:
        self.slug, self.name = tag.slug, tag.name

    def __str__(self) -> str:
        return _("tag “%(name)s”") % {"name": self.name}

    def get_absolute_url(self) -> str:
        return reverse("wiki:town_tag", args=[self.slug])


def _page(key: str) -> Page | None:
    return (
        Page.objects.select_related("theme__community").filter(pk=natural(key) or 0, deleted_at=None).first()
    )


def _theme(key: str) -> Theme | None:
    return Theme.objects.select_related("community").filter(pk=natural(key) or 0).first()


def _tag(key: str) -> TownTag | None:
    tag = Tag.objects.filter(slug=key).order_by("pk").first()
    return TownTag(tag) if tag else None


def _marks(page: Page) -> Iterator[Mark]:
    yield "page", str(page.pk)
    yield "theme", str(page.theme_id)


def register_marks() -> None:
    register(Kind("page", _page, gettext_lazy("This page:")))
    register(Kind("theme", _theme, gettext_lazy("All of this theme:")))
    register(Kind("tag", _tag, gettext_lazy("All pages with this tag:")))
    carries("wiki.page", _marks)
