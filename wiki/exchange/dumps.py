"""Reading the export files of MediaWiki, one version at a time.

https://www.mediawiki.org/xml/export-0.10.xsd and -0.11.xsd. A document type is refused before anything is
expanded (defusedxml); what one version may weigh is counted while it is read.
"""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from wiki.exchange.arriving import (
    LARGEST_PIECE,
    ArrivingAlias,
    ArrivingPage,
    ArrivingRevision,
    Aside,
    Fault,
    Markup,
    Stream,
    Unreadable,
    moment_of,
)
from wiki.exchange.categories import taken_off
from wiki.exchange.wikitext import Names

ARTICLES = "0"


class _Counted:
    """Says no when one piece is larger than a piece may be; `rested` begins the next."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.since = file, 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.since += len(data)
        if self.since > LARGEST_PIECE:
            raise Unreadable(Fault.TOO_LARGE)
        return data

    def rested(self) -> None:
        self.since = 0


def read_dump(file: IO[bytes], names: Names) -> Stream:
    """What the file holds, in its order. `names` learns what the wiki calls its namespaces.

    Raises Unreadable for what is no such file.
    """
    counted = _Counted(file)
    try:
        yield from _Reading(names).pieces(_events(counted), counted)
    except DefusedXmlException as refused:
        raise Unreadable(Fault.DOCTYPE) from refused
    except (ParseError, UnicodeError, LookupError, ValueError) as broken:
        raise Unreadable(Fault.BROKEN) from broken


def _events(file: _Counted) -> Iterator[tuple[str, Element]]:
    parsed: Iterator[tuple[str, Element]] = iterparse(file, events=("start", "end"), forbid_dtd=True)
    return parsed


class _Reading:
    """One walk through a file: where it is, and what is known of the page that it is in."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.title = self.namespace = self.target = ""
        self.begun = False

    def pieces(self, events: Iterator[tuple[str, Element]], counted: _Counted) -> Stream:
        root: Element | None = None
        for event, element in events:
            name = _name(element)
            if root is None:
                root = element
                if name != "mediawiki":
                    raise Unreadable(Fault.UNKNOWN)
            elif event == "end":
                yield from self._ended(name, element)
                if name in ("revision", "upload", "page", "siteinfo", "logitem"):
                    element.clear()
                    counted.rested()
                if name in ("page", "logitem"):
                    root.clear()

    def _ended(self, name: str, element: Element) -> Stream:
        if name == "namespace":
            self.names.learn(element.get("key", ""), element.text or "")
        elif name == "title":
            self.title = element.text or ""
        elif name == "ns":
            self.namespace = element.text or ARTICLES
        elif name == "redirect":
            self.target = element.get("title", "")
        elif name == "revision":
            yield from self._revision(element)
        elif name == "page":
            yield from self._page_ended()

    def _page_ended(self) -> Stream:
        if not self._is_article:
            yield Aside(self.title, "elsewhere")
        elif self.target:
            yield ArrivingAlias(self.title, self.target)
        elif not self.begun:
            yield Aside(self.title, "empty")
        self.title = self.namespace = self.target = ""
        self.begun = False

    @property
    def _is_article(self) -> bool:
        return (self.namespace or ARTICLES) == ARTICLES

    def _revision(self, element: Element) -> Stream:
        if not self._is_article or self.target:
            return
        if not self.begun:
            self.begun = True
            yield ArrivingPage(self.title)
        found = {_name(child): child for child in element}
        text, comment = found.get("text"), found.get("comment")
        hidden = [
            part
            for part, child in (("text", text), ("summary", comment), ("author", found.get("contributor")))
            if child is not None and child.get("deleted") is not None
        ]
        markup = Markup.MARKDOWN if _words(found.get("model")) == "markdown" else Markup.WIKITEXT
        words, tags = _words(text), list[str]()
        if markup == Markup.MARKDOWN:  # those of wikitext are found where it is converted
            words, tags = taken_off(words, self.names)
        yield ArrivingRevision(
            text=words,
            author="" if "author" in hidden else _author(found.get("contributor")),
            at=moment_of(_words(found.get("timestamp"))),
            summary="" if "summary" in hidden else _words(comment),
            minor="minor" in found,
            hidden=tuple(hidden),
            tags=tuple(tags),
            markup=markup,
        )


def _name(element: Element) -> str:
    """Without its namespace: the files of all versions read alike."""
    return str(element.tag).rpartition("}")[2]


def _words(element: Element | None) -> str:
    return (element.text or "") if element is not None else ""


def _author(contributor: Element | None) -> str:
    """A name; nothing for a network address, which is not kept."""
    names = [_words(child) for child in contributor or () if _name(child) == "username"]
    return names[0] if names else ""
