"""What moderation did in numbers, for everybody: small ones are not told, and nobody is named."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import start_topic, write_post
from commons.moderation import actions, figures
from commons.moderation.actions import Choice
from commons.moderation.models import Appeal, Case, Decision
from commons.people.models import Person

WHERE = "/moderation/chiffres/"


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_small_numbers_are_not_told(number: int, said: str) -> None:
    assert figures.blurred(number) == said


def test_everybody_reads_what_was_decided_and_about_whom_nobody(
    alice: Person, bob: Person, mona: Person, maud: Person, visitor: Client, signed_in: Any
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Zéro")
    posts = [topic.posts.get(), *(write_post(topic, by=alice, text=f"Phrase {n}") for n in range(5))]
    for post in posts:
        case = actions.flag(post, by=bob, reason="hurtful").case
        assert case
        Case.objects.filter(pk=case.pk).update(created=timezone.now() - timedelta(days=2))
        choice = Choice(kind="hidden", rule="person", words="Cette phrase blesse.")
        actions.decide_case(case, by=mona, choice=choice)
    decision = Decision.objects.order_by("pk").first()
    assert decision
    made = actions.appeal(decision, by=alice, words="Je ne crois pas.")
    actions.answer_appeal(made, by=maud, reverse=True, answer="Vous avez raison.")
    answer = visitor.get(WHERE)
    page = answer.content.decode().split("<main")[1]
    assert answer.headers["X-Page-Store"] == "public"
    assert page.count("<td>6</td>") == 2, "flags and decisions of this month"
    assert "<td>2.0</td>" in page and "<td>fewer than 5</td>" in page
    assert "no place for denunciation. <strong>6</strong>" in page and "the decision is taken back" in page
    for secret in ("Alice", "Bob", "Mona", "Maud", "Phrase 1", "blesse", "Les quais"):
        assert secret not in page, secret


def test_a_suspension_that_was_only_proposed_is_no_decision(
    alice: Person, mona: Person, flagged: Case
) -> None:
    actions.decide_case(flagged, by=mona, choice=Choice(kind="suspended", rule="charter", words="x"))
    assert figures.record() == [] == figures.by_kind()
    assert not Appeal.objects.exists()


def test_twelve_months_follow_one_another(db: Any) -> None:
    months = [month.first for month in figures.months()]
    assert len(months) == 12 and months == sorted(months, reverse=True)
    assert months[0] == timezone.localdate().replace(day=1) and months[11] < months[0]
    assert all(isinstance(month, date) and month.day == 1 for month in months) and len(set(months)) == 12
