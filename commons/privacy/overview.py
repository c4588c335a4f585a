"""What the data officer sees at one glance."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.base import retention
from commons.communities.models import NeighbourTown
from commons.journal.models import Entry
from commons.people.verbs import Verb as People
from commons.privacy.models import Erasure, Incident, Request, Subcontractor

LATELY = timedelta(days=30)
GRACE = timedelta(days=2)  # the worker carries the rules out once a day
FEW = 20


def overdue_rules() -> list[tuple[retention.Rule, int]]:
    """Rules whose rows should have gone two days ago: the worker does not run, or a rule is broken."""
    then = timezone.now() - GRACE
    late = []
    for table in retention.tables().values():
        for rule in table.rules:
            count = _left(rule, then)
            if count:
                late.append((rule, count))
    return late


def _left(rule: retention.Rule, then: Any) -> int:
    """Rows that still say something. What a room empties in its own way is not looked into."""
    rows = rule.due(then)
    if rule.do is retention.delete:
        return rows.count()
    return rows.filter(retention.full(rule.model, rule.fields)).count() if rule.do is retention.empty else 0


def overview() -> dict[str, Any]:
    since = timezone.now() - LATELY
    readings = Entry.objects.filter(verb=People.DATA_READ, at__gt=since).select_related("by")
    return {
        "requests": Request.objects.waiting().select_related("person"),
        "answered": Request.objects.answered().select_related("person")[:FEW],
        "overdue": overdue_rules(),
        "readings": readings.prefetch_related("about").order_by("-pk")[:FEW],
        "incidents": Incident.objects.order_by("closed_at", "-found_at")[:FEW],
        "erasures": Erasure.objects.order_by("-asked_at").prefetch_related("acknowledgements")[:FEW],
        "subcontractors": Subcontractor.objects.filter(ended_at=None),
        "neighbours": NeighbourTown.objects.exclude(name="").order_by("name"),
    }
