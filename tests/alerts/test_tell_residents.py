"""Residents are told in slices: whom it concerns, once, by a title and a link; at night only who asked for it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.actions import acknowledge, announcing, cancel_alert, choose_wishes
from alerts.models import AlertAck, Announcement, Wish
from alerts.verbs import Verb
from commons.journal.models import Job
from commons.notices.models import Notice
from commons.notices.quiet import next_waking
from commons.people.actions import leave_town
from commons.people.models import Person
from commons.places.models import Neighbourhood

PARIS = ZoneInfo("Europe/Paris")
NOON, NIGHT = datetime(2027, 1, 12, 12, tzinfo=PARIS), datetime(2027, 1, 12, 23, tzinfo=PARIS)
WISH = {"notice_from": "information", "mail_from": "danger", "night": False, "drills": False}


def told() -> set[str]:
    return set(
        Notice.objects.filter(kind__startswith="alerts.alert").values_list("person__handle", flat=True)
    )


def test_the_whole_town_is_told_once_and_not_who_did_it(
    relay: Any, alice: Any, bob: Any, rosa: Any, iris: Any, jules: Any, worker: Any
) -> None:
    with time_machine.travel(NOON):
        bulletin = relay(level="danger")
        worker.run()
    assert told() == {"alice", "bob", "iris"}
    notice = Notice.objects.get(person=alice)
    assert (notice.title, notice.href, notice.kind) == (
        bulletin.title, f"/alertes/{bulletin.alert_id}/", Verb.ALERT_PUBLISHED,
    )  # fmt: skip
    assert sorted(message.to[0] for message in mail.outbox if bulletin.title in message.subject)[0] == (
        "alice@example.org"
    )
    assert all("Buvez" not in message.body for message in mail.outbox)
    announcement = Announcement.objects.get()
    assert (announcement.told, announcement.mailed) == (3, 3) and announcement.finished_at


def test_only_those_whom_it_concerns(
    relay: Any, alice: Any, resident: Any, roquette: Any, worker: Any
) -> None:
    elsewhere = Neighbourhood.objects.create(slug="barriol", name="Barriol", cell="1.1")
    Person.objects.filter(pk=resident("carmen").pk).update(neighbourhood=elsewhere)
    Person.objects.filter(pk=resident("nomade").pk).update(neighbourhood=None)
    relay(areas=[elsewhere], everywhere=False)
    worker.run()
    assert told() == {"carmen"}


def test_each_chooses_from_which_level_on(
    relay: Any, alice: Any, bob: Any, charlie: Any, signed_in: Any, worker: Any
) -> None:
    answer = signed_in(alice).post("/alertes/mes-avis/", {**WISH, "notice_from": "danger", "night": "on"})
    assert answer.url == "/alertes/"
    assert signed_in(alice).post("/alertes/mes-avis/", {**WISH, "mail_from": "x"}).status_code == 422
    choose_wishes(by=bob, **{**WISH, "mail_from": "vigilance"})
    choose_wishes(by=charlie, **{**WISH, "notice_from": "never"})
    with time_machine.travel(NOON):
        relay(level="vigilance")
        worker.run()
    assert told() == {"bob", "iris"}
    assert [message.to for message in mail.outbox if "chaud" in message.subject and "iris" not in message.to[0]] == [
        ["jules@example.org"], ["bob@example.org"],
    ]  # fmt: skip


def test_at_night_danger_wakes_only_who_asked_and_what_is_over_nobody(
    relay: Any, alice: Any, bob: Any, jules: Any, worker: Any
) -> None:
    choose_wishes(by=alice, **{**WISH, "night": True})
    with time_machine.travel(NIGHT, tick=False):
        bulletin = relay(level="danger", valid_until=NIGHT + timedelta(hours=20))
        worker.run()
        woken = [message.to[0] for message in mail.outbox if "Calade" in message.subject]
        assert "alice@example.org" in woken and "bob@example.org" not in woken
        assert set(Job.objects.filter(state="ready").values_list("due_at", flat=True)) == {next_waking(NIGHT)}
        mail.outbox.clear()
        cancel_alert(bulletin.alert, by=jules, reason="Erreur")
        worker.run()
    with time_machine.travel(NIGHT + timedelta(hours=10), tick=False):
        worker.run()
    said = [message.body for message in mail.outbox if message.to == ["bob@example.org"]]
    assert len(said) == 1  # that it was cancelled, and not what no longer counts


def test_one_line_about_one_thing_is_enough(relay: Any, bob: Any, worker: Any) -> None:
    bulletin = relay()
    worker.run()
    relay(alert=bulletin.alert, title="Encore plus chaud")
    worker.run()
    assert Notice.objects.filter(person=bob).count() == 2
    assert [notice.title for notice in Notice.objects.unread_of(bob)] == ["Encore plus chaud"]


def test_quiet_hours_are_those_of_the_town_also_when_summer_begins() -> None:
    assert next_waking(NOON) == NOON
    assert next_waking(NIGHT) == datetime(2027, 1, 13, 8, tzinfo=PARIS)
    eve = datetime(2027, 3, 27, 22, tzinfo=PARIS)
    assert next_waking(eve) - eve == timedelta(hours=9) + timedelta(hours=1)
    assert next_waking(eve).astimezone(ZoneInfo("UTC")) - eve.astimezone(ZoneInfo("UTC")) == timedelta(
        hours=9
    )


def test_a_large_town_costs_the_same_questions_per_slice(
    relay: Any, roquette: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "SLICE", 100)
    Person.objects.bulk_create(
        Person(handle=f"h{number}", name=f"H {number}", neighbourhood=roquette) for number in range(450)
    )
    relay()
    costs = []
    while True:
        with CaptureQueriesContext(connection) as asked:
            if not announcing.announce_some():
                break
        costs.append(len(asked))
    assert len(costs) == 5 and max(costs) <= 12, costs
    announcement = Announcement.objects.get()
    assert announcement.told == 451 and Notice.objects.filter(entry=announcement.entry).count() == 451


def test_a_drill_reaches_only_those_who_take_part_and_says_so(
    relay: Any, alice: Any, bob: Any, iris: Any, visitor: Any, signed_in: Any, worker: Any
) -> None:
    choose_wishes(by=alice, **{**WISH, "drills": True})
    bulletin = relay(drill=True, level="danger")
    worker.run()
    notices = Notice.objects.filter(kind=Verb.DRILL_PUBLISHED)
    assert [(notice.person, notice.title) for notice in notices] == [
        (alice, f"EXERCICE\u202f: {bulletin.title}")
    ]
    assert "EXERCISE" in signed_in(alice).get("/charte/").content.decode().split("<main")[0]
    for client in (signed_in(bob), visitor):
        assert bulletin.title not in client.get("/charte/").content.decode()
        assert bulletin.title not in client.get("/alertes/").content.decode()
    signed_in(alice).post(f"/alertes/lu/{bulletin.pk}/", {"next": "/"})
    cancel_alert(bulletin.alert, by=iris, reason="Fin de l’essai")
    worker.run()
    page = visitor.get("/alertes/exercices/").content.decode()
    assert "EXERCISE: " in page and "Fin de l’essai" in page
    assert "Alice" not in page and "Iris" not in page and "Jules" not in page
    report = visitor.get("/alertes/exercices/").context["reports"][0]
    assert (report["told"], report["closed"]) == (2, 1)  # of the beginning, and of the end
    assert "This is an exercise" in visitor.get(bulletin.get_absolute_url()).content.decode()


def test_who_leaves_takes_their_wishes_along(alice: Any, relay: Any) -> None:
    choose_wishes(by=alice, **WISH)
    acknowledge(relay(), by=alice)
    leave_town(alice, by=alice, erase=False)
    assert not Wish.objects.exists() and not AlertAck.objects.exists()
