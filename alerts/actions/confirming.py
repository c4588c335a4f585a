"""The second person: confirms what somebody else wrote, or says why not."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions.moves import announce_outward, locked, take_step
from alerts.actions.rules import the_rules
from alerts.models import Alert, Bulletin, Rules
from alerts.permissions import may_prepare_alerts
from alerts.states import State
from alerts.validity import ends_too_soon
from commons.base.errors import Conflict, Refused, TooMany, WrongMoment
from commons.people.models import Person

DAY = timedelta(days=1)


@transaction.atomic
def confirm_bulletin(
    bulletin: Bulletin, *, by: Person, edition: int, source_checked: bool = False
) -> Bulletin:
    """Publish what `by` has read: its `edition`, as somebody else wrote it. An update takes the place of what held."""
    rules = Rules.objects.select_for_update().get(pk=the_rules().pk)  # before counting, and before the alert
    bulletin = locked(bulletin)
    if bulletin.edition != edition:
        raise Conflict(_("The text was changed meanwhile. Please read it again."))
    if not may_prepare_alerts(bulletin.issuer):
        raise WrongMoment(_("Who wrote it no longer has this charge. Please write it yourself."))
    if not bulletin.source_listed and not source_checked:
        raise Refused(_("This site is not on the town's list: please say that you have checked it too."))
    now = timezone.now()
    if ends_too_soon(bulletin.valid_from, bulletin.valid_until, now):
        raise WrongMoment(_("Its time is over already. Please choose another end."))
    before = _make_room(bulletin, rules, by=by)
    start = max(bulletin.valid_from or now, now)
    take_step(bulletin, "confirm", by=by, confirmer=by, published_at=now, valid_from=start)
    begun = start <= now
    Alert.objects.filter(pk=bulletin.alert_id).update(current=bulletin, begun=begun)
    bulletin.alert.current, bulletin.alert.begun = bulletin, begun
    announce_outward("update" if before else "confirm", bulletin.alert, by=by, bulletin=bulletin)
    return bulletin


@transaction.atomic
def refuse_bulletin(bulletin: Bulletin, *, by: Person, reason: str) -> Bulletin:
    """Back to who wrote it, with the reason."""
    if not reason.strip():
        raise Refused(_("Please say why, so that it can be put right."))
    reason = reason.strip()[:300]
    return take_step(locked(bulletin), "refuse", by=by, reason=reason, closed_reason=reason)


def _make_room(bulletin: Bulletin, rules: Rules, *, by: Person) -> Bulletin | None:
    """The bulletin that this one takes the place of, if any. Not more in a day than the town wants to be told."""
    since = timezone.now() - DAY
    today = Bulletin.objects.filter(published_at__gt=since, alert__drill=bulletin.alert.drill)
    if today.count() >= rules.most_a_day:
        raise TooMany(
            _("%(n)d were relayed within a day: that is the most that this town allows itself.")
            % {"n": rules.most_a_day}
        )
    before: Bulletin | None = bulletin.alert.current
    if before is None:
        return None
    if before.state != State.PUBLISHED or not before.is_running(timezone.now()):
        raise WrongMoment(_("It is over. Please write a new one."))
    before.alert = bulletin.alert
    return take_step(before, "supersede", by=by, closed_at=timezone.now())
