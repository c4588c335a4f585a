"""Many people flag, take, decide and vote in the same instant: one case, one hand on it, one decision, one outcome."""

from typing import Any

import pytest

from commons.base.errors import WrongMoment
from commons.moderation import actions
from commons.moderation.actions import Choice
from commons.moderation.models import Appeal, Case, Decision, Flag, Juror
from commons.people.models import Person
from tests.hands import at_the_same_time

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
HIDE = Choice(kind="hidden", rule="person", words="Cette phrase blesse.")


def test_what_many_flag_at_once_is_one_case(post: Any, resident: Any) -> None:
    people = [resident(f"voisin{n}") for n in range(5)]
    answers = at_the_same_time([lambda p=p: actions.flag(post, by=p, reason="hurtful") for p in people])
    assert all(isinstance(answer, Flag) for answer in answers), answers
    assert Case.objects.count() == 1 and Flag.objects.count() == 5


def test_two_moderators_decide_at_once_and_one_is_told_of_the_other(
    mona: Person, maud: Person, flagged: Case
) -> None:
    answers = at_the_same_time(
        [lambda m=m: actions.decide_case(flagged, by=m, choice=HIDE) for m in (mona, maud)]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Decision", "WrongMoment"]
    assert Decision.objects.count() == 1


def test_two_moderators_take_the_next_one_and_each_has_another(
    alice: Person, bob: Person, mona: Person, maud: Person, flagged: Case
) -> None:
    actions.flag(alice, by=bob, reason="other")
    taken = at_the_same_time([lambda m=m: actions.take_next(by=m) for m in (mona, maud)])
    assert len({case.pk for case in taken}) == 2
    assert {case.assigned_to for case in Case.objects.all()} == {mona, maud}


def test_five_votes_at_once_have_one_outcome(
    alice: Person, mona: Person, flagged: Case, resident: Any, long_here: Any
) -> None:
    people = [resident(f"voisin{n}") for n in range(5)]
    long_here()
    for person in people:
        actions.wish_for_jury(by=Person.objects.get(pk=person.pk), wanted=True)
    decision = actions.decide_case(flagged, by=mona, choice=HIDE)
    assert decision
    actions.appeal(decision, by=alice, words="Relisez.", way="jury")
    seats = list(Juror.objects.select_related("person"))
    answers = at_the_same_time(
        [lambda s=s: actions.vote(s, by=s.person, vote="reverse", words="…") for s in seats]
    )
    assert {type(answer) for answer in answers} <= {type(None), WrongMoment}
    assert Juror.objects.filter(vote="reverse").count() == 3, "the third ends it, and nobody votes after"
    assert Appeal.objects.get().state == "reversed"
