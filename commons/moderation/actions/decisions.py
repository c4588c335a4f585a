"""What was decided about a thing or a person, under which rule; putting it in force, and taking it back."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.journal.actions import record
from commons.moderation.flaggable import Kind, concerned_by, kind_of
from commons.moderation.models import Appeal, Decision
from commons.moderation.states import APPEAL, DECISION, AppealState, DecisionState
from commons.moderation.verbs import Verb
from commons.people.actions import restore_person, suspend_person
from commons.people.models import Person

K = Decision.Kind


def write_decision(
    thing: Any, kind: Decision.Kind, *, rules: Iterable[str], by: Person | None = None, **facts: Any
) -> Decision:
    """Kept beside the act of the room that decides, in its transaction: that act's entry is the announcement."""
    return Decision.objects.create(
        about_type=ContentType.objects.get_for_model(thing),
        about_id=thing.pk,
        kind=kind,
        rules=",".join(dict.fromkeys(rule for rule in rules if rule)),
        by=by,
        concerned=concerned_by(thing),
        **facts,
    )


def put_in_force(decision: Decision, *, by: Person) -> None:
    """Within the transaction of who decides: an account is closed, and its person told."""
    if decision.kind == K.SUSPENDED and decision.concerned:
        suspend_person(decision.concerned, by=by)
    record(Verb.DECISION_TAKEN, by=by, about=decision, public=False, kind=decision.kind)


def end_restriction(decision: Decision, *, by: Person | None) -> None:
    """Somebody whose suspension is over comes back, unless another one holds."""
    others = Decision.objects.filter(
        concerned=decision.concerned_id, kind=K.SUSPENDED, state=DecisionState.IN_FORCE
    )
    if decision.kind == K.SUSPENDED and decision.concerned and not others.exclude(pk=decision.pk).exists():
        restore_person(decision.concerned, by=by)


def take_back(decision: Decision, *, by: Person | None) -> None:
    """After an appeal: what was hidden is shown again, and who was kept away may come back. `by` None: a jury."""
    if decision.holds:
        DECISION.move(decision, DecisionState.REVERSED, ended_at=timezone.now())
    thing: Any = decision.about
    if decision.is_of_person:
        end_restriction(decision, by=by)
    elif thing is not None and (act := _way_back(decision, kind_of(thing))):
        act(thing, by)


def _way_back(decision: Decision, kind: Kind) -> Callable[[Any, Person | None], object] | None:
    ways = {K.HIDDEN: kind.show, K.REMOVED: kind.show, K.REFUSED: kind.after_all}
    return ways.get(K(decision.kind))


def settle_appeal(made: Appeal, *, reverse: bool, by: Person | None, answer: str = "") -> None:
    """Within a transaction. What can be undone is undone now; `by` None: the jury has decided."""
    after = AppealState.REVERSED if reverse else AppealState.UPHELD
    APPEAL.move(made, after, settled_by=by, answer=answer, changed=timezone.now())
    if reverse:
        take_back(made.decision, by=by)
    record(Verb.APPEAL_SETTLED, by=by, about=made, reversed=reverse)
