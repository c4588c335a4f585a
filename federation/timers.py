"""What is forgotten and when, and which towns are silent."""

from datetime import timedelta

from django.utils import timezone

from federation import own_keys
from federation.models import Delivery, Gone, HeldLetter, ReceivedActivity, Relayed, Server
from wiki import actions as wiki

SILENT_AFTER = timedelta(hours=24)


def tell_silence() -> int:
    """Copies of pages say when their town stopped answering, a day after; and stop saying so at its next word."""
    now, marked, heard = timezone.now(), 0, []
    for server in Server.objects.exclude(failing_since=None):
        if _has_spoken_since(server):
            heard.append(server.host)
        elif server.failing_since and server.failing_since < now - SILENT_AFTER:
            marked += wiki.mark_silent(server.host, since=server.failing_since)
    heard += Server.objects.filter(failing_since=None, answered_at__gt=now - 2 * SILENT_AFTER).values_list(
        "host", flat=True
    )
    wiki.mark_heard(heard)
    return 0


def _has_spoken_since(server: Server) -> bool:
    came = ReceivedActivity.objects.filter(host=server.host, received_at__gt=server.failing_since)
    return came.exists()


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
