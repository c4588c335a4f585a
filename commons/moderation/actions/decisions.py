"""What was decided about a thing, under which rule; and asking another moderator to look."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from commons.base.errors import NotHere
from commons.journal.actions import record
from commons.moderation.models import Decision, Flag
from commons.moderation.permissions import may_appeal
from commons.moderation.verbs import Verb
from commons.people.models import Person


def write_decision(
    thing: models.Model, kind: Decision.Kind, *, rules: Iterable[str], by: Person | None = None
) -> Decision:
    """Kept beside the act of the room that decides, in its transaction: that act's entry is the announcement."""
    return Decision.objects.create(
        about_type=ContentType.objects.get_for_model(thing),
        about_id=thing.pk,
        kind=kind,
        rules=",".join(dict.fromkeys(rules)),
        by=by,
    )


@transaction.atomic
def appeal(decision: Decision, *, by: Person, words: str) -> Flag:
    """Ask that another moderator looks: it waits in their queue, and whoever decided cannot answer it."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not may_appeal(by, decision):
        raise NotHere
    kind = ContentType.objects.get_for_model(Decision)
    flagged = Flag.objects.create(
        about_type=kind, about_id=decision.pk, by=by, reason=Flag.Reason.APPEAL, note=words
    )
    record(Verb.THING_FLAGGED, by=by, about=flagged, public=False)
    return flagged
