"""What stands around the text of a page: above it, under it, merged into it, its tags, other meanings of its title."""

import re
from dataclasses import dataclass
from typing import Any

from commons.base.text import title_key
from wiki.models import Page, Tag
from wiki.models.pages import DEEPEST

NAMED = 12
SUFFIX = re.compile(r" \([^()]+\)$")


@dataclass(frozen=True)
class Surroundings:
    """`ancestors` are (title, slug) from the top; `hatnote` is the page that says what else the title may mean."""

    ancestors: list[tuple[str, str]]
    tags: list[Tag]
    children: list[Page]
    more_children: bool
    merged: list[Page]
    hatnote: Page | None


def of(page: Any) -> Surroundings:
    """One query when something stands under it, was merged into it, or its title has an addition like "(planet)", and
    one more for a page that was not read `with_surroundings`.
    """
    if not hasattr(page, "has_family"):
        page = Page.objects.with_surroundings().select_related("theme").get(pk=page.pk)
    family = _family(page)
    children = [one for one in family if one.parent_id == page.pk and one.merged_into_id is None]
    return Surroundings(
        ancestors=_ancestors(page),
        tags=[_tag(page, name) for name in sorted((page.tag_names or "").split("\n"), key=title_key) if name],
        children=children[:NAMED],
        more_children=len(children) > NAMED,
        merged=[one for one in family if one.merged_into_id == page.pk][:NAMED],
        hatnote=next((one for one in family if one.is_disambiguation and one not in children), None),
    )


def _family(page: Any) -> list[Page]:
    """One question of several, each with an index of its own: joined by "or", every page would be read."""
    pages, asked = Page.objects.existing(), []
    if page.has_family:
        asked += [pages.filter(merged_into=page), pages.filter(parent=page)]
    base = SUFFIX.sub("", page.title)
    if base != page.title:
        key = title_key(base)
        asked.append(pages.filter(theme=page.theme, title_key=key, is_disambiguation=True))
    return list(asked[0].union(*asked[1:]).order_by("title_key")[:100]) if asked else []


def _ancestors(page: Any) -> list[tuple[str, str]]:
    pairs = [(getattr(page, f"above_{n}_title"), getattr(page, f"above_{n}_slug")) for n in range(1, DEEPEST)]
    return [pair for pair in reversed(pairs) if pair[0] is not None]


def _tag(page: Page, name: str) -> Tag:
    return Tag(theme=page.theme, slug=title_key(name), name=name)
