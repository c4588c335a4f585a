"""What a page says of itself to programs that read the web (schema.org, as JSON-LD inside its HTML)."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from commons.base.addresses import absolute
from wiki import licences
from wiki.models import Page, Tag
from wiki.rendering import Shown

MOST_SOURCES = 10
MOST_PLACES = 3
# Inside an element of script no entity is read: what could end it is written as JSON escapes it.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def of(page: Page, shown: Shown, writers: Sequence[Any], tags: Sequence[Tag]) -> SafeString:
    """A data block that no browser runs; empty for a copy, of which its home says it."""
    if not page.is_local:
        return mark_safe("")
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "url": absolute(page.get_absolute_url()),
        "inLanguage": page.theme.language,
        "datePublished": page.created.date().isoformat(),
        "dateModified": page.revised_at.date().isoformat(),
        "author": [{"@type": "Person", "name": _name_of(writer)} for writer in writers],
        "license": licences.address_of(page.licence_now),
        "isPartOf": page.theme.community.name,
        "keywords": [tag.name for tag in tags],
        "contentLocation": [_place_of(*place) for place in shown.places[:MOST_PLACES]],
        "citation": shown.external[:MOST_SOURCES],
    }
    if page.verified_on:
        said["lastReviewed"] = page.verified_on.date().isoformat()
    told = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    block = told.translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{block}</script>')  # noqa: S308 (escaped just above)


def _place_of(title: str, words: str) -> dict[str, str]:
    """An address box: its title names the place, its words say where it is."""
    return {"@type": "Place", **({"name": title} if title else {}), "address": words}


def _name_of(writer: Any) -> str:
    """One of ours, or one whom the home of the text names."""
    return str(writer["name"] if isinstance(writer, dict) else writer.name)
