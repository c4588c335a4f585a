"""Tags as people type them, and as two edits of them join. Pure: strings only."""

import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.base.text import title_key

MOST = 10  # per page
LONGEST = 40


def read(typed: str) -> list[str]:
    """The names between the commas, each once; taggit's form field reads through this too.

    Raises ValidationError for what cannot be a tag, or too many.
    """
    names = _once(_clean(part) for part in typed.replace("\n", ",").replace(";", ",").split(","))
    for name in names:
        if len(name) > LONGEST:
            said = _("This tag is too long: “%(tag)s”. Please use %(most)s signs at most.")
            raise ValidationError(said % {"tag": name, "most": LONGEST}, code="long_tag")
        if "/" in name or not _names_something(name):
            said = _("This cannot be a tag: “%(tag)s”. It needs a letter or a number, and no /.")
            raise ValidationError(said % {"tag": name}, code="bad_tag")
    if len(names) > MOST:
        said = ngettext("A page bears %(n)s tag at most.", "A page bears %(n)s tags at most.", MOST)
        raise ValidationError(said % {"n": MOST}, code="many_tags")
    return names


def from_elsewhere(names: Iterable[str]) -> list[str]:
    """The nearest possible tags: what another town calls its pages is never a reason to refuse them."""
    clean = (_clean(name.replace("/", " "))[:LONGEST].strip() for name in names)
    return _once(name for name in clean if _names_something(name))[:MOST]


def written(names: Iterable[str]) -> str:
    """As they stand in the form."""
    return ", ".join(names)


def are_same(some: Iterable[str], others: Iterable[str]) -> bool:
    return {title_key(name) for name in some} == {title_key(name) for name in others}


def joined(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Three sets of tags never disagree: what one side added is there, what one side took out is not."""
    before, kept = {title_key(name) for name in base}, {title_key(name) for name in mine}
    stay = [name for name in theirs if title_key(name) in kept or title_key(name) not in before]
    return _once([*stay, *(name for name in mine if title_key(name) not in before)])


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    visible = "".join(
        c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co")
    )
    return " ".join(visible.split()).strip('"').lstrip("#").strip()


def _names_something(name: str) -> bool:
    return any(sign.isalnum() for sign in title_key(name))


def _once(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(title_key(name), name)
    return list(found.values())
