"""Writing what comes in: many versions per transaction, under names that are no accounts, telling nobody.

Permission and the journal are the caller's business. Texts are converted and packed before the transaction begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from commons.base.text import check_depth, check_weight, slugify, title_key
from commons.search.actions import index
from wiki import tags
from wiki.actions.titles import aim_links, free_slug, title_from_elsewhere
from wiki.actions.writing import lock_page, set_shown, store_text
from wiki.exchange.arriving import (
    LONGEST_SOURCE,
    Arriving,
    ArrivingAlias,
    ArrivingPage,
    ArrivingRevision,
    Aside,
    Markup,
)
from wiki.exchange.wikitext import Converted, Names, convert, fenced
from wiki.merging import normalise
from wiki.models import Blob, Concealment, Exchange, Page, PageAlias, Protection, Remark, Revision, Theme

What = Remark.What
Kind = Revision.Kind
KINDS = set(Kind.values) - {Kind.MIRROR}
PARTS = {part.name.lower(): int(part) for part in Revision.Part}
MOST_NAMED = 100
LONGEST_DETAIL = 500
FEW = 200  # names that are given, or signs that are set, per transaction


@dataclass
class Version:
    """One that is ready to be written."""

    arriving: ArrivingRevision
    text: str
    digest: str
    blob: Blob
    tags: list[str]


@dataclass
class Part:
    """Versions that follow each other; `page` is None when they go on with the page of the batch before."""

    page: ArrivingPage | None
    versions: list[Version] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    too_heavy: int = 0


@dataclass
class Batch:
    """`place` counts its pieces."""

    parts: list[Part] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    place: int = 0

    @property
    def pages(self) -> int:
        return sum(part.page is not None for part in self.parts)


def prepared(pieces: Iterable[Arriving], names: Names, *, most: int, weight: int) -> Iterator[Batch]:
    """Batches of at most `most` pieces and about `weight` characters; no row is read or written."""
    batch, size = Batch(), 0
    for piece in pieces:
        size += _prepare(batch, piece, names)
        batch.place += 1
        if batch.place >= most or size >= weight:
            yield batch
            batch, size = Batch(), 0
    if batch.place:
        yield batch


def _prepare(batch: Batch, piece: Arriving, names: Names) -> int:
    if isinstance(piece, ArrivingPage):
        batch.parts.append(Part(piece))
    elif isinstance(piece, ArrivingAlias):
        batch.asides.append(Aside(piece.title, What.ALIAS, piece.target))
    elif isinstance(piece, Aside):
        batch.asides.append(piece)
    else:
        if not batch.parts:
            batch.parts.append(Part(None))
        _prepare_version(batch.parts[-1], piece, names)
        return len(piece.text)
    return 0


def _converted(source: str, names: Names) -> Converted:
    """Where it comes to more than a page may be (lists in lists, a long template in one line), it stays as source."""
    converted = convert(source, names)
    if _is_too_heavy(converted.text):
        return Converted(fenced(source).lstrip(), converted.categories, ["wikitext"])
    return converted


def _is_too_heavy(text: str) -> bool:
    try:
        check_weight(text, "wiki")
        check_depth(text)
    except ValidationError:
        return True
    return False


def _prepare_version(part: Part, piece: ArrivingRevision, names: Names) -> None:
    text, kept, named = piece.text, [], list(piece.tags)
    if piece.markup == Markup.WIKITEXT and len(text) <= LONGEST_SOURCE:
        converted = _converted(text, names)
        text, kept, named = converted.text, converted.kept, converted.categories
    text = normalise(text.replace("\x00", ""))
    if _is_too_heavy(text):
        part.too_heavy += 1
        return
    blob = Blob.of(text)
    part.versions.append(Version(piece, text, blob.sha256, blob, tags.from_elsewhere(named)))
    part.kept, part.tags = kept, named


def write_batch(exchange: Exchange, batch: Batch) -> None:
    """All of it or nothing. The theme is locked by the caller, since titles are taken."""
    rows = [Remark(exchange=exchange, page=one.page[:300], what=one.what, detail=shortened(one.detail))
            for one in batch.asides]  # fmt: skip
    Remark.objects.bulk_create(rows)
    _store_texts(version for part in batch.parts for version in part.versions)
    for part in batch.parts:
        if part.page is not None:
            leave_page(exchange)
            exchange.page = _begin_page(exchange, part.page)
        elif exchange.page is not None:  # somebody may have changed it since the last batch
            exchange.page = lock_page(exchange.page)
        if exchange.page is not None:
            _add_versions(exchange, exchange.page, part)


def _store_texts(versions: Iterable[Version]) -> None:
    blobs = {version.digest: version.blob for version in versions}
    Blob.objects.bulk_create(blobs.values(), ignore_conflicts=True)


def _begin_page(exchange: Exchange, arriving: ArrivingPage) -> Page | None:
    """None when a page of that name was here before: it is left as it is."""
    title = title_from_elsewhere(arriving.title)
    key = title_key(title)
    if (taken := _called(exchange.theme, key)) and not _came_with(taken, exchange):
        _remark(exchange, arriving.title, What.TAKEN)
        return None
    if taken:
        title, key = _numbered(exchange.theme, title)
        _remark(exchange, arriving.title, What.SAME_NAME, title)
    elif title != " ".join(arriving.title.split()):
        _remark(exchange, arriving.title, What.TITLE, title)
    PageAlias.objects.filter(theme=exchange.theme, title_key=key).delete()  # of a page that was deleted
    page = Page.objects.create(
        theme=exchange.theme,
        title=title,
        title_key=key,
        slug=free_slug(exchange.theme, title),
        **_facts(arriving),
    )
    aim_links(page, key)
    for alias, slug in arriving.aliases:
        _lead(exchange, alias, slug, page, said=alias)
    if arriving.merged_into:
        _remark(exchange, title, What.MERGED, arriving.merged_into)
    return page


def _facts(arriving: ArrivingPage) -> dict[str, object]:
    """Fields of Page that the file may give; authors without an address are known by their names alone."""
    facts = dict(arriving.facts)
    if facts.get("protection") not in Protection.values:
        facts.pop("protection", None)
    named = [
        one for one in facts.pop("contributors", []) if one["address"].startswith(("https://", "http://"))
    ]
    return facts | {"contributors": [*named, *({"name": name, "address": ""} for name in arriving.authors)]}


def _add_versions(exchange: Exchange, page: Page, part: Part) -> None:
    page.theme = exchange.theme
    before = page.current
    for version in part.versions:
        before = _add_version(page, version, before)
    if part.too_heavy:
        _remark(exchange, page.title, What.TOO_HEAVY, f"× {part.too_heavy}")
    if before is None or not part.versions:
        return
    last = part.versions[-1]
    store_text(last.text)
    earlier, page.current, page.edit_count = page.current, before, before.number
    set_shown(page, before, last.text, before.written_at, instead_of=earlier)
    _name_authors(page, part)
    page.save()
    exchange.remarks.filter(page=page.title[:300], what=What.KEPT).delete()  # of a version before
    if part.kept:
        _remark(exchange, page.title, What.KEPT, ", ".join(part.kept))
    exchange.remarks.filter(page=page.title[:300], what=What.TAGS).delete()
    if left := tags.joined(last.tags, part.tags, []):
        _remark(exchange, page.title, What.TAGS, ", ".join(left))
    index(page)


def _add_version(page: Page, version: Version, before: Revision | None) -> Revision:
    said, hidden = version.arriving, sum(PARTS[part] for part in version.arriving.hidden)
    earlier = {
        "second_parent": _numbered_version(page, said.joined),
        "undoes": _numbered_version(page, said.undoes),
    }
    usual = Kind.EDIT if before else Kind.CREATE
    revision = Revision.objects.create(
        page=page,
        number=before.number + 1 if before else 1,
        parent=before,
        kind=said.kind if said.kind in KINDS else usual,
        blob_id=version.digest,
        size=len(version.text),
        size_delta=len(version.text) - (before.size if before else 0),
        imported_from=" ".join(said.author.replace("\x00", "").split())[:300],
        imported_at=said.at or timezone.now(),
        summary=" ".join(said.summary.replace("\x00", "").split())[:300],
        minor=said.minor,
        hidden=hidden,
        tags=version.tags,
        **earlier,
    )
    if hidden:
        reason = said.reason if said.reason in Concealment.Reason.values else Concealment.Reason.ILLEGAL
        Concealment.objects.create(revision=revision, by=None, reason=reason)
    return revision


def _numbered_version(page: Page, number: int | None) -> Revision | None:
    return page.revisions.filter(number=number).first() if number else None


def _name_authors(page: Page, part: Part) -> None:
    """Whoever wrote a version is named at the foot of the page."""
    known = [one["name"] for one in page.contributors]
    names = dict.fromkeys(version.arriving.author for version in part.versions if version.arriving.author)
    if any(", ".join(known) == name for name in names):
        return  # the joint authors of a page that came with one version
    new = [{"name": name[:300], "address": ""} for name in names if name not in known]
    page.contributors = [*page.contributors, *new][:MOST_NAMED]


def leave_page(exchange: Exchange) -> None:
    """A page of which no version could be taken does not stay behind; what a page shows now is never hidden."""
    page, exchange.page = exchange.page, None
    if page is not None and page.current_id is None:
        _remark(exchange, page.title, What.EMPTY)
        page.delete()
    elif page is not None and page.current is not None and page.current.hides_text:
        page.current.hidden &= ~Revision.Part.TEXT
        page.current.save(update_fields=["hidden"])


def settle_names(exchange: Exchange) -> int:
    """Other names and merges, once all pages are there: a few at a time. Returns how many were dealt with."""
    waiting = exchange.remarks.filter(what__in=[What.ALIAS, What.MERGED]).order_by("pk")[:FEW]
    rows = list(waiting)
    for row in rows:
        target = _called(exchange.theme, title_key(title_from_elsewhere(row.detail.partition("#")[0])))
        page = _called(exchange.theme, title_key(row.page)) if row.what == What.MERGED else None
        if target is None or (page and page.pk == target.pk):
            row.what = What.NO_TARGET
            row.save(update_fields=["what"])
            continue
        if row.what == What.ALIAS:
            title = title_from_elsewhere(row.page)
            _lead(exchange, title_key(title), slugify(title), target, said=row.page)
        elif page:
            page.merged_into = target
            page.save(update_fields=["merged_into", "changed"])
            aim_links(target, page.title_key, *page.aliases.values_list("title_key", flat=True))
            index(page)
        row.delete()
    return len(rows)


def _lead(exchange: Exchange, key: str, slug: str, page: Page, *, said: str) -> None:
    if not key or key == page.title_key:
        return
    if _called(exchange.theme, key):
        _remark(exchange, said, What.TAKEN)
        return
    PageAlias.objects.update_or_create(
        theme=exchange.theme, title_key=key, defaults={"page": page, "slug": slug or slugify(key)}
    )
    aim_links(page, key)


def _called(theme: Theme, key: str) -> Page | None:
    pages = Page.objects.existing().filter(theme=theme)
    return pages.filter(Q(title_key=key) | Q(aliases__title_key=key)).first()


def _came_with(page: Page, exchange: Exchange) -> bool:
    first = page.revisions.filter(number=1).exclude(imported_at=None)
    return first.filter(created__gte=exchange.asked_at).exists()


def _numbered(theme: Theme, title: str) -> tuple[str, str]:
    number = 2
    while _called(theme, title_key(f"{title[:190]} ({number})")):
        number += 1
    named = f"{title[:190]} ({number})"
    return named, title_key(named)


def shortened(detail: str) -> str:
    """What a line of the report has room for."""
    return detail if len(detail) <= LONGEST_DETAIL else f"{detail[: LONGEST_DETAIL - 1].rpartition(', ')[0]}…"


def _remark(exchange: Exchange, page: str, what: str, detail: str = "") -> None:
    Remark.objects.create(exchange=exchange, page=page[:300], what=what, detail=shortened(detail))
