"""The end of an alert before its time: it is over, or it should not have been relayed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions.moves import announce_outward, locked_alert, take_step
from alerts.models import Alert, Bulletin
from alerts.permissions import may_stop_alerts
from commons.base.errors import MayNot, Refused, WrongMoment
from commons.people.models import Person


@transaction.atomic
def end_alert(alert: Alert, *, by: Person, reason: str = "") -> Bulletin:
    """It is over sooner than was said."""
    return _stop(alert, "end", by=by, reason=reason)


@transaction.atomic
def cancel_alert(alert: Alert, *, by: Person, reason: str) -> Bulletin:
    """It was wrong. The page stays, and says why in the place of what it said."""
    if not reason.strip():
        raise Refused(_("Please say why: everybody will read it."))
    return _stop(alert, "cancel", by=by, reason=reason)


def _stop(alert: Alert, name: str, *, by: Person, reason: str) -> Bulletin:
    if not may_stop_alerts(by):
        raise MayNot
    alert = locked_alert(alert)
    bulletin = alert.current
    if bulletin is None:
        raise WrongMoment
    bulletin.alert, reason = alert, reason.strip()[:300]
    take_step(bulletin, name, by=by, reason=reason, closed_at=timezone.now(), closed_reason=reason)
    announce_outward(name, alert, by=by, bulletin=bulletin)
    return bulletin
