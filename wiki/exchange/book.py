"""A theme as an EPUB 3.3 book: https://www.w3.org/TR/epub-33/. One chapter per page, in the order of the titles."""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.template.loader import render_to_string

from wiki import rendering
from wiki.exchange.alone import STYLE, absolute_link
from wiki.exchange.facts import facts_of
from wiki.exchange.leaving import ZipWriter
from wiki.exchange.rewriting import rewritten
from wiki.models import Page

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
CHAPTER = re.compile(r"book/page-(\d+)\.xhtml")
# Readers of books know few rules, and none about screens and paper.
BOOK_STYLE = STYLE.partition("@page")[0]


class BookWriter(ZipWriter):
    suffix, media_type = "epub", "application/epub+zip"

    def begin(self) -> None:
        self.put("mimetype", self.media_type, packed=False)  # first, as it is: so readers know the file
        self.put("META-INF/container.xml", CONTAINER)
        self.put("book/style.css", BOOK_STYLE)

    def add(self, page: Page) -> None:
        self.put(f"book/page-{page.pk}.xhtml", self._drawn("chapter", self._chapter(page)))

    def _chapter(self, page: Page) -> dict[str, object]:
        html = rewritten(str(rendering.shown(page).html), self._link)
        return {"page": page, "html": html, "facts": facts_of(page)}

    def finish(self) -> None:
        """The contents name the chapters that are there: pages may have come and gone meanwhile."""
        keys = [int(found[1]) for name in self.archive.namelist() if (found := CHAPTER.fullmatch(name))]
        titles = dict(Page.objects.filter(theme=self.theme).values_list("pk", "title"))
        context = {
            "chapters": [(key, titles.get(key, str(key))) for key in keys],
            "now": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "licence": self.theme.licence,
            "uid": self.theme.community.uid,
        }
        self.put("book/nav.xhtml", self._drawn("nav", context))
        self.put("book/package.opf", self._drawn("package", context))

    def _drawn(self, part: str, context: dict[str, object]) -> str:
        said = {"theme": self.theme, "language": self.theme.language or settings.LANGUAGE_CODE}
        return XML + render_to_string(f"wiki/book_{part}.xml", context | said).lstrip()

    def _link(self, address: str) -> str:
        pk, anchor = self.aim(address)
        if not pk:
            return absolute_link(address)
        return f"page-{pk}.xhtml#{anchor}" if anchor else f"page-{pk}.xhtml"
