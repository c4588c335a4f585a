"""Another look at a decision: by somebody who did not decide, or by residents drawn by lot."""

from django.db import transaction

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.journal.actions import record
from commons.moderation.actions.decisions import settle_appeal
from commons.moderation.actions.juries import draw_jury
from commons.moderation.models import Appeal, Decision
from commons.moderation.permissions import may_appeal, may_hear_appeal
from commons.moderation.states import AppealState
from commons.moderation.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def appeal(decision: Decision, *, by: Person, words: str, way: str = Appeal.Way.MODERATOR) -> Appeal:
    """Once per decision. Where too few residents can be drawn, another moderator looks."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    if not may_appeal(by, decision):
        raise NotHere
    made = Appeal.objects.create(decision=decision, by=by, words=words, way=way)
    record(Verb.APPEAL_MADE, by=by, about=made, public=False)
    if way == Appeal.Way.JURY:
        draw_jury(made)
    return made


@transaction.atomic
def answer_appeal(made: Appeal, *, by: Person, reverse: bool, answer: str) -> Appeal:
    made = locked(made)
    if not may_hear_appeal(by, made):
        raise MayNot
    if made.state != AppealState.WAITING:
        raise WrongMoment
    settle_appeal(made, reverse=reverse, by=by, answer=answer)
    return made


def locked(made: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",))
    return rows.select_related("decision__case", "decision__concerned").get(pk=made.pk)
