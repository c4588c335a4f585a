"""Whom each permission of moderation lets, by name."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from commons.live import remembered
from commons.moderation import permissions as may
from commons.moderation.models import Appeal, Case, Decision, Flag, Juror
from commons.people.models import Person
from tests.cast import CITIZENS, MEMBERS, Cast

K, S = Decision.Kind, Decision.State


@pytest.fixture
def made(cast: Cast) -> Any:
    """made("bob") is a case about bob's profile, which mona has flagged when asked so."""

    def make(of: str, flagged_by: str = "", **facts: Any) -> Case:
        case = Case.objects.create(about=cast[of], concerned=cast[of], state="triaged", **facts)
        Flag.objects.create(case=case, about=cast[of], by=cast[flagged_by or "newt"], reason="other")
        return case

    return make


def decided(
    cast: Cast, of: str = "bob", kind: str = K.HIDDEN, state: str = S.IN_FORCE, **facts: Any
) -> Decision:
    return Decision.objects.create(
        **{"about": cast[of], "concerned": cast[of], "kind": kind, "state": state, "by": cast["helene"]}
        | facts
    )


def test_who_flags_and_who_looks(cast: Cast) -> None:
    assert cast.whom(may.may_flag) == MEMBERS
    assert cast.whom(may.may_keep_list) == cast.whom(may.may_see_case) == "mona ada"


def test_who_settles_a_case(cast: Cast, made: Any) -> None:
    for case, concerned, settle, restrict in (
        (made("bob"), "bob newt", "mona ada", "mona ada"),
        (made("alice", "mona"), "alice mona", "ada", "ada"),
        (made("mona"), "newt mona", "ada", "ada"),
        (made("ada"), "newt ada", "mona", ""),
    ):
        assert cast.whom(may.is_concerned, case) == concerned
        assert cast.whom(may.may_settle_case, case) == settle
        assert cast.whom(may.may_restrict, case) == restrict
    Flag.objects.create(case=made("tess"), about=cast["tess"], home="nord.example", reason="other")
    assert not may.is_concerned(None, Case.objects.get(concerned=cast["tess"]))
    kind = ContentType.objects.get_for_model(Person)
    nobodys = Case.objects.create(about_type=kind, about_id=0)
    assert cast.whom(may.may_restrict, nobodys) == ""


def test_who_is_the_second_of_two(cast: Cast, made: Any) -> None:
    case = made("bob")
    proposed = decided(cast, kind=K.SUSPENDED, state=S.PROPOSED, case=case)
    assert cast.whom(may.may_confirm, proposed) == "mona ada"
    proposed.by = cast["mona"]
    assert cast.whom(may.may_confirm, proposed) == "ada"
    proposed.by = None
    assert cast.whom(may.may_confirm, proposed) == "mona ada"
    proposed.case = None
    assert cast.whom(may.may_confirm, proposed) == ""
    assert cast.whom(may.may_confirm, decided(cast, kind=K.SUSPENDED, case=case)) == ""


def test_who_ends_a_decision_early(cast: Cast) -> None:
    for kind in (K.HIDDEN, K.REMOVED, K.LIMITED, K.SUSPENDED):
        assert cast.whom(may.may_lift, decided(cast, kind=kind)) == "mona ada"
        assert cast.whom(may.may_lift, decided(cast, kind=kind, state=S.ENDED)) == ""
        assert cast.whom(may.may_lift, decided(cast, "mona", kind=kind)) == "ada"
    assert cast.whom(may.may_lift, decided(cast, "ada", kind=K.SUSPENDED)) == ""
    for kind in (K.HELD, K.REFUSED, K.NOTED, K.EDIT):
        assert cast.whom(may.may_lift, decided(cast, kind=kind)) == ""
    assert cast.whom(may.may_lift, decided(cast, kind=K.LIMITED, concerned=None)) == ""
    assert cast.whom(may.may_lift, decided(cast, kind=K.HIDDEN, concerned=None)) == "mona ada"


def test_who_tells_another_town(cast: Cast, made: Any) -> None:
    def flag(of: str, **facts: Any) -> Flag:
        return Flag(**{"about": cast[of], "case": made(of)} | facts)

    assert cast.whom(may.may_forward_flag, flag("rosa")) == "mona ada"
    assert cast.whom(may.may_forward_flag, flag("bob")) == ""
    assert cast.whom(may.may_forward_flag, flag("ruth", forwarded="Voyez.")) == ""
    assert (
        cast.whom(may.may_forward_flag, flag("alice", about=cast["rosa"], case=made("odile", "mona")))
        == "ada"
    )
    assert cast.whom(may.may_forward_flag, flag("tess", about=cast["rosa"], case=None)) == ""


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (S.PROPOSED, "mona ada"),
        (S.DECLINED, "mona ada"),
        (S.IN_FORCE, "bob mona ada"),
        (S.ENDED, "bob mona ada"),
        (S.REVERSED, "bob mona ada"),
    ],
)
def test_who_reads_a_decision(cast: Cast, state: str, names: str) -> None:
    assert cast.whom(may.may_read_decision, decided(cast, state=state)) == names


class Written:
    """Something that odile wrote for alice."""

    def __init__(self, cast: Cast) -> None:
        self.author_id, self.mediator_id = cast["alice"].pk, cast["odile"].pk


def test_who_wrote_it_for_somebody_reads_and_asks_too(cast: Cast, monkeypatch: Any) -> None:
    decision = decided(cast, concerned=None)
    monkeypatch.setattr(Decision, "about", Written(cast))
    assert cast.whom(may.may_read_decision, decision) == "alice mona ada odile"
    assert cast.whom(may.may_appeal, decision) == "alice odile"


@pytest.mark.parametrize("kind", K.values)
@pytest.mark.parametrize("state", S.values)
def test_who_asks_for_another_look(cast: Cast, kind: str, state: str) -> None:
    open_to = kind not in (K.HELD, K.NOTED) and state in (S.IN_FORCE, S.ENDED)
    assert cast.whom(may.may_appeal, decided(cast, kind=kind, state=state)) == ("bob" if open_to else "")


def test_who_is_suspended_may_ask_who_has_left_or_lives_elsewhere_may_not(cast: Cast) -> None:
    assert cast.whom(may.may_appeal, decided(cast, "zoe")) == "zoe"
    assert cast.whom(may.may_appeal, decided(cast, "rosa")) == ""
    cast["bob"].state = Person.State.GONE
    assert cast.whom(may.may_appeal, decided(cast)) == ""


@pytest.mark.parametrize(
    ("kind", "state", "days", "open_to"),
    [
        (K.HIDDEN, S.IN_FORCE, may.CONTESTABLE_FOR - 1, "bob"),
        (K.HIDDEN, S.IN_FORCE, may.CONTESTABLE_FOR + 1, ""),
        (K.SUSPENDED, S.IN_FORCE, may.CONTESTABLE_FOR + 1, "bob"),
        (K.SUSPENDED, S.ENDED, may.CONTESTABLE_FOR + 1, ""),
        (K.SUSPENDED, S.ENDED, may.CONTESTABLE_FOR - 1, "bob"),
    ],
)
def test_one_asks_in_time(cast: Cast, kind: str, state: str, days: int, open_to: str) -> None:
    decision = decided(cast, kind=kind, state=state)
    decision.at = timezone.now() - timedelta(days=days)
    assert cast.whom(may.may_appeal, decision) == open_to


def test_one_asks_once(cast: Cast) -> None:
    decision, other = decided(cast), decided(cast)
    Appeal.objects.create(decision=decision, by=cast["bob"], words="Non.")
    assert cast.whom(may.may_appeal, decision) == "" and cast.whom(may.may_appeal, other) == "bob"


@pytest.mark.parametrize("fact", ["by", "second", "appealed", "flagged"])
def test_who_hears_an_appeal_had_no_part_in_it(cast: Cast, made: Any, fact: str) -> None:
    flagged = "mona" if fact == "flagged" else ""
    facts = {fact: cast["mona"]} if fact in ("by", "second") else {}
    decision = decided(cast, case=made("bob", flagged), **facts)
    appeal = Appeal(decision=decision, by=cast["mona" if fact == "appealed" else "bob"])
    assert cast.whom(may.may_hear_appeal, appeal) == "ada"


def test_who_hears_an_appeal_about_what_a_rule_did(cast: Cast) -> None:
    assert (
        cast.whom(may.may_hear_appeal, Appeal(decision=decided(cast, by=None), by=cast["bob"])) == "mona ada"
    )


def test_who_may_be_drawn_and_who_votes(cast: Cast) -> None:
    assert cast.whom(may.may_join_jury) == CITIZENS.replace(" newt", "").replace(" mona ada", "")
    decided(cast, kind=K.LIMITED)
    remembered.forget()
    assert "bob" not in cast.whom(may.may_join_jury).split()

    def juror(of: str, state: str = "jury", **facts: Any) -> Juror:
        return Juror(appeal=Appeal(state=state), person=cast[of], **facts)

    assert cast.whom(may.may_vote, juror("bob")) == "bob"
    assert cast.whom(may.may_vote, juror("zoe")) == ""
    assert cast.whom(may.may_vote, juror("bob", "waiting")) == ""
    assert cast.whom(may.may_vote, juror("bob", vote="keep", answered_at=timezone.now())) == ""
