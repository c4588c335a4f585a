"""What moderators decide: under a rule, told to the author with the way to contest it, done by the room."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.base.errors import MayNot
from commons.conversations.actions import start_topic, write_post
from commons.conversations.models import Post
from commons.journal.models import Entry
from commons.moderation import actions
from commons.moderation.models import Case, Decision, Flag
from commons.moderation.standing import is_limited
from commons.people.models import Person


@pytest.mark.parametrize(
    ("kind", "state"),
    [("noted", "visible"), ("edit", "visible"), ("hidden", "hidden"), ("removed", "deleted")],
)
def test_the_author_reads_what_under_which_rule_and_how_to_contest(
    alice: Person,
    mona: Person,
    flagged: Case,
    signed_in: Any,
    worker: Any,
    decide: Any,
    kind: str,
    state: str,
) -> None:
    decide(signed_in(mona), flagged, kind=kind, rule="person")
    assert Post.objects.get().state == state
    worker.run()
    decision = Decision.objects.get()
    assert (decision.by, decision.concerned, decision.kind) == (mona, alice, kind)
    told = alice.notices.get(kind="moderation.decision_taken")
    page = signed_in(alice).get(told.href).content.decode()
    assert "Ce message insulte." in page and "no place for denunciation" in page
    contest = f"/moderation/decisions/{decision.pk}/contester/"
    assert (contest in page) is (kind != "noted"), "a word is no decision to contest"
    assert signed_in(alice).get(contest).status_code == (200 if kind != "noted" else 404)
    assert Flag.objects.get().state == "upheld"
    if kind == "removed":
        assert Post.objects.get().source == ""


def test_a_decision_is_nobody_elses_business(
    bob: Person, mona: Person, flagged: Case, signed_in: Any, visitor: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged)
    where = Decision.objects.get().get_absolute_url()
    assert (
        signed_in(bob).get(where).status_code == 404 == signed_in(bob).get(f"{where}contester/").status_code
    )
    assert visitor.get(where).status_code == 302
    record = visitor.get("/journal/").content.decode()
    assert "settled a flag" in record and "insulte" not in record


def test_it_is_decided_once(mona: Person, maud: Person, flagged: Case, signed_in: Any, decide: Any) -> None:
    decide(signed_in(mona), flagged)
    assert decide(signed_in(maud), flagged, kind="none", answer="Rien.").status_code == 409
    assert Decision.objects.count() == 1 and Case.objects.get().state == "actioned"


def test_what_the_room_cannot_do_is_not_offered(
    alice: Person, bob: Person, mona: Person, signed_in: Any, decide: Any
) -> None:
    case = actions.flag(alice, by=bob, reason="other").case
    page = signed_in(mona).get(case.get_absolute_url()).content.decode()
    assert 'value="removed"' in page and 'value="suspended"' in page and 'value="hidden"' not in page
    assert decide(signed_in(mona), case, kind="hidden").status_code == 422


def test_a_moderator_decides_about_what_nobody_flagged(
    alice: Person, mona: Person, bob: Person, post: Any, signed_in: Any, decide: Any
) -> None:
    where = f"/moderation/examiner/conversations.post/{post.pk}/"
    assert signed_in(bob).post(where).status_code == 404
    opened = signed_in(mona).post(where)
    case = Case.objects.get()
    assert opened.headers["Location"] == case.get_absolute_url()
    decide(signed_in(mona), case)
    assert Post.objects.get().state == "hidden" and Decision.objects.get().concerned == alice


def test_a_suspension_needs_a_second_person(
    alice: Person,
    bob: Person,
    mona: Person,
    maud: Person,
    flagged: Case,
    signed_in: Any,
    worker: Any,
    decide: Any,
) -> None:
    first, second = signed_in(mona), signed_in(maud)
    decide(first, flagged, kind="suspended", days="30")
    worker.run()
    assert Person.objects.get(pk=alice.pk).is_active, "not yet"
    assert not alice.notices.filter(kind="moderation.decision_taken").exists()
    assert signed_in(alice).get(Decision.objects.get().get_absolute_url()).status_code == 404
    asked = signed_in(bob).get("/moderation/mes-signalements/").content.decode()
    assert "Merci." not in asked and "A message · Une phrase de trop" in asked, (
        "answered once it is confirmed"
    )
    confirm = f"{flagged.get_absolute_url()}confirmer/"
    assert first.post(confirm).status_code == 403, "nobody confirms their own"
    assert [notice.href for notice in maud.notices.filter(kind="moderation.decision_proposed")] == [
        flagged.get_absolute_url()
    ]
    assert "Confirm: suspend the account of Alice" in second.get(flagged.get_absolute_url()).content.decode()
    second.post(confirm)
    worker.run()
    decision = Decision.objects.get()
    assert (decision.by, decision.second, decision.state) == (mona, maud, "in_force")
    assert not Person.objects.get(pk=alice.pk).is_active and Flag.objects.get().state == "upheld"
    assert not Entry.objects.public().filter(verb="people.person_suspended").exists()


def test_who_flagged_or_wrote_it_is_no_second_person(
    alice: Person, mona: Person, maud: Person, post: Any, signed_in: Any, decide: Any
) -> None:
    case = actions.flag(post, by=maud, reason="other").case
    decide(signed_in(mona), case, kind="suspended")
    assert signed_in(maud).post(f"{case.get_absolute_url()}confirmer/").status_code == 403
    assert Person.objects.get(pk=alice.pk).is_active


def test_a_suspension_that_is_not_confirmed_does_not_happen(
    alice: Person, mona: Person, maud: Person, flagged: Case, signed_in: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged, kind="suspended")
    signed_in(maud).post(f"{flagged.get_absolute_url()}confirmer/", {"decline": "1"})
    assert Person.objects.get(pk=alice.pk).is_active
    assert (Case.objects.get().state, Decision.objects.get().state) == ("triaged", "declined")


def test_somebody_suspended_reads_the_decision_and_comes_back_when_it_ends(
    alice: Person, mona: Person, maud: Person, flagged: Case, signed_in: Any, worker: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged, kind="suspended", days="30")
    signed_in(maud).post(f"{flagged.get_absolute_url()}confirmer/")
    browser, decision = signed_in(alice), Decision.objects.get()
    closed = browser.get("/moi/", follow=True)
    assert closed.status_code == 403 and "/moderation/mes-decisions/" in closed.content.decode()
    assert decision.get_absolute_url() in browser.get("/moderation/mes-decisions/").content.decode()
    assert "contester/" in browser.get(decision.get_absolute_url()).content.decode()
    Decision.objects.update(until=timezone.now() - timedelta(minutes=1))
    worker.run()
    assert Person.objects.get(pk=alice.pk).is_active
    assert (Decision.objects.get().state, browser.get("/moi/").status_code) == ("ended", 200)
    assert alice.notices.filter(kind="moderation.decision_ended").exists()


def test_somebody_limited_reads_but_writes_only_what_is_their_own(
    alice: Person,
    bob: Person,
    mona: Person,
    flagged: Case,
    post: Any,
    signed_in: Any,
    decide: Any,
    worker: Any,
) -> None:
    browser = signed_in(alice)
    assert decide(signed_in(mona), flagged, kind="limited", days="180").status_code == 422
    decide(signed_in(mona), flagged, kind="limited", days="7")
    assert is_limited(alice)
    where = f"/discussions/{post.topic_id}/"
    assert browser.get(where).status_code == 200
    refused = browser.post(f"{where}ecrire/", {"body": "Encore moi"})
    assert refused.status_code == 403 and "may only read for now" in refused.content.decode()
    with pytest.raises(MayNot):
        start_topic(by=alice, title="Ailleurs", text="x")
    with pytest.raises(MayNot):
        write_post(post.topic, by=alice, text="Par courrier")
    assert Post.objects.count() == 1
    assert browser.post("/moi/reglages/", {"name": "Alice", "neighbourhood": ""}).status_code == 302
    asked = browser.post(f"/moderation/signaler/people.person/{bob.pk}/", {"reason": "danger"})
    assert asked.status_code == 302
    Decision.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert not is_limited(alice) or worker.run() >= 0
    worker.run()
    assert browser.post(f"{where}ecrire/", {"body": "Me revoici"}).status_code in (302, 303)


def test_moderators_do_not_restrict_one_another(
    alice: Person, mona: Person, maud: Person, ada: Person, signed_in: Any, decide: Any
) -> None:
    case = actions.flag(maud, by=alice, reason="other").case
    assert decide(signed_in(mona), case, kind="limited").status_code == 422
    assert decide(signed_in(ada), case, kind="limited").status_code == 302
    assert is_limited(maud)


def test_one_moderator_ends_a_decision_before_its_time(
    alice: Person, bob: Person, mona: Person, maud: Person, flagged: Case, signed_in: Any, worker: Any, decide: Any
) -> None:  # fmt: skip
    decide(signed_in(mona), flagged, kind="limited")
    decision = Decision.objects.get()
    where = f"{decision.get_absolute_url()}lever/"
    assert signed_in(bob).post(where).status_code == 404 == signed_in(alice).post(where).status_code
    assert is_limited(alice)
    assert where in signed_in(maud).get(decision.get_absolute_url()).content.decode()
    signed_in(maud).post(where)
    worker.run()
    assert not is_limited(alice) and Decision.objects.get().state == "reversed"
    assert alice.notices.filter(kind="moderation.decision_ended").exists()
    assert signed_in(maud).post(where).status_code == 409


def test_a_suspension_without_end_can_be_ended_and_hidden_words_come_back(
    alice: Person, mona: Person, maud: Person, flagged: Case, bob: Person, signed_in: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged)
    other = actions.flag(alice, by=bob, reason="other").case
    decide(signed_in(mona), other, kind="suspended", days="0")
    signed_in(maud).post(f"{other.get_absolute_url() if other else ''}confirmer/")
    assert not Person.objects.get(pk=alice.pk).is_active
    for decision in Decision.objects.all():
        signed_in(maud).post(f"{decision.get_absolute_url()}lever/")
    assert Person.objects.get(pk=alice.pk).is_active and Post.objects.get().state == "visible"
