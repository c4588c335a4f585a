"""In which quality somebody acts on a bulletin, and who may do what else here."""

from alerts.models import Bulletin
from alerts.states import STEPS, Actor
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_alert_issuer


def may_prepare_alerts(person: Person | None) -> bool:
    """Write bulletins, and read those that are not published."""
    return is_alert_issuer(person)


def may_stop_alerts(person: Person | None) -> bool:
    """One person is enough to end or cancel: what was relayed wrongly must be able to go at once."""
    return is_alert_issuer(person) or is_administrator(person)


def may_see_preparation(person: Person | None) -> bool:
    return may_prepare_alerts(person) or is_administrator(person)


def may_keep_rules(person: Person | None) -> bool:
    return is_administrator(person)


def actors_on_bulletin(person: Person | None, bulletin: Bulletin) -> frozenset[Actor]:
    """None is the town's clock. Nobody is the second person of what they wrote themselves."""
    if person is None:
        return frozenset({Actor.CLOCK})
    found = set()
    if may_stop_alerts(person):
        found.add(Actor.HOLDER)
    if is_alert_issuer(person):
        found.add(Actor.ISSUER if bulletin.issuer_id == person.pk else Actor.SECOND)
    return frozenset(found)


def steps_open_to(person: Person, bulletin: Bulletin) -> frozenset[str]:
    """The names of the steps that this person may take on it now."""
    actors = actors_on_bulletin(person, bulletin)
    return frozenset(
        name for name, step in STEPS.items() if bulletin.state in step.before and actors & step.actors
    )
