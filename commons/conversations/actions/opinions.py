"""Opinion rounds: asking, adding statements, answering, counting. See commons/conversations/models/opinions.py."""

import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot, NotHere, TooMuch, WrongMoment
from commons.base.sealing import seal
from commons.conversations.actions.log import assembled
from commons.conversations.assembly_rights import hosts, may_answer_round, may_suggest_statement
from commons.conversations.groups import counted
from commons.conversations.models import (
    Answer,
    Assembly,
    OpinionBallot,
    OpinionRound,
    OpinionStatement,
    Topic,
)
from commons.conversations.models.opinions import KEY_SEALED_FOR
from commons.conversations.permissions import may_read_topic
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person

MOST_STATEMENTS = 40  # shown; as many again may wait


def _locked(assembly: Assembly) -> Topic:
    return Topic.objects.select_for_update(of=("self",)).get(pk=assembly.topic_id)


def _round(opinions: OpinionRound) -> OpinionRound:
    """As it is, under the lock of its topic."""
    topic = _locked(opinions.assembly)
    found = OpinionRound.objects.select_related("assembly").get(pk=opinions.pk)
    found.assembly.topic = topic
    return found


@transaction.atomic
def ask_opinions(
    assembly: Assembly, *, by: Person, question: str, statements: Sequence[str], takes_suggestions: bool
) -> OpinionRound:
    """One round at a time. It lasts until a host closes it, or with the assembly."""
    assembly.topic = _locked(assembly)
    assembly = Assembly.objects.select_related("topic").get(pk=assembly.pk)
    if not hosts(by, assembly):
        raise MayNot
    if not assembly.is_open:
        raise WrongMoment(_("The assembly has not begun."))
    if OpinionRound.objects.filter(assembly=assembly, closed_at=None).exists():
        raise WrongMoment(_("An opinion round is open already. Please close it first."))
    found = OpinionRound.objects.create(
        assembly=assembly,
        question=question,
        takes_suggestions=takes_suggestions,
        key=seal(secrets.token_hex(32), purpose=KEY_SEALED_FOR),
    )
    OpinionStatement.objects.bulk_create(OpinionStatement(round=found, text=text) for text in statements)
    assembled(assembly.topic, Verb.OPINIONS_ASKED, "opinions", by)
    return found


@transaction.atomic
def add_statement(opinions: OpinionRound, *, by: Person, text: str) -> OpinionStatement:
    """By a host it is shown at once; by others a host looks first. What stands there already is not added."""
    opinions = _round(opinions)
    is_host = hosts(by, opinions.assembly)
    if not is_host and not may_suggest_statement(by, opinions):
        raise MayNot
    if not opinions.is_open:
        raise WrongMoment(_("This opinion round is closed."))
    if opinions.statements.filter(is_held=not is_host).count() >= MOST_STATEMENTS:
        raise TooMuch(_("There are forty statements already: nobody would answer more."))
    if opinions.statements.filter(text__iexact=text).exists():
        raise Conflict(_("This statement is there already, or waits for a host."))
    statement = OpinionStatement.objects.create(round=opinions, text=text, is_held=not is_host)
    verb = Verb.STATEMENT_ADDED if is_host else Verb.STATEMENT_SUGGESTED
    assembled(opinions.assembly.topic, verb, "opinions", by if is_host else None, public=False)
    return statement


@transaction.atomic
def decide_statement(statement: OpinionStatement, *, by: Person, shown: bool) -> None:
    """A host shows what was suggested, or declines it; what was shown once stays, since people answered it."""
    opinions = _round(statement.round)
    if not hosts(by, opinions.assembly):
        raise MayNot
    waiting = OpinionStatement.objects.filter(pk=statement.pk, is_held=True)
    if shown:
        if waiting.update(is_held=False):
            assembled(opinions.assembly.topic, Verb.STATEMENT_ADDED, "opinions", by, public=False)
    elif waiting.delete()[0]:
        assembled(opinions.assembly.topic, Verb.STATEMENT_DECLINED, "opinions", by, public=False)


@transaction.atomic
def answer_round(opinions: OpinionRound, *, by: Person, answers: Mapping[int, int]) -> None:
    """{statement: Answer}, instead of what this person answered before. The journal says that somebody did, not who.

    Pages are not told: how it stands is told once it is closed.
    """
    opinions = _round(opinions)
    if not may_read_topic(by, opinions.assembly.topic):
        raise NotHere
    if not may_answer_round(by, opinions):
        raise MayNot if opinions.is_open else WrongMoment(_("This opinion round is closed."))
    asked = {statement.pk for statement in opinions.shown}
    if not set(answers) <= asked or not set(answers.values()) <= set(Answer.values):
        raise NotHere
    kept = {str(statement): answer for statement, answer in sorted(answers.items())}
    OpinionBallot.objects.update_or_create(
        round=opinions, voter=opinions.voter(by), defaults={"answers": kept}
    )
    record(Verb.OPINION_GIVEN, by=None, about=opinions.assembly.topic, public=False)


@transaction.atomic
def close_round(opinions: OpinionRound, *, by: Person) -> None:
    """Sums are made; what each answered, and the key that leads there, are erased."""
    opinions = _round(opinions)
    if not hosts(by, opinions.assembly):
        raise MayNot
    if opinions.is_open:
        _count(opinions)
        assembled(opinions.assembly.topic, Verb.OPINIONS_COUNTED, "opinions", by)


def count_open_rounds(assembly: Assembly) -> None:
    """For whoever closes the assembly, under the lock of its topic."""
    for opinions in OpinionRound.objects.filter(assembly=assembly, closed_at=None):
        _count(opinions)


def _count(opinions: OpinionRound) -> None:
    ballots = [
        {int(statement): answer for statement, answer in ballot.items()}
        for ballot in opinions.ballots.values_list("answers", flat=True)
    ]
    opinions.result = counted(ballots, [statement.pk for statement in opinions.shown])
    opinions.closed_at, opinions.key = timezone.now(), ""
    opinions.save(update_fields=["result", "closed_at", "key"])
    opinions.ballots.all().delete()
    opinions.statements.filter(is_held=True).delete()
