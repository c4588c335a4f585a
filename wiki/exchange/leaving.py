"""A theme on its way out, in the forms that others read. A file grows page by page, in the order of the titles."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string

from commons.base.addresses import absolute
from commons.base.feeds import NOT_IN_XML
from commons.base.text import title_key
from wiki import rendering
from wiki.exchange import frontmatter
from wiki.exchange.alone import STYLE, absolute_link
from wiki.exchange.categories import CATEGORY, written_under
from wiki.exchange.facts import facts_of, writer_of
from wiki.exchange.jsonlines import FORMAT, VERSION, line_of
from wiki.exchange.rewriting import ids_in, rewritten
from wiki.models import Concealment, Page, Protection, Revision, Theme
from wiki.models.pages import PageQuerySet

AT_A_TIME = 50  # versions read at once
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same pages make the same archive


class Writer:
    """A file that grows. `with_signs`: pages that only lead to the one they were merged into are written too."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]
    with_signs: ClassVar[bool] = False

    def __init__(self, path: Path, theme: Theme) -> None:
        self.path, self.theme = path, theme
        self._anchors: dict[int, set[str]] = {}

    def begin(self) -> None:
        """Of a file that does not exist yet."""

    def add(self, page: Page) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        """What comes after the last page."""

    def close(self) -> None:
        """The file can be taken up again by another writer of its kind."""

    @property
    def pages(self) -> PageQuerySet:
        pages = Page.objects.existing() if self.with_signs else Page.objects.standing()
        return pages.filter(theme=self.theme).select_related(
            "current__blob__dictionary", "stable_revision__blob__dictionary", "merged_into"
        )

    @cached_property
    def inside(self) -> dict[str, int]:
        return dict(self.pages.values_list("slug", "pk"))

    def aim(self, address: str) -> tuple[int, str]:
        """The page of this file that a link leads to, and the place in it, if it is there; (0, "") for other links."""
        path, _sign, anchor = address.removeprefix(self.theme.get_absolute_url()).partition("#")
        pk = self.inside.get(unquote(path).rstrip("/"), 0)
        return pk, anchor if pk and anchor and anchor in self._anchors_of(pk) else ""

    def _anchors_of(self, pk: int) -> set[str]:
        if pk not in self._anchors:
            page = self.pages.get(pk=pk)
            page.theme = self.theme
            self._anchors[pk] = ids_in(str(rendering.shown(page).html))
        return self._anchors[pk]


class _TextWriter(Writer):
    def __init__(self, path: Path, theme: Theme) -> None:
        super().__init__(path, theme)
        self.file = path.open("ab")

    def write(self, text: str) -> None:
        self.file.write(text.encode())

    def close(self) -> None:
        self.file.close()


class HistoryWriter(_TextWriter):
    suffix, media_type, with_signs = "jsonl", "application/jsonl", True

    def begin(self) -> None:
        community = self.theme.community
        self.file.write(
            line_of(
                {
                    "calade": FORMAT,
                    "version": VERSION,
                    "name": community.name,
                    "description": community.summary,
                    "rules": self.theme.rules,
                    "licence": self.theme.licence,
                    "address": absolute(self.theme.get_absolute_url()),
                    "exported": datetime.now(UTC).isoformat(timespec="seconds"),
                }
            )
        )

    def add(self, page: Page) -> None:
        self.file.write(line_of({"page": _page_line(page)}))
        for revision in versions_of(page):
            self.file.write(line_of({"revision": _revision_line(revision)}))


def _page_line(page: Page) -> dict[str, Any]:
    line: dict[str, Any] = {"title": page.title}
    if aliases := list(page.aliases.order_by("title_key").values_list("title_key", "slug")):
        line["aliases"] = [{"key": key, "slug": slug} for key, slug in aliases]
    if page.merged_into:
        line["merged_into"] = page.merged_into.title
    if contributors := [one for one in page.contributors if one["address"]]:
        line["contributors"] = contributors
    facts = {"licence": page.licence, "derived_from": page.derived_from}
    line |= {name: value for name, value in facts.items() if value}
    if page.protection != Protection.OPEN:
        until = page.protection_until.astimezone(UTC).isoformat() if page.protection_until else None
        line["protection"] = {"level": page.protection, "reason": page.protection_reason, "until": until}
    return line


def _revision_line(revision: Revision) -> dict[str, Any]:
    """What nobody may see is not in it; that something was there is."""
    line: dict[str, Any] = {
        "number": revision.number,
        "author": "" if revision.hides_author else writer_of(revision),
        "at": revision.written_at.astimezone(UTC).isoformat(),
        "kind": revision.kind,
        "summary": "" if revision.hides_summary else revision.summary,
    }
    if revision.minor:
        line["minor"] = True
    if revision.tags:
        line["tags"] = revision.tags
    before = {"joined": revision.second_parent, "undoes": revision.undoes}
    line |= {name: one.number for name, one in before.items() if one and one.page_id == revision.page_id}
    if revision.hidden:
        line["hidden"] = [part.name.lower() for part in Revision.Part if part & revision.hidden]
        line["reason"] = Concealment.objects.get(revision=revision).reason
    if not revision.hides_text:
        line["text"] = revision.text
    return line


def versions_of(page: Page) -> Iterator[Revision]:
    """Those that everybody reads, numbered without the gaps of what waits or was not taken."""
    live = page.revisions.live().order_by("number")
    places = {number: place for place, number in enumerate(live.values_list("number", flat=True), start=1)}
    rows = live.select_related("author", "blob__dictionary", "second_parent", "undoes")
    for revision in rows.iterator(chunk_size=AT_A_TIME):
        for name in ("second_parent", "undoes"):
            earlier = getattr(revision, name)
            if earlier and earlier.page_id == page.pk:
                earlier.number = places.get(earlier.number)
                setattr(revision, name, earlier if earlier.number else None)
        revision.number = places[revision.number]
        yield revision


class MediaWikiWriter(_TextWriter):
    """https://www.mediawiki.org/xml/export-0.11.xsd; texts stay Markdown and say so, tags are categories."""

    suffix, media_type, with_signs = "xml", "application/xml", True

    def begin(self) -> None:
        base = absolute(self.theme.get_absolute_url())
        self.write(
            '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11"'
            f" xml:lang={quoteattr(settings.LANGUAGE_CODE)}>\n<siteinfo>{_tag('sitename', str(self.theme))}"
            f"{_tag('base', base)}{_tag('generator', f'Calade {settings.CALADE_VERSION}')}<case>first-letter</case>"
            '<namespaces><namespace key="0" case="first-letter" />'
            f'<namespace key="{CATEGORY}" case="first-letter">Category</namespace></namespaces></siteinfo>\n'
        )

    def add(self, page: Page) -> None:
        head = f"<page>{_tag('title', page.title)}<ns>0</ns><id>{page.pk}</id>"
        self.write(f"{head}\n")
        for revision in versions_of(page):
            self.write(_revision_element(revision))
        self.write("</page>\n")
        for pk, key, slug in page.aliases.order_by("title_key").values_list("pk", "title_key", "slug"):
            spelled = slug.replace("-", " ")  # with its accents, where that is the same name
            name = (spelled if title_key(spelled) == key else key).capitalize()
            aim = f"<redirect title={quoteattr(_plain(page.title))} />"
            self.write(f"<page>{_tag('title', name)}<ns>0</ns><id>{10**9 + pk}</id>{aim}</page>\n")

    def finish(self) -> None:
        self.write("</mediawiki>\n")


def _revision_element(revision: Revision) -> str:
    moment = revision.written_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = writer_of(revision)
    who = f"<contributor>{_tag('username', name or '—')}<id>0</id></contributor>"
    said = _tag("comment", revision.summary) if revision.summary else ""
    words = "" if revision.hides_text else _plain(written_under(revision.text, revision.tags))
    raw = words.encode()
    digest = _base36(int.from_bytes(sha1(raw).digest(), "big"))  # noqa: S324 (what the format asks for)
    hidden = ' deleted="deleted" /'
    text = f'<text bytes="{len(raw)}" sha1="{digest}" xml:space="preserve">{escape(words)}</text>'
    parent = f"<parentid>{revision.parent_id}</parentid>" if revision.parent_id else ""
    return (
        f"<revision><id>{revision.pk}</id>{parent}<timestamp>{moment}</timestamp>"
        f"{f'<contributor{hidden}>' if revision.hides_author else who}"
        f"{'<minor />' if revision.minor else ''}{f'<comment{hidden}>' if revision.hides_summary else said}"
        f"<origin>{revision.pk}</origin><model>markdown</model><format>text/markdown</format>"
        f"{f'<text{hidden}>' if revision.hides_text else text}<sha1>{digest}</sha1></revision>\n"
    )


def _tag(name: str, words: str) -> str:
    return f"<{name}>{escape(_plain(words))}</{name}>"


def _plain(words: str) -> str:
    """XML has no way to write some signs at all."""
    return NOT_IN_XML.sub("", words)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(31, "0")


class PrintWriter(_TextWriter):
    """All pages in one document: links between them stay inside it."""

    suffix, media_type = "html", "text/html; charset=utf-8"

    def begin(self) -> None:
        pages = self.pages.order_by("title_key").values_list("pk", "title")
        context = {"theme": self.theme, "style": STYLE, "pages": pages.iterator(chunk_size=1000)}
        self.write(render_to_string("wiki/book_begins.html", context))

    def add(self, page: Page) -> None:
        html = rewritten(str(rendering.shown(page).html), self._link, prefix=f"p{page.pk}-")
        context = {"page": page, "html": html, "facts": facts_of(page)}
        self.write(render_to_string("wiki/_book_chapter.html", context))

    def finish(self) -> None:
        self.write("</body>\n</html>\n")

    def _link(self, address: str) -> str:
        pk, anchor = self.aim(address)
        if not pk:
            return absolute_link(address)
        return f"#p{pk}-{anchor}" if anchor else f"#p{pk}"


class ZipWriter(Writer):
    """An archive with one file per page, which another writer can take up where this one stopped."""

    suffix = "zip"

    def __init__(self, path: Path, theme: Theme) -> None:
        super().__init__(path, theme)
        self.archive = ZipFile(path, "a", ZIP_DEFLATED)

    def put(self, name: str, text: str, *, packed: bool = True) -> None:
        entry = ZipInfo(name, LONG_AGO)
        entry.compress_type = ZIP_DEFLATED if packed else 0
        entry.external_attr = 0o644 << 16
        self.archive.writestr(entry, text.encode())

    def close(self) -> None:
        self.archive.close()


class MarkdownWriter(ZipWriter):
    media_type = "application/zip"

    def add(self, page: Page) -> None:
        self.put(f"{page.slug}.md", page_as_markdown(page))


def page_as_markdown(page: Page) -> str:
    facts = facts_of(page)
    said = {
        "title": facts.title,
        "authors": facts.authors,
        "licence": facts.licence,
        "revision": facts.revision,
        "date": facts.date.isoformat(),
        "source": facts.address,
    }
    if page.accepted.tags:
        said["tags"] = page.accepted.tags
    return frontmatter.write(said, page.accepted.text)
