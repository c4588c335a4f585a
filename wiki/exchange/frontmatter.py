"""A page as a Markdown file: facts in YAML between two lines of dashes, then the text as it is."""

import re
from typing import Any

import yaml

from wiki.exchange.arriving import ArrivingPage, ArrivingRevision, Stream, moment_of

FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n\n?", re.DOTALL)
LARGEST_FRONT = 64_000  # characters
TITLE = re.compile(r"\A\s*# +(.+?)[ #]*\n+")
MOST_NAMES = 100


def write(facts: dict[str, Any], text: str) -> str:
    """`facts` in their order, empty ones left out."""
    said = {name: value for name, value in facts.items() if value not in ("", [], None)}
    front = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n\n{text}"


def split(source: str) -> tuple[dict[str, Any], str]:
    """The facts and the text; facts that cannot be read are left in the text, where somebody sees them."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    found = FRONT.match(source)
    if found is None or len(found.group(1)) > LARGEST_FRONT:
        return {}, source
    try:
        facts = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, source
    return (facts, source[found.end() :]) if isinstance(facts, dict) else ({}, source)


def read_page(source: str, name: str) -> Stream:
    """Its title is what the facts say, or its first heading, or the `name` of the file."""
    facts, text = split(source)
    title = _words(facts.get("title"))
    if not title and (heading := TITLE.match(text)):
        title, text = heading.group(1), text[heading.end() :]
    authors = _names(facts.get("authors", facts.get("author")))
    yield ArrivingPage(
        title or name.replace("_", " "),
        authors=authors,
        facts={"licence": _words(facts.get("licence"))[:200]},
    )
    yield ArrivingRevision(
        text,
        author=", ".join(authors),
        at=moment_of(facts.get("date")),
        summary=_words(facts.get("summary")),
        tags=_names(facts.get("tags")),
    )


def _words(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _names(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(words[:200] for words in map(_words, values) if words)[:MOST_NAMES]
