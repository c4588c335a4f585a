"""What is forgotten, and when."""

from datetime import timedelta

from django.utils import timezone

from federation import own_keys
from federation.models import Delivery, Gone, HeldLetter, ReceivedActivity, Relayed


def purge() -> int:
    """Done rows after a week, given-up ones and what groups passed on after ninety days, deletions after a week,
    letters that nobody decided of after thirty days.
    """
    now = timezone.now()
    for model in (Delivery, ReceivedActivity):
        model.objects.filter(state=model.State.DONE, done_at__lt=now - timedelta(days=7)).delete()
        model.objects.filter(state=model.State.DEAD, done_at__lt=now - timedelta(days=90)).delete()
    HeldLetter.objects.filter(received_at__lt=now - timedelta(days=30)).delete()
    Gone.objects.filter(at__lt=now - timedelta(days=7)).delete()
    Relayed.objects.filter(at__lt=now - timedelta(days=90)).delete()
    own_keys.forget_retired()
    return 0
