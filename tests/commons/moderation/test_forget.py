"""A year after it was settled nobody is named any more; what still holds is kept until it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.base import retention
from commons.moderation import actions
from commons.moderation.actions import Choice
from commons.moderation.models import Appeal, Case, Decision, Flag, Juror
from commons.people.models import Person

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def carry_out() -> None:
    for rule in retention.tables()["moderation"].rules:
        rule.carry_out(timezone.now())


def a_year_ago() -> None:
    then = timezone.now() - timedelta(days=366)
    Flag.objects.update(changed=then)
    Case.objects.update(closed_at=then)
    Decision.objects.update(at=then)
    Appeal.objects.update(changed=then)


def test_after_a_year_nobody_is_named(
    alice: Person, mona: Person, flagged: Case, resident: Any, long_here: Any
) -> None:
    people = [resident(f"voisin{n}") for n in range(5)]
    long_here()
    for person in people:
        actions.wish_for_jury(by=Person.objects.get(pk=person.pk), wanted=True)
    hide = Choice(kind="hidden", rule="person", words="Cette phrase blesse.", answer="Merci.")
    decision = actions.decide_case(flagged, by=mona, choice=hide)
    assert decision
    actions.appeal(decision, by=alice, words="Relisez.", way="jury")
    for seat in Juror.objects.order_by("place")[:3]:
        assert seat.person
        actions.vote(seat, by=seat.person, vote="keep", words="Cela blesse.")
    carry_out()
    assert Flag.objects.get().note == "Cela blesse." and Appeal.objects.get().candidates, "not before"
    a_year_ago()
    carry_out()
    flag, case, decision, made = (
        Flag.objects.get(),
        Case.objects.get(),
        Decision.objects.get(),
        Appeal.objects.get(),
    )
    assert (flag.by, flag.note, flag.answer, flag.settled_by) == (None, "", "", None)
    assert (case.concerned, case.assigned_to) == (None, None)
    assert (decision.concerned, decision.by, decision.words, decision.rules) == (None, None, "", "person")
    assert (made.by, made.words, made.seed, made.candidates) == (None, "", "", [])
    assert {(seat.person, seat.words) for seat in Juror.objects.all()} == {(None, "")}


def test_what_waits_or_holds_is_kept(
    alice: Person, bob: Person, mona: Person, flagged: Case, resident: Any
) -> None:
    other = actions.flag(resident("zoe"), by=bob, reason="other").case
    assert other
    actions.decide_case(other, by=mona, choice=Choice(kind="limited", rule="charter", words="x"))
    a_year_ago()
    carry_out()
    assert Flag.objects.get(case=flagged).by == bob and Case.objects.get(pk=flagged.pk).concerned == alice
    assert Decision.objects.get().concerned is not None, "else nobody would be limited any more"
