"""What the worker forgets."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from wiki.models import Draft, RenderCache

KEEP_RENDERINGS = timedelta(days=60)
KEEP_DRAFTS = timedelta(days=365)


@transaction.atomic
def forget_old() -> int:
    """Renderings are made again when somebody asks; a draft nobody took up for a year is gone. Returns 0: no hurry."""
    now = timezone.now()
    RenderCache.objects.filter(created__lt=now - KEEP_RENDERINGS).delete()
    Draft.objects.filter(updated__lt=now - KEEP_DRAFTS).delete()
    return 0
