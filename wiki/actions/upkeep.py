"""What the worker forgets, and what administrators have looked at once more."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wiki.actions.proposals import WAIT_FOR_ANSWER, give_back_unanswered
from wiki.models import Change, Draft, Page, RenderCache
from wiki.models.changes import KEEP_CHANGES
from wiki.sources import names_a_source

KEEP_RENDERINGS = timedelta(days=60)
KEEP_DRAFTS = timedelta(days=365)


@transaction.atomic
def forget_old() -> int:
    """Renderings are made again when somebody asks; a draft nobody took up for a year is gone, recent changes
    are after three months; an edit that no town answered for a month goes back to its author. Returns 0: no hurry.
    """
    now = timezone.now()
    RenderCache.objects.filter(created__lt=now - KEEP_RENDERINGS).delete()
    Draft.objects.filter(updated__lt=now - KEEP_DRAFTS).delete()
    Change.objects.filter(at__lt=now - KEEP_CHANGES).delete()
    give_back_unanswered(before=now - WAIT_FOR_ANSWER)
    return 0


def look_for_sources() -> int:
    """Look in the text of every page: one that was saved by an earlier release counts as sourced until then. Returns
    of how many it was not known. Twice does no harm; whoever saves meanwhile has looked.
    """
    pages = Page.objects.exclude(current=None).select_related("current__blob")
    wrong = [
        (page.pk, page.current_id)
        for page in pages.iterator(chunk_size=100)
        if page.unsourced == names_a_source(page.accepted.blob.text)
    ]
    for pk, current in wrong:
        Page.objects.filter(pk=pk, current=current).update(unsourced=~F("unsourced"))
    return len(wrong)
