"""One's own page and the pages of others: settings, follows, blocks, roles, suspension."""

from typing import Any

import pytest
from django.test import Client

from commons.base.errors import MayNot
from commons.journal.models import Entry
from commons.people.actions import give_role, suspend_person
from commons.people.models import Block, Follow, Person, Role
from commons.people.verbs import Verb


def test_everybody_reads_a_person_and_nobody_reads_their_address(alice: Person, visitor: Client) -> None:
    answer = visitor.get("/personnes/alice/")
    assert answer.status_code == 200
    assert answer.headers["X-Page-Store"] == "public"
    assert b"La Roquette" in answer.content
    assert b"alice@example.org" not in answer.content


def test_a_persons_page_asks_few_questions(
    alice: Person, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    visitor.get("/personnes/alice/")
    with django_assert_max_num_queries(6):
        visitor.get("/personnes/alice/")


def test_settings_change_what_others_see(alice: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    said = {"name": "Alice B.", "summary": "J’aime **les ponts** <script>", "neighbourhood": ""}
    assert browser.post("/moi/reglages/", said).headers["Location"] == "/moi/"
    page = browser.get("/personnes/alice/").content.decode()
    assert (
        "<strong>les ponts</strong>" in page and "<script>" not in page.split("<main")[1].split("</main")[0]
    )
    assert not Person.objects.get(pk=alice.pk).account.mail_wanted


def test_wrong_settings_come_back_with_what_was_typed(alice: Person, signed_in: Any) -> None:
    answer = signed_in(alice).post("/moi/reglages/", {"name": "", "summary": "gardé"})
    assert answer.status_code == 422
    assert "gardé" in answer.content.decode()


def test_alice_follows_bob_then_stops(alice: Person, bob: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    browser.post("/personnes/bob/suivre/")
    assert Follow.objects.get(follower=alice).state == Follow.State.ACCEPTED
    assert b"Bob" in browser.get("/moi/").content
    browser.post("/personnes/bob/suivre/", {"stop": "1"})
    assert Follow.objects.get(follower=alice).state == Follow.State.REFUSED


def test_alice_blocks_bob_and_bob_is_not_told(alice: Person, bob: Person, signed_in: Any) -> None:
    browser = signed_in(alice)
    browser.post("/personnes/bob/bloquer/")
    assert Block.objects.filter(blocker=alice, blocked=bob).exists()
    assert not Entry.objects.public().filter(verb=Verb.PERSON_BLOCKED).exists()
    browser.post("/personnes/bob/bloquer/", {"unblock": "1"})
    assert not Block.objects.exists()


def test_an_administrator_gives_a_role_with_a_reason_that_everybody_reads(
    ada: Person, bob: Person, signed_in: Any, visitor: Client
) -> None:
    browser = signed_in(ada)
    assert browser.post("/personnes/bob/roles/", {"role": "moderator"}).status_code == 422
    browser.post("/personnes/bob/roles/", {"role": "moderator", "reason": "Elected by the assembly"})
    page = visitor.get("/personnes/bob/").content.decode()
    assert "Elected by the assembly" in page and "Ada" in page
    role = Role.objects.get(person=bob)
    browser.post(f"/roles/{role.pk}/retirer/")
    assert not Role.objects.current().filter(person=bob).exists()


@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_nobody_gives_themselves_a_role(charlie: Person, signed_in: Any, role: str) -> None:
    browser = signed_in(charlie)
    assert browser.post("/personnes/charlie/roles/", {"role": role, "reason": "me"}).status_code == 403
    assert not Role.objects.exists()


def test_a_suspended_person_reads_as_a_visitor(
    mona: Person, bob: Person, charlie: Person, signed_in: Any
) -> None:
    browser = signed_in(bob)
    with pytest.raises(MayNot):
        suspend_person(bob, by=charlie)
    suspend_person(bob, by=mona)
    assert browser.get("/discussions/").status_code == 200
    led = browser.get("/moi/", follow=True)
    assert led.status_code == 403
    assert b"suspended" in led.content


def test_moderators_do_not_suspend_one_another(
    mona: Person, ada: Person, bob: Person, signed_in: Any
) -> None:
    give_role(bob, by=None, role="moderator", reason="test")
    with pytest.raises(MayNot):
        suspend_person(bob, by=mona)
    suspend_person(bob, by=ada)
    assert Person.objects.get(pk=bob.pk).state == Person.State.SUSPENDED


def test_somebody_from_elsewhere_has_a_page_that_says_so(rosa: Person, visitor: Client) -> None:
    assert b"nord.example" in visitor.get("/personnes/rosa@nord.example/").content


def test_gone_and_never_been_look_the_same(alice: Person, visitor: Client) -> None:
    Person.objects.filter(pk=alice.pk).update(state=Person.State.GONE)
    gone = visitor.get("/personnes/alice/")
    never = visitor.get("/personnes/alixe/")
    assert gone.status_code == never.status_code == 404
    assert gone.content.replace(b"alice", b"alixe") == never.content
