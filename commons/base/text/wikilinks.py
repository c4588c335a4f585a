"""`[[Title#anchor|label]]`: the one piece of syntax of our own."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from .titles import title_key

WIKILINK = re.compile(r"\[\[([^\[\]|#\n]{0,200})(?:#([^\[\]|\n]{0,200}))?(?:\|([^\[\]\n]{0,300}))?\]\]")


@dataclass(frozen=True)
class WikiLink:
    """A link by title. An empty `key` means a heading of the page itself."""

    key: str
    title: str
    anchor: str
    label: str


def add_wikilinks(md: MarkdownIt) -> None:
    """Read wiki links before ordinary ones, so that a reference definition never captures them."""
    md.inline.ruler.before("link", "wikilink", _read_wikilink)


def _read_wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = WIKILINK.match(state.src, state.pos, state.posMax)
    link = _link_from(found) if found else None
    if found is None or link is None:
        return False
    if not silent:
        token = state.push("wikilink", "a", 0)
        token.meta = {"link": link}
        token.content = link.label
    state.pos = found.end()
    return True


def _link_from(found: re.Match[str]) -> WikiLink | None:
    title, anchor, label = ((part or "").strip() for part in found.groups())
    title = " ".join(title.split())
    key = title_key(title)
    if not key and (title or not anchor):
        return None
    spelled = f"{title}#{anchor}" if title and anchor else title or anchor
    return WikiLink(key=key, title=title, anchor=anchor, label=label or spelled)
