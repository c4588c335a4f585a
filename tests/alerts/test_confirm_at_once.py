"""Everybody presses at the same time, on both databases: two different people, once, and never too many."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connections

from alerts.actions import (
    announcing,
    confirm_bulletin,
    revise_rules,
    submit_bulletin,
    take_back_bulletin,
    the_rules,
)
from alerts.models import Announcement, Bulletin, Transition
from alerts.states import State
from alerts.verbs import Verb
from commons.base.errors import Refused
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def at_once(acts: Sequence[Callable[[], Any]]) -> list[str]:
    """What came of each: "done", or the name of the refusal."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=60)
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_of_many_second_people_and_never_the_first(
    draft: Any, iris: Any, jules: Any, resident: Any
) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    others = [jules, resident("olga", "alert_issuer"), resident("paul", "alert_issuer")]
    people = [*others, iris, iris]
    said = at_once([lambda by=by: confirm_bulletin(bulletin, by=by, edition=1) for by in people])
    assert said == ["MayNot", "MayNot", "WrongMoment", "WrongMoment", "done"]
    bulletin.refresh_from_db()
    assert bulletin.state == State.PUBLISHED and bulletin.confirmer in others
    assert Entry.objects.filter(verb=Verb.ALERT_PUBLISHED).count() == 1
    assert Transition.objects.filter(name="confirm").count() == 1


def test_taken_back_or_confirmed_but_not_both(draft: Any, iris: Any, jules: Any) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    said = at_once(
        [
            lambda: take_back_bulletin(bulletin, by=iris),
            lambda: confirm_bulletin(bulletin, by=jules, edition=1),
        ]
    )
    assert said == ["WrongMoment", "done"]
    assert Bulletin.objects.get().state in {State.DRAFTED, State.PUBLISHED}


def test_no_more_in_a_day_than_the_town_wants(draft: Any, iris: Any, jules: Any, ada: Any) -> None:
    revise_rules(by=ada, official_hosts=the_rules().official_hosts, most_a_day=2)
    waiting = [submit_bulletin(draft(title=f"Avis {number}"), by=iris) for number in range(5)]
    said = at_once([lambda one=one: confirm_bulletin(one, by=jules, edition=1) for one in waiting])
    assert said == ["TooMany", "TooMany", "TooMany", "done", "done"]


def test_several_workers_tell_each_resident_once(
    relay: Any, roquette: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "SLICE", 20)
    Person.objects.bulk_create(
        Person(handle=f"h{n}", name=f"H {n}", neighbourhood=roquette) for n in range(99)
    )
    relay()

    def work() -> None:
        for _slice in range(8):
            announcing.announce_some()

    assert at_once([work, work, work]) == ["done"] * 3
    while announcing.announce_some():  # who found a slice in other hands had nothing to do
        pass
    announcement = Announcement.objects.get()
    assert announcement.finished_at and announcement.told == 100
    assert Notice.objects.filter(entry=announcement.entry).count() == 100
