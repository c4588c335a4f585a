"""What each of several versions changed, as HTML that stands by itself: for feed readers."""

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commons.base.text import clean_own
from wiki import comparing
from wiki.models import Revision

LONGEST = 120_000  # characters of both texts
MOST_OF_ALL = 600_000  # of all pairs: half a second at most
MOST_LINES = 60


def changed_words(revisions: Sequence[Revision]) -> dict[int, SafeString]:
    """By the key of the version; of one whose text is hidden, or too much to compare here, nothing."""
    seen = [revision for revision in revisions if not revision.hides_text]
    earlier = Revision.objects.live().filter(page=OuterRef("page"), number__lt=OuterRef("number"))
    before = dict(
        Revision.objects.filter(pk__in=[revision.pk for revision in seen])
        .annotate(before=Subquery(earlier.newest_first().values("pk")[:1]))
        .values_list("pk", "before")
    )
    chosen, left = list[Revision](), MOST_OF_ALL
    for revision in seen:
        weight = 2 * revision.size
        if weight <= min(LONGEST, left):
            left -= weight
            chosen.append(revision)
    wanted = {pk for revision in chosen for pk in (revision.pk, before.get(revision.pk)) if pk}
    texts = Revision.objects.select_related("blob__dictionary").in_bulk(wanted)
    return {
        revision.pk: _said(texts.get(before.get(revision.pk) or 0), texts[revision.pk])
        for revision in chosen
        if revision.pk in texts
    }


def _said(old: Revision | None, new: Revision) -> SafeString:
    if old and (old.hides_text or old.size > LONGEST):
        return SafeString("")
    hunks = comparing.shown(old.text if old else "", new.text)
    changed = [line for hunk in hunks if hunk.kind == "changed" for line in hunk.lines]
    context = {"lines": changed[:MOST_LINES], "is_more": len(changed) > MOST_LINES}
    return clean_own(render_to_string("wiki/_changed_words.html", context))
