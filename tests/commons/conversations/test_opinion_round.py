"""An opinion round: asking and answering without script, groups without names, and what is left afterwards."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.base.sealing import unseal
from commons.conversations import actions
from commons.conversations.groups import counted, grouped, in_common, what_tells
from commons.conversations.models import Assembly, OpinionBallot, OpinionRound, OpinionStatement, Topic
from commons.conversations.models.opinions import KEY_SEALED_FOR
from commons.journal.models import Entry
from commons.people.models import Person
from tests.hands import at_the_same_time

from .test_hold_assembly import announced

TEXTS = ["Il faut plus de bancs.", "Il faut moins de voitures.", "Les quais vont bien ainsi."]


@pytest.fixture
def assembly(topic: Topic, alice: Person) -> Assembly:
    assembly = announced(topic, alice)
    actions.open_assembly(assembly, by=alice)
    return Assembly.objects.select_related("topic").get(pk=assembly.pk)


@pytest.fixture
def asked(assembly: Assembly, alice: Person) -> OpinionRound:
    return actions.ask_opinions(
        assembly, by=alice, question="Les quais", statements=TEXTS, takes_suggestions=True
    )


@pytest.fixture
def crowd(resident: Any) -> Callable[[int], list[Person]]:
    return lambda many: [resident(f"voter{n}") for n in range(many)]


def keys(opinions: OpinionRound) -> list[int]:
    return list(opinions.statements.order_by("pk").values_list("pk", flat=True))


def answered(opinions: OpinionRound, people: list[Person], *answers: int) -> None:
    for person in people:
        actions.answer_round(opinions, by=person, answers=dict(zip(keys(opinions), answers, strict=False)))


def test_a_host_asks_and_bob_answers_and_changes_his_mind(
    assembly: Assembly, alice: Person, bob: Person, signed_in: Any, visitor: Client
) -> None:
    typed = {"question": "Les quais", "statements": "Plus de bancs.\n\nplus de bancs.\nMoins de voitures."}
    answer = signed_in(alice).post(f"{assembly.get_absolute_url()}assemblee/avis/", typed)
    opinions = OpinionRound.objects.get()
    assert answer.status_code == 303 and answer["Location"] == opinions.get_absolute_url()
    one, other = keys(opinions)
    browser, address = signed_in(bob), opinions.get_absolute_url()
    assert b'type="radio"' in browser.get(address).content
    assert browser.post(f"{address}repondre/", {}).status_code == 422
    assert browser.post(f"{address}repondre/", {f"s{one}": "1"}).status_code == 303
    assert browser.post(f"{address}repondre/", {f"s{one}": "-1", f"s{other}": "0"}).status_code == 303
    assert OpinionBallot.objects.get().answers == {str(one): -1, str(other): 0}
    page = browser.get(address).content.decode()
    assert "You have answered" in page and f'value="-1" id="id_s{one}_1" checked' in page.replace(
        'name="', 'name="'
    )
    page = visitor.get(address).content.decode()
    assert "Log in to answer" in page and "agree" in page and "1 agree" not in page


def test_what_people_think_is_told_at_the_end_and_of_five_at_least(
    asked: OpinionRound, alice: Person, crowd: Callable[[int], list[Person]], visitor: Client, topic: Topic
) -> None:
    people = crowd(5)
    answered(asked, people[:4], 1, 1, -1)
    with pytest.raises(MayNot):
        actions.close_round(asked, by=people[0])
    answered(asked, people[4:], 1, -1)
    assert "5 agree" not in visitor.get(asked.get_absolute_url()).content.decode()
    actions.close_round(asked, by=alice)
    page = visitor.get(asked.get_absolute_url()).content.decode()
    assert "5 people answered" in page and "5 agree, 0 disagree, 0 pass" in page
    assert "4 agree, 1 disagree" in page and "No groups" in page
    again = actions.ask_opinions(
        asked.assembly, by=alice, question="Encore", statements=TEXTS, takes_suggestions=False
    )
    answered(again, people[:4], 1, 1, 1)
    actions.close_round(again, by=alice)
    page = visitor.get(again.get_absolute_url()).content.decode()
    assert "Fewer than five" in page and "4 agree" not in page
    assert OpinionRound.objects.get(pk=again.pk).result == {"voters": 4}


def test_groups_are_shown_without_a_name_and_with_what_tells_them_apart(
    asked: OpinionRound, alice: Person, crowd: Callable[[int], list[Person]], visitor: Client
) -> None:
    people = crowd(11)
    answered(asked, people[:7], 1, 1, -1)
    answered(asked, people[7:], 1, -1, 1)
    actions.close_assembly(asked.assembly, by=alice)  # closes what is open
    page = visitor.get(asked.get_absolute_url()).content.decode()
    assert "Group 1: 7 people" in page and "Group 2: 4 people" in page
    assert "Voter" not in page
    assert page.index("What all groups think alike") < page.index(TEXTS[0])
    record = visitor.get(f"{asked.assembly.get_absolute_url()}assemblee/actes.md").content.decode()
    assert "| Il faut plus de bancs. | 11 | 0 | 0 |" in record and "Group 1, 7 people:" in record


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_after_the_end_nothing_links_a_person_to_an_answer(
    asked: OpinionRound, alice: Person, crowd: Callable[[int], list[Person]]
) -> None:
    """While it is open, neither; but whoever has the key of the town too can find out. Then the key is gone."""
    people = crowd(6)
    answered(asked, people[:3], 1, 1, 1)
    answered(asked, people[3:], -1, -1, -1)
    ballot = OpinionBallot.objects.get(voter=asked.voter(people[0]))
    assert set(ballot.answers.values()) == {1}
    columns = {field.name for field in OpinionBallot._meta.concrete_fields}
    assert columns == {"id", "round", "voter", "answers"}, "neither a person nor a moment"
    assert not Entry.objects.filter(verb="conversations.opinion_given").exclude(by=None).exists()
    assert not Entry.objects.filter(verb="conversations.opinion_given", is_public=True).exists()
    stolen, voter = OpinionRound.objects.get().key, str(asked.voter(people[0]))
    assert unseal(stolen, purpose=KEY_SEALED_FOR) and voter not in stolen
    actions.close_round(asked, by=alice)
    assert not OpinionBallot.objects.exists() and OpinionRound.objects.get().key == ""
    assert not _anywhere(voter) and not _anywhere(voter.replace("-", ""))
    with pytest.raises(WrongMoment):
        OpinionRound.objects.get().voter(people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRound.objects.update(key=stolen)


def _anywhere(words: str) -> bool:
    """Do they stand in any column of the database?"""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
            if any(words in str(value) for row in cursor.fetchall() for value in row):
                return True
    return False


def test_statements_of_others_wait_for_a_host_and_say_not_whose_they_are(
    asked: OpinionRound, alice: Person, bob: Person, signed_in: Any, visitor: Client
) -> None:
    address = asked.get_absolute_url()
    bobs, alices = signed_in(bob), signed_in(alice)
    assert bobs.post(f"{address}ajouter/", {"text": "Des  arbres !"}).status_code == 303
    assert bobs.post(f"{address}ajouter/", {"text": "des arbres !"}).status_code == 422
    assert bobs.post(f"{address}ajouter/", {"text": "x" * 141}).status_code == 422
    assert "Des arbres" not in visitor.get(address).content.decode()
    held = OpinionStatement.objects.get(is_held=True)
    with pytest.raises(NotHere):
        actions.answer_round(asked, by=bob, answers={held.pk: 1})
    assert bobs.post(f"{address}propositions/{held.pk}/").status_code == 403
    page = alices.get(address).content.decode()
    assert "Des arbres !" in page and "Bob" not in page.split("<main")[1]
    alices.post(f"{address}propositions/{held.pk}/")
    assert "Des arbres !" in visitor.get(address).content.decode()
    bobs.post(f"{address}ajouter/", {"text": "Des bateaux !"})
    alices.post(f"{address}propositions/{OpinionStatement.objects.get(is_held=True).pk}/", {"decline": "1"})
    assert not OpinionStatement.objects.filter(text__contains="bateaux").exists()
    assert not Entry.objects.filter(verb="conversations.statement_suggested").exclude(by=None).exists()


def test_who_is_not_asked_cannot_answer_and_forged_answers_are_none(
    asked: OpinionRound, assembly: Assembly, alice: Person, bob: Person, rosa: Person
) -> None:
    one = keys(asked)[0]
    for answers in ({10**9: 1}, {one: 2}, {one: 5}):
        with pytest.raises(NotHere):
            actions.answer_round(asked, by=bob, answers=answers)
    with pytest.raises(MayNot):
        actions.answer_round(asked, by=rosa, answers={one: 1})
    with pytest.raises(WrongMoment):
        actions.ask_opinions(assembly, by=alice, question="x", statements=["y"], takes_suggestions=False)
    actions.close_round(asked, by=alice)
    actions.close_round(asked, by=alice)
    with pytest.raises(WrongMoment):
        actions.answer_round(asked, by=bob, answers={one: 1})
    assert Entry.objects.filter(verb="conversations.opinions_counted").count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_meets_the_end_is_counted_or_refused(
    asked: OpinionRound, alice: Person, crowd: Callable[[int], list[Person]]
) -> None:
    people = crowd(6)
    answered(asked, people[:5], 1, 1, 1)
    one = keys(asked)[0]
    _closed, late = at_the_same_time(
        [
            lambda: actions.close_round(asked, by=alice),
            lambda: actions.answer_round(asked, by=people[5], answers={one: 1}),
        ]
    )
    result = OpinionRound.objects.get().result
    assert result["voters"] == (5 if isinstance(late, WrongMoment) else 6)
    assert not OpinionBallot.objects.exists()


def test_whoever_leaves_the_town_takes_an_open_answer_along(asked: OpinionRound, bob: Person) -> None:
    answered(asked, [bob], 1, 1, 1)
    actions.leave_conversations(bob, False)
    assert not OpinionBallot.objects.exists()


# -- Groups: pure functions -------------------------------------------------------------------------------------------

CAMPS = [[1, 1, 1, -1, -1, 0, 1, 1], [-1, -1, 1, 1, 1, 0, -1, 1], [1, -1, -1, -1, 1, 1, -1, -1]]


def camp(profile: list[int], many: int, seed: int = 1, noise: float = 0.1) -> list[dict[int, int]]:
    drawn = random.Random(seed)
    return [
        {
            at: value if drawn.random() > noise else drawn.choice([1, 0, -1])
            for at, value in enumerate(profile)
        }
        for _ in range(many)
    ]


def sizes(*camps: list[dict[int, int]]) -> list[int]:
    return [len(group) for group in grouped([one for camp in camps for one in camp], range(8))]


def test_two_and_three_camps_are_found_as_they_were_made() -> None:
    assert sizes(camp(CAMPS[0], 10), camp(CAMPS[1], 8, 2)) == [10, 8]
    assert sizes(camp(CAMPS[0], 20), camp(CAMPS[1], 9, 2), camp(CAMPS[2], 12, 3)) == [20, 12, 9]


def test_no_groups_of_few_people_of_one_mind_or_of_chance() -> None:
    assert sizes(camp(CAMPS[0], 6), camp(CAMPS[1], 3)) == [], "nine people"
    assert sizes(camp(CAMPS[0], 12), camp(CAMPS[1], 2)) == [], "two are no group"
    assert [sizes(camp(CAMPS[0], 30, seed)) for seed in range(8)] == [[]] * 8
    assert sizes([dict.fromkeys(range(8), 1)] * 20) == []
    assert sizes(camp([0] * 8, 60, noise=1.0)) == []


def test_who_answered_little_shapes_no_group_and_cannot_be_told_by_subtraction() -> None:
    ballots = [*camp(CAMPS[0], 10, noise=0), *camp(CAMPS[1], 8, noise=0), *[{5: 1}] * 12]
    result = counted(ballots, range(8))
    assert result["voters"] == 30 and sum(group["size"] for group in result["groups"]) == 30
    assert len(result["groups"]) == 2, "twelve who ticked one box are no third opinion"
    for key, sums in result["statements"].items():
        assert sums == [sum(of) for of in zip(*(g["statements"][key] for g in result["groups"]), strict=True)]


def test_what_tells_a_group_and_what_all_share() -> None:
    result = counted([*camp([1, 1, -1, 1], 8, noise=0), *camp([1, -1, 1, 1], 5, noise=0)], range(4))
    large, small = result["groups"]
    assert {telling.statement for telling in what_tells(result, large)} == {1, 2}
    assert what_tells(result, small)[0].sums == (0, 5, 0) and in_common(result) == [0, 3]


@given(
    st.lists(st.dictionaries(st.integers(0, 5), st.sampled_from([1, 0, -1])), max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_same_answers_give_the_same_result_in_any_order(
    ballots: list[dict[int, int]], drawn: random.Random
) -> None:
    shuffled = list(ballots)
    drawn.shuffle(shuffled)
    one, other = counted(ballots, range(6)), counted(shuffled, range(6))
    assert {**one, "groups": None} == {**other, "groups": None}
    by_size = [sorted(str(group) for group in found.get("groups", [])) for found in (one, other)]
    assert by_size[0] == by_size[1]
    assert all(group["size"] >= 3 for group in one.get("groups", []))
