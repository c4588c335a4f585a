"""The tags of a page in a file of MediaWiki: categories on the last lines of its text, as all wikis there have them."""

import re
from collections.abc import Iterable

from wiki.exchange.wikitext import Names

CATEGORY = 14
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]{}|#<>", " "))
LAST_LINE = re.compile(r"(?:\A|\n)[ \t]*\[\[([^\[\]|\n]{1,300})(?:\|[^\[\]\n]{0,300})?\]\][ \t]*\Z")


def written_under(text: str, tags: Iterable[str]) -> str:
    """`Category` is what every MediaWiki calls them, whatever language it speaks."""
    names = [" ".join(tag.translate(NOT_IN_NAMES).split()) for tag in tags]
    lines = [f"[[Category:{name}]]" for name in names if name]
    return "\n".join([text, *lines, ""]) if lines else text


def taken_off(text: str, names: Names) -> tuple[str, list[str]]:
    """The text without its last lines of categories, and their names in order; a link anywhere else stays a link."""
    found: list[str] = []
    bare = text.rstrip()
    while line := LAST_LINE.search(bare, max(0, bare.rfind("\n"))):
        number, name = names.split(line.group(1))
        if number != CATEGORY:
            break
        found.append(name)
        bare = bare[: line.start()].rstrip()
    return (bare, found[::-1]) if found else (text, [])
