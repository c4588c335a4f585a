"""Addresses, @names and #tags in messages become links: bleach's linkifier, on text that is already clean."""

import re
from collections.abc import Callable

from bleach.linkifier import Linker
from django.utils.safestring import SafeString

from .cleaning import REL, clean_own, is_external

Resolver = Callable[[str], str | None]

LONGEST = 100_000  # of HTML; beyond, links are a luxury
LINKABLE = re.compile(
    r"""
    (?<![\w@])https?://[^\s<>"«»{}|\\^`]{1,1500}[^\s<>"«»{}|\\^`.,;:!?'’)\]]
  | (?<![\w/&@#.+-])@\w{1,60}(?:[.-]\w{1,60}){0,5}(?:@\w[\w-]{0,62}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?)?
  | (?<![\w/&@#])\#(?=\w*[^\W\d_])\w{1,100}
    """,
    re.VERBOSE,
)
Attributes = dict[tuple[str | None, str] | str, str]


def linkify(clean_html: str, *, mention: Resolver | None = None, tag: Resolver | None = None) -> SafeString:
    """Link what a message names, outside of links and code.

    `mention` receives "rosa" or "rosa@other.town", `tag` the word without "#"; each answers with an address,
    or with `None` to leave the words as they are. Called once per occurrence: look people up beforehand.
    """
    if len(clean_html) > LONGEST:
        return clean_own(clean_html)

    def aim(attributes: Attributes, new: bool = False) -> Attributes | None:
        return _aim(attributes, mention, tag) if new else attributes

    linker = Linker(callbacks=[aim], skip_tags={"pre", "code"}, url_re=LINKABLE)
    return clean_own(linker.linkify(clean_html))


def _aim(attributes: Attributes, mention: Resolver | None, tag: Resolver | None) -> Attributes | None:
    text = attributes["_text"]
    sign, name = text[0], text[1:]
    if sign == "@":
        href, kind = mention(name) if mention else None, "mention"
    elif sign == "#":
        href, kind = tag(name) if tag else None, "hashtag"
    else:
        href, kind = attributes[(None, "href")], ""
    if href is None:
        return None
    aimed: Attributes = {(None, "href"): href, "_text": text}
    if kind:
        aimed[(None, "class")] = kind
    if is_external(href):
        aimed[(None, "rel")] = REL
    return aimed
