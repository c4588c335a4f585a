"""The one way a state changes: a guarded move, a line in the record, one entry in the journal."""

from typing import Any

from alerts.models import Alert, Announcement, Bulletin, Transition
from alerts.permissions import actors_on_bulletin
from alerts.states import BULLETIN, STEPS, Actor, State
from alerts.verbs import OUTWARD, Verb
from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.journal.models import Entry
from commons.people.models import Person

# Of which people are told; that something begins or is over, they see.
TOLD = frozenset({"confirm", "update", "cancel"})


def locked(bulletin: Bulletin) -> Bulletin:
    """The bulletin as it is now, nobody else changing it or its alert until commit. The alert first, always."""
    alert = locked_alert(Alert(pk=bulletin.alert_id))
    fresh = Bulletin.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=bulletin.pk)
    fresh.alert = alert
    return fresh


def locked_alert(alert: Alert) -> Alert:
    return Alert.objects.select_for_update(of=("self",)).select_related("current").get(pk=alert.pk)


def take_step(
    bulletin: Bulletin, name: str, *, by: Person | None, reason: str = "", **changes: Any
) -> Bulletin:
    """Take the named step of `STEPS` on a locked bulletin; MayNot or WrongMoment when it is not to be."""
    step = STEPS[name]
    actor = _quality(actors_on_bulletin(by, bulletin) & step.actors)
    if bulletin.state not in step.before:
        raise WrongMoment(before=bulletin.state, step=name)
    before = State(bulletin.state)
    BULLETIN.move(bulletin, step.after, **changes)
    write_down(bulletin, name, before=before, by=by, actor=actor, reason=reason)
    if step.verb:
        announce(step.verb, bulletin.alert, by=by, public=False, bulletin=bulletin.pk)
    return bulletin


def write_down(
    bulletin: Bulletin, name: str, *, before: str, by: Person | None, actor: Actor, reason: str = ""
) -> None:
    Transition.objects.create(
        bulletin=bulletin,
        name=name,
        before=before,
        after=bulletin.state,
        by=by,
        actor=actor,
        reason=reason[:300],
    )


def announce_outward(what: str, alert: Alert, *, by: Person | None, bulletin: Bulletin) -> None:
    """What everybody may know of: of an alert, or of a drill, each by its own verb."""
    verb, of_drill = OUTWARD[what]
    entry = announce(of_drill if alert.drill else verb, alert, by=by, public=True, bulletin=bulletin.pk)
    if what in TOLD:
        Announcement.objects.create(bulletin=bulletin, entry=entry)


def announce(verb: Verb, alert: Alert, *, by: Person | None, public: bool, **facts: Any) -> Entry:
    """One entry of the journal; the alert remembers it, so that open pages know whether they are late."""
    entry = record(verb, by=by, about=alert, public=public, **facts)
    Alert.objects.filter(pk=alert.pk).update(last_seq=entry.pk)
    alert.last_seq = entry.pk
    return entry


def _quality(found: frozenset[Actor]) -> Actor:
    for actor in Actor:
        if actor in found:
            return actor
    raise MayNot
