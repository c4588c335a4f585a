"""What has been read."""

from django.db import transaction
from django.utils import timezone

from commons.notices.models import Notice


@transaction.atomic
def mark_read(person: object, notice_id: int | None = None) -> int:
    """Mark one notice, or all of them, as read; returns how many changed."""
    unread = Notice.objects.unread_of(person)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return unread.update(read_at=timezone.now())
