"""What the worker forgets."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wiki.actions.proposals import WAIT_FOR_ANSWER, give_back_unanswered
from wiki.models import Change, Draft, RenderCache
from wiki.models.changes import KEEP_CHANGES

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
