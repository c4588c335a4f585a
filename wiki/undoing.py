"""What a page becomes when one change, or all changes of one author, are taken out of it. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce

from commons.people.models import Person
from wiki.merging import Merge, merge
from wiki.models import Page, Revision, Theme
from wiki.models.pages import PageQuerySet
from wiki.tags import are_same, joined

MOST_RUNS = 30  # of one author on one page, each a merge; beyond, a steward goes back to an earlier version


@dataclass(frozen=True)
class Undone:
    """`ready`: `text` is the page without these changes; `words` of one passage were woven. `by_hand`: others
    changed the same words later, or nobody else wrote the page; `nothing`: they are not in the page any more.
    `edits` are those that were published.
    """

    kind: Literal["ready", "by_hand", "nothing"]
    text: str = ""
    last: Revision | None = None
    edits: int = 0
    tags: tuple[str, ...] = ()


def without(revision: Revision, current: Revision) -> Merge | None:
    """The current text joined with the one before `revision`; None where there is none, or it is hidden."""
    before = revision.parent
    if before is None or before.page_id != revision.page_id or before.hides_text:
        return None
    return merge(revision.blob.text, before.blob.text, current.blob.text)


def without_author(page: Page, author: Person) -> Undone:
    """All runs of the author's versions since they were last taken back, the newest first."""
    current = page.text_now
    rows = page.revisions.filter(number__gt=_taken_back(page, author))
    theirs = rows.filter(author=author).exclude(state=Revision.State.REJECTED)
    mine = list(theirs.select_related("blob", "parent__blob").order_by("-number"))
    runs = _runs(mine)
    if not runs:
        return Undone("nothing")
    last, text = mine[0], current.text
    if len(runs) > MOST_RUNS:
        return Undone("by_hand", last=last)
    for newest, oldest in runs:
        before = oldest.parent
        if before is None or before.page_id != page.pk or before.hides_text:
            return Undone("by_hand", last=last)
        merged = merge(newest.blob.text, before.blob.text, text)
        if merged.kind == "conflict":
            return Undone("by_hand", last=last)
        text = merged.text
    tags = tags_without(runs, current)
    changed = text != current.text or not are_same(tags, current.tags)
    live = sum(not edit.is_pending for edit in mine)
    return Undone("ready" if changed else "nothing", text, last, live, tuple(tags))


def tags_without(runs: Sequence[tuple[Revision, Revision]], current: Revision) -> list[str]:
    """The tags of the current version without what these runs (newest, oldest version) changed of them."""
    tags: list[str] = list(current.tags)
    for newest, oldest in runs:
        tags = joined(newest.tags, oldest.parent.tags if oldest.parent else [], tags)
    return tags


def _taken_back(page: Page, author: Person) -> int:
    rows = page.revisions.filter(kind=Revision.Kind.ROLLBACK, undoes__author=author)
    return rows.aggregate(last=Max("number"))["last"] or 0


def _runs(newest_first: Sequence[Revision]) -> list[tuple[Revision, Revision]]:
    """(newest, oldest) of versions that follow one another without anybody in between."""
    runs: list[tuple[Revision, Revision]] = []
    for revision in newest_first:
        if runs and runs[-1][1].parent_id == revision.pk:
            runs[-1] = (runs[-1][0], revision)
        else:
            runs.append((revision, revision))
    return runs


def pages_changed_by(author: Person, theme: Theme) -> PageQuerySet:
    """The existing pages of the theme with versions of theirs that were not taken back all together."""
    taken_back = (
        Revision.objects.filter(page=OuterRef("pk"), kind=Revision.Kind.ROLLBACK, undoes__author=author)
        .order_by("-number")
        .values("number")[:1]
    )
    theirs = Revision.objects.filter(page=OuterRef("pk"), author=author).exclude(
        state=Revision.State.REJECTED
    )
    left = theirs.filter(number__gt=Coalesce(OuterRef("taken_back"), 0))
    pages = Page.objects.standing().filter(theme=theme, home="").annotate(taken_back=taken_back)
    return pages.filter(Exists(left)).order_by(F("revised_at").desc(), "pk")
