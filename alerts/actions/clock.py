"""What the town's clock does: begins and ends alerts at their moment. Twice is once."""

from django.db import transaction
from django.utils import timezone

from alerts.actions.moves import announce_outward, locked_alert, take_step
from alerts.models import Alert, Bulletin
from alerts.states import State

BATCH = 20


def begin_due() -> int:
    """Those that were relayed for later and hold from now on."""
    now = timezone.now()
    due = Alert.objects.filter(begun=False, current__state=State.PUBLISHED, current__valid_from__lte=now)
    return sum(_begin(key) for key in list(due.values_list("pk", flat=True)[:BATCH]))


def end_due() -> int:
    due = Bulletin.objects.holding().filter(valid_until__lte=timezone.now())
    return sum(_end(key) for key in list(due.values_list("alert", flat=True)[:BATCH]))


@transaction.atomic
def _begin(key: int) -> bool:
    alert = locked_alert(Alert(pk=key))
    bulletin = alert.current
    if alert.begun or bulletin is None or bulletin.state != State.PUBLISHED or bulletin.is_coming:
        return False  # somebody was faster
    Alert.objects.filter(pk=key).update(begun=True)
    announce_outward("begin", alert, by=None, bulletin=bulletin)
    return True


@transaction.atomic
def _end(key: int) -> bool:
    alert = locked_alert(Alert(pk=key))
    bulletin, now = alert.current, timezone.now()
    if bulletin is None or bulletin.state != State.PUBLISHED or bulletin.valid_until > now:
        return False  # updated or stopped meanwhile
    bulletin.alert = alert
    take_step(bulletin, "end", by=None, closed_at=now)
    announce_outward("end", alert, by=None, bulletin=bulletin)
    return True
