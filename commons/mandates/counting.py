"""How many mandates there are. No name, no purpose, no person."""

from dataclasses import dataclass

from django.db.models import Count

from commons.mandates import chain, scopes
from commons.mandates.models import Mandate
from commons.mandates.states import MandateState


@dataclass(frozen=True)
class Counts:
    by_state: list[tuple[str, int]]
    by_scope: list[tuple[str, int]]
    ending: int
    broken: int


def counts() -> Counts:
    """`ending` in a fortnight; `broken` journals are those of a mandate under way that do not hold."""
    found = dict(Mandate.objects.values_list("state").annotate(n=Count("pk")).order_by())
    active = list(Mandate.objects.active())
    return Counts(
        [(str(state.label), found.get(state.value, 0)) for state in MandateState],
        [(str(one.name), sum(one.key in held.scopes for held in active)) for one in scopes.scopes()],
        Mandate.objects.ending_soon().count(),
        sum(chain.broken_at(held) is not None for held in active),
    )
