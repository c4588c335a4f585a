"""Writing a bulletin, before a second person confirms it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions.moves import announce, locked, locked_alert, take_step, write_down
from alerts.actions.rules import the_rules
from alerts.kinds import Event, Level
from alerts.models import Alert, Bulletin
from alerts.permissions import actors_on_bulletin, may_prepare_alerts
from alerts.sources import is_listed, source_fault
from alerts.states import IN_PREPARATION, Actor, State
from alerts.validity import ends_too_late, ends_too_soon
from alerts.verbs import Verb
from commons.base.errors import Conflict, MayNot, Refused, WrongMoment
from commons.people.models import Person
from commons.places.models import Neighbourhood

LONGEST_BODY = 2000


@transaction.atomic
def draft_bulletin(
    *,
    by: Person,
    client_key: UUID | None = None,
    alert: Alert | None = None,
    drill: bool = False,
    **fields: Any,
) -> Bulletin:
    """Begin an alert, or the update of `alert`. `fields` are those of `_fill`. Sent twice is written once."""
    if not may_prepare_alerts(by):
        raise MayNot
    alert = locked_alert(alert) if alert else None
    sent = Bulletin.objects.filter(client_key=client_key).first() if client_key else None
    if sent:
        if sent.issuer_id != by.pk:
            raise MayNot
        return sent
    if alert is None:
        alert = Alert.objects.create(drill=drill)
    else:
        _may_be_updated(alert)
    bulletin = Bulletin(alert=alert, issuer=by, client_key=client_key)
    _fill(bulletin, **fields)
    write_down(bulletin, "draft", before="", by=by, actor=Actor.ISSUER)
    announce(Verb.BULLETIN_DRAFTED, alert, by=by, public=False, bulletin=bulletin.pk)
    return bulletin


@transaction.atomic
def revise_bulletin(bulletin: Bulletin, *, by: Person, **fields: Any) -> Bulletin:
    """Only who wrote it changes it, so that two people stand for it in the end; what waits is taken back first."""
    bulletin = locked(bulletin)
    if Actor.ISSUER not in actors_on_bulletin(by, bulletin):
        raise MayNot
    if bulletin.state != State.DRAFTED:
        raise WrongMoment(before=bulletin.state)
    bulletin.edition += 1
    _fill(bulletin, **fields)
    announce(Verb.BULLETIN_REVISED, bulletin.alert, by=by, public=False, bulletin=bulletin.pk)
    return bulletin


@transaction.atomic
def submit_bulletin(bulletin: Bulletin, *, by: Person) -> Bulletin:
    """Ask for the second person. Whoever is asked reads it as it is now: it is taken back before it is changed."""
    bulletin = locked(bulletin)
    _still_has_time(bulletin, timezone.now())
    return take_step(bulletin, "submit", by=by)


@transaction.atomic
def take_back_bulletin(bulletin: Bulletin, *, by: Person) -> Bulletin:
    return take_step(locked(bulletin), "take_back", by=by)


@transaction.atomic
def rewrite_bulletin(bulletin: Bulletin, *, by: Person) -> Bulletin:
    """Take up again what was not confirmed."""
    bulletin = locked(bulletin)
    if bulletin.alert.bulletins.filter(state__in=IN_PREPARATION).exists():
        raise Conflict(_("Another update of it is being prepared."))
    return take_step(bulletin, "rewrite", by=by, edition=bulletin.edition + 1)


@transaction.atomic
def drop_bulletin(bulletin: Bulletin, *, by: Person) -> Bulletin:
    return take_step(locked(bulletin), "drop", by=by)


def _may_be_updated(alert: Alert) -> None:
    if not alert.is_running():
        raise WrongMoment(_("It is over. Please write a new one."))
    if alert.bulletins.filter(state__in=IN_PREPARATION).exists():
        raise Conflict(_("Another update of it is being prepared."))


def _still_has_time(bulletin: Bulletin, now: datetime) -> None:
    start: datetime | None = bulletin.valid_from
    if ends_too_soon(start, bulletin.valid_until, now):
        raise WrongMoment(_("Its time is over already. Please choose another end."))
    if ends_too_late(start, bulletin.valid_until, now):
        raise WrongMoment(_("It may hold for seven days at most; an update prolongs it."))


def _fill(
    bulletin: Bulletin,
    *,
    level: str,
    event: str,
    title: str,
    body: str,
    source_name: str,
    source_url: str,
    source_checked: bool,
    areas: Collection[Neighbourhood],
    everywhere: bool,
    valid_from: datetime | None,
    valid_until: datetime,
) -> None:
    """Write the fields into the row. The forms have said it kindly before; here it cannot be passed by."""
    if not title.strip() or not source_name.strip() or source_fault(source_url):
        raise Refused(_("A title, the name of the source and its address are needed."))
    bulletin.source_listed = is_listed(source_url, the_rules().hosts)
    if not bulletin.source_listed and not source_checked:
        raise Refused(
            _("This site is not on the town's list: somebody must have checked that it is official.")
        )
    if bool(areas) == everywhere:
        raise Refused(_("Please say where it holds."))
    bulletin.level, bulletin.event = Level(level), Event(event)
    bulletin.title, bulletin.body = title.strip()[:120], body.strip()[:LONGEST_BODY]
    bulletin.source_name, bulletin.source_url = source_name.strip()[:120], source_url
    bulletin.everywhere = everywhere
    bulletin.valid_from, bulletin.valid_until = valid_from, valid_until
    _still_has_time(bulletin, timezone.now())
    bulletin.save()
    bulletin.areas.set(areas)
