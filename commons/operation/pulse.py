"""The worker says that it lives, what it did and when; and keeps the seal by which a wrong key is noticed."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from commons.base.sealing import purpose, seal, unseal
from commons.journal.chores import turns
from commons.operation.models import Heartbeat, TownSeal

EVERY = 10.0  # seconds
LATE = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
PURPOSE = purpose("town seal")


class Pulse:
    def __init__(self) -> None:
        self.worker = uuid4().hex
        self.has_begun = False

    def beat(self) -> int:
        """The chore. Returns 0: no hurry."""
        if not self.has_begun:
            self.has_begun = True
            keep_seal()
            Heartbeat.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()
        chores = {
            name: {"last": done.last.isoformat(), "failed": done.failed} for name, done in turns().items()
        }
        said = {"at": timezone.now(), "chores": chores}
        Heartbeat.objects.update_or_create(worker=self.worker, defaults=said)
        return 0

    def end(self) -> None:
        Heartbeat.objects.filter(worker=self.worker).delete()


pulse = Pulse()


def keep_seal() -> None:
    """Made once; made anew by each worker that can open it, so that it follows the key when that is changed."""
    kept = TownSeal.objects.first()
    if kept is None or _opens(kept):
        token = seal(settings.CALADE_ORIGIN, purpose=PURPOSE)
        TownSeal.objects.update_or_create(pk=kept.pk if kept else 1, defaults={"token": token})


def key_is_right() -> bool:
    kept = TownSeal.objects.first()
    return kept is None or _opens(kept)


def _opens(kept: TownSeal) -> bool:
    return unseal(kept.token, purpose=PURPOSE) != ""


def newest_beat() -> Heartbeat | None:
    return Heartbeat.objects.order_by("-at").first()
