"""Ready answers, which the team writes together."""

from django.db import transaction

from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.moderation.models import Answer
from commons.moderation.permissions import may_keep_list
from commons.moderation.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def keep_answer(answer: Answer | None, *, by: Person, name: str, rule: str, words: str) -> Answer:
    """A new one (None), or other words for one. The name is taken once."""
    if not may_keep_list(by):
        raise MayNot
    kept = answer or Answer()
    kept.name, kept.rule, kept.words = name, rule, words
    kept.save()
    record(Verb.ANSWER_KEPT, by=by, about=kept, public=False)
    return kept


@transaction.atomic
def drop_answer(answer: Answer, *, by: Person) -> None:
    if not may_keep_list(by):
        raise MayNot
    record(Verb.ANSWER_KEPT, by=by, about=answer, public=False, dropped=True)
    answer.delete()
