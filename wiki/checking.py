"""Proving that the wiki is whole: each finding is a sentence for the administrator. Everything streams."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Min, Q

from wiki import rendering
from wiki.merging import normalise
from wiki.models import Blob, Page, PageAlias, PageLink, Revision

AT_ONCE = 500
KEPT_KEYFRAMES = 8


def unreadable_texts() -> Iterator[str]:
    """Every text can be read, is what its digest says, and leans on nothing that leans itself."""

    @lru_cache(maxsize=KEPT_KEYFRAMES)
    def keyframe(digest: str) -> Blob:
        return Blob.objects.get(pk=digest)

    rows = Blob.objects.order_by("dictionary_id", "pk")
    for blob in rows.iterator(chunk_size=AT_ONCE):
        if blob.dictionary_id:
            blob.dictionary = keyframe(blob.dictionary_id)
            if blob.dictionary.encoding != Blob.Encoding.KEYFRAME:
                yield f"text {blob.pk} leans on {blob.dictionary_id}, which is no keyframe"
        if not blob.is_true:
            yield f"text {blob.pk} ({blob.encoding}) cannot be read, or is not what its digest says"
        elif blob.text != normalise(blob.text) or len(blob.text.encode()) != blob.raw_size:
            yield f"text {blob.pk} has another size than it says"


def broken_histories() -> Iterator[str]:
    """Numbers follow each other, and what a page shows is the last of its versions."""
    rows = Page.objects.select_related("current__blob", "stable_revision__blob").annotate(
        versions=Count("revisions"), least=Min("revisions__number"), most=Max("revisions__number")
    )
    for page in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        name, current = f"page {page.pk} ({page.title})", page.current
        if current is None or current.page_id != page.pk:
            yield f"{name} has no version of its own to show"
            continue
        counted: Any = page  # with the three numbers of the query
        versions, least, most = counted.versions, counted.least, counted.most
        if page.is_local and (least, most) != (1, versions):  # copies have what their home told
            yield f"{name} has {versions} versions, numbered {least} to {most}"
        if not current.number == page.edit_count == most:
            yield f"{name} shows version {current.number} of {most}, and says {page.edit_count}"
        if any(
            one.blob.encoding in (Blob.Encoding.DELTA, Blob.Encoding.SEALED)
            for one in (current, page.accepted)
        ):
            yield f"{name} shows a text that cannot be read by itself"


def broken_reviews() -> Iterator[str]:
    """While edits wait, all after the accepted version do; else its newest version is the accepted one."""
    state = Revision.State
    for page in Page.objects.exclude(stable_revision=None).select_related("stable_revision").order_by("pk"):
        later = page.revisions.filter(number__gt=page.accepted.number)
        if page.accepted.state != state.LIVE or set(later.values_list("state", flat=True)) != {state.PENDING}:
            yield f"page {page.pk} ({page.title}) shows version {page.accepted.number}, and not all after it wait"
    rows = Page.objects.filter(stable_revision=None).exclude(current=None).exclude(current__state=state.LIVE)
    for pk, title in rows.order_by("pk").values_list("pk", "title").iterator(AT_ONCE):
        yield f"page {pk} ({title}) shows a version that nobody accepted"


def broken_parents() -> Iterator[str]:
    """Each version comes after one of the same page; another parent may be of a page that was merged."""
    rows = Revision.objects.exclude(parent=None).exclude(
        parent__page=F("page"), parent__number__lt=F("number")
    )
    for pk, number, page in rows.order_by("pk").values_list("pk", "number", "page").iterator(AT_ONCE):
        yield f"version {number} of page {page} (row {pk}) does not come after the version it says"


def wrong_aims() -> Iterator[str]:
    """Links and former names lead where the title leads now."""
    taken = set(Page.objects.existing().values_list("theme_id", "title_key"))
    aliases = PageAlias.objects.select_related("page").order_by("pk")
    names: dict[tuple[int, str], int] = {}
    for alias in aliases.iterator(chunk_size=AT_ONCE):
        key = (alias.theme_id, alias.title_key)
        names[key] = alias.page_id
        if key in taken:
            yield f"former name {alias.title_key!r} of page {alias.page_id} is the title of another page"
        if alias.page.theme_id != alias.theme_id:
            yield f"former name {alias.title_key!r} leads into another theme"
    links = PageLink.objects.select_related("source", "target").order_by("pk")
    for link in links.filter(source__deleted_at=None).iterator(chunk_size=AT_ONCE):
        key, target = (link.source.theme_id, link.target_key), link.target
        name = f"link {link.target_key!r} in page {link.source_id}"
        if target is None:
            if key in taken:
                yield f"{name} leads nowhere, though the page exists"
        elif target.deleted_at is not None:
            yield f"{name} leads to page {target.pk}, which is deleted"
        elif target.theme_id != key[0]:
            yield f"{name} leads into another theme"
        elif target.title_key != key[1] and names.get(key) != target.pk and not _was_merged(key, target):
            yield f"{name} leads to page {target.pk}, which is not called so"


def _was_merged(key: tuple[int, str], target: Page) -> bool:
    """A page of that title, or one that was called so, leads there now."""
    called = rendering.pages_called(target.theme, {key[1]})
    return any(page.pk == target.pk for page in called.values())


def forgotten_links() -> Iterator[str]:
    """The links of each page are those in its text. Slow: it reads the Markdown of every page."""
    pages = Page.objects.existing().select_related(
        "theme__community", "current__blob", "stable_revision__blob"
    )
    for page in pages.order_by("pk").iterator(chunk_size=50):
        if page.current is None or not page.accepted.blob.is_true:
            continue
        said = {link.key for link in rendering.render(page.theme, page.accepted.text).links}
        kept = set(page.links.values_list("target_key", flat=True))
        if said != kept:
            yield f"page {page.pk} ({page.title}): its links are not those of its text: {sorted(said ^ kept)}"


def misread_hiding() -> Iterator[str]:
    """What is hidden is not shown by the version that is current."""
    sealed = Blob.Encoding.SEALED
    rows = Page.objects.filter(Q(current__blob__encoding=sealed) | Q(stable_revision__blob__encoding=sealed))
    for pk, title in rows.order_by("pk").values_list("pk", "title").iterator(AT_ONCE):
        yield f"page {pk} ({title}) shows a text that is hidden"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "Texts that can be read and are what their digests say": unreadable_texts,
    "Numbers without gaps, and pages that show their last version": broken_histories,
    "Edits that wait, or do not": broken_reviews,
    "Versions that come after one another": broken_parents,
    "Links and former names that lead where they should": wrong_aims,
    "Hidden texts that stay hidden": misread_hiding,
}
SLOW_CHECKS = {"Links that are those of the texts": forgotten_links}
