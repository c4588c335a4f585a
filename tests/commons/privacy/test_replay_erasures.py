"""A backup brings back who left since; the ledger beside it makes them leave again."""

import json

import pytest
from django.core.management import CommandError, call_command

from commons.people.actions import leave_town
from commons.people.models import Account, Person
from commons.privacy.models import Erasure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path
    return tmp_path


@pytest.fixture
def leaves(django_capture_on_commit_callbacks):
    def leave(person, erase=False):
        with django_capture_on_commit_callbacks(execute=True):
            leave_town(person, by=person, erase=erase)

    return leave


def restored(person, name):
    """As yesterday's copy has it."""
    Erasure.objects.all().delete()
    account = Account.objects.create_user("back@example.org")
    Person.objects.filter(pk=person.pk).update(
        state="active", name=name, handle="alice", summary="Je jardine"
    )
    account.person_id = person.pk
    account.save()
    return Person.objects.get(pk=person.pk)


def test_the_ledger_holds_numbers_and_no_name(alice, leaves, own_folder):
    leaves(alice, erase=True)
    [line] = (own_folder / "erasures.jsonl").read_text().splitlines()
    said = json.loads(line)
    assert said["subject"] == str(alice.uid) and said["words"] is True
    assert set(said) == {"subject", "words", "at"}
    assert "alice" not in line.lower()


def test_who_came_back_with_a_backup_is_erased_again(alice, bob, leaves, capsys):
    leaves(alice)
    restored(alice, "Alice")
    call_command("replay_erasures")
    alice.refresh_from_db()
    assert (alice.state, alice.summary) == ("gone", "") and "Alice" not in alice.name
    assert not Account.objects.filter(email="back@example.org").exists()
    assert "1 people" in capsys.readouterr().out
    bob.refresh_from_db()
    assert bob.is_active


def test_replaying_twice_changes_nothing_more(alice, leaves, capsys):
    leaves(alice)
    restored(alice, "Alice")
    call_command("replay_erasures")
    call_command("replay_erasures")
    assert "0 people" in capsys.readouterr().out


def test_a_ledger_that_is_damaged_in_one_line_is_read_for_the_rest(alice, leaves, own_folder):
    leaves(alice)
    with (own_folder / "erasures.jsonl").open("a") as out:
        out.write('{"subject": "no number"}\nnot json\n')
    restored(alice, "Alice")
    call_command("replay_erasures")
    alice.refresh_from_db()
    assert alice.state == "gone"


def test_without_a_ledger_it_says_so(own_folder, town):
    with pytest.raises(CommandError):
        call_command("replay_erasures")


def test_the_name_of_who_left_is_nobody_elses(alice, leaves, resident, signed_in, roquette):
    leaves(alice)
    alice.refresh_from_db()
    assert alice.handle != "alice"
    newcomer = Account.objects.create_user("new@example.org")
    from django.test import Client

    browser = Client(headers={"accept-language": "en"})
    browser.force_login(newcomer)
    said = {"name": "Alice", "handle": "alice", "neighbourhood": roquette.pk, "charter": "on", "age": "on"}
    answer = browser.post("/bienvenue/", said)
    assert answer.status_code == 422 and "taken" in answer.content.decode()
