"""The security log: who came in, who was refused, who was given a charge, who read; and not a word of it."""

import logging

import pytest
from django.core import mail

from commons.conversations.actions import note_reading, open_private_thread, start_topic, write_post
from commons.people.actions import give_role, suspend_person
from commons.privacy.actions import ask_takeaway
from tests.commons.people.test_join_town import code_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO, logger="calade.security")

    def lines():
        return [record.getMessage() for record in caplog.records if record.name == "calade.security"]

    return lines


def test_coming_in_being_refused_and_leaving(alice, visitor, log):
    here = {"REMOTE_ADDR": "198.51.100.77"}
    visitor.post("/compte/login/", {"login": "alice@example.org"}, **here)
    visitor.post("/compte/login/code/confirm/", {"code": "000000"}, **here)
    visitor.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[0])}, **here)
    visitor.post("/compte/logout/", **here)
    account = alice.account.pk
    assert log() == [
        "login_refused net:198.51.100 why=incorrect_code",
        f"login net:198.51.100 account={account}",
        f"logout net:198.51.100 account={account}",
    ]


def test_an_address_of_the_newer_kind_is_cut_to_its_network(alice, visitor, log):
    visitor.force_login(alice.account)
    visitor.post("/compte/logout/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert log()[-1].startswith("logout net:2001:db8:1:2 ")


def test_charges_and_suspensions(alice, bob, ada, log):
    give_role(bob, by=ada, role="moderator", reason="canari raison")
    suspend_person(alice, by=ada)
    first, second = log()[-2:]
    assert first.startswith(f"people.role_given by={ada.pk} about=people.")
    assert second.startswith(f"people.person_suspended by={ada.pk} about=people.person:{alice.pk} ")
    assert "canari" not in "".join(log()) and "alice" not in "".join(log())


def test_a_moderator_who_reads_among_few(alice, bob, mona, log):
    thread = open_private_thread(about=bob, title="canari titre", members=[alice, bob])
    write_post(thread, by=alice, text="canari mots")
    note_reading(thread, by=mona)
    assert log()[-1].startswith(
        f"conversations.topic_read by={mona.pk} about=conversations.topic:{thread.pk} "
    )
    assert "canari" not in "".join(log())


def test_who_takes_everything_away(alice, log):
    ask_takeaway(alice, by=alice)
    assert log()[-1].startswith(f"privacy.takeaway_asked by={alice.pk} about=")


def test_who_may_not_and_who_comes_too_often(alice, bob, signed_in, visitor, log, settings):
    """The route and the number of the account: neither the address nor what was sent."""
    topic = start_topic(by=alice, title="canari titre", text="canari mots")
    browser = signed_in(bob)
    assert browser.post(f"/discussions/{topic.pk}/ranger/", {"pace": "60"}).status_code in (403, 404)
    assert log()[-1].startswith(f"refused net:127.0.0 account={bob.account.pk} why=40")
    settings.CALADE_LIMITS_IN_TESTS = True
    for _time in range(31):
        visitor.post("/compte/login/", {"login": "canari@example.org"})
    assert log()[-1] == "refused net:127.0.0 account= why=429 at=/compte/login/"
    browser.post("/compte/logout/", headers={"sec-fetch-site": "cross-site"})
    assert "why=elsewhere at=/compte/logout/" in log()[-1]
    assert "canari" not in "".join(log())
