"""Asking to be told of what is new on the board, and asking no more."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, TooMany
from commons.journal.actions import record
from commons.people.models import Person
from commons.people.permissions import is_citizen
from commons.places.models import Neighbourhood
from mutual_aid.models import SavedAlert, SavedAlertQuerySet
from mutual_aid.nearness import Nearness
from mutual_aid.verbs import Verb

MOST = 20


@transaction.atomic
def save_alert(
    *,
    by: Person,
    kind: str = "",
    category: str = "",
    neighbourhood: Neighbourhood | None = None,
    reach: str = Nearness.HERE,
    how: str = SavedAlert.How.HERE,
) -> SavedAlert:
    """Write it down. The same twice is one, told as was said last."""
    if not is_citizen(by):
        raise MayNot
    by = Person.objects.select_for_update().get(pk=by.pk)  # pressed twice, it is counted and kept once
    about: dict[str, Any] = {
        "kind": kind,
        "category": category,
        "neighbourhood": neighbourhood,
        "reach": Nearness(reach) if neighbourhood else Nearness.HERE,
    }
    known = SavedAlert.objects.filter(person=by)
    if not known.filter(**about).exists() and known.count() >= MOST:
        raise TooMany(_("You are told of %(n)d things already. Please end one of them first.") % {"n": MOST})
    alert, _made = SavedAlert.objects.update_or_create(
        person=by, **about, defaults={"how": SavedAlert.How(how)}
    )
    record(Verb.ALERT_SAVED, by=by, about=by, public=False)
    return alert


@transaction.atomic
def end_alerts(alerts: SavedAlertQuerySet, *, of: Person) -> int:
    """They are forgotten, not kept as ended; returns how many. Twice is once."""
    found, _rows = alerts.filter(person=of).delete()
    if found:
        record(Verb.ALERT_ENDED, by=of, about=of, public=False)
    return found
