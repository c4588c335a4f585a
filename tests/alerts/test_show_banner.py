"""The banner: on every page while it holds, never after, at no cost; who has read it closes it."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import AlertAck
from alerts.verbs import Verb
from commons.journal.models import Entry


@pytest.mark.django_db(
    transaction=True
)  # what a transaction has changed is read past the memory until it ends
def test_a_page_costs_no_query_more(relay: Any, visitor: Any, signed_in: Any, charlie: Any) -> None:
    member = signed_in(charlie)

    def queries(client: Any, *, shown: bool) -> int:
        client.get("/charte/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/charte/")
        assert ("Très chaud" in page.content.decode()) == shown
        return len(asked)

    before = queries(visitor, shown=False), queries(member, shown=False)
    relay()
    assert (queries(visitor, shown=True), queries(member, shown=True)) == before


def test_it_comes_and_goes_at_its_moment_and_stored_pages_are_dropped(
    relay: Any, visitor: Any, worker: Any
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        relay(valid_from=now + timedelta(hours=1), valid_until=now + timedelta(hours=3))
        worker.run()
        assert "Très chaud" not in visitor.get("/charte/").content.decode()
        assert "Très chaud" in visitor.get("/alertes/").content.decode()
        clock.shift(timedelta(hours=1, seconds=1))
        assert "Très chaud" in visitor.get("/charte/").content.decode()  # the clock, not what is remembered
        worker.run()
        worker.run()
        clock.shift(timedelta(hours=2))
        assert "Très chaud" not in visitor.get("/charte/").content.decode()
        worker.run()
    said = Entry.objects.filter(verb__in=[Verb.ALERT_BEGUN, Verb.ALERT_ENDED])
    assert list(said.order_by("pk").values_list("verb", flat=True)) == [Verb.ALERT_BEGUN, Verb.ALERT_ENDED]


def test_who_has_read_it_closes_it_until_an_update(
    relay: Any, draft: Any, signed_in: Any, charlie: Any, bob: Any
) -> None:
    bulletin = relay(level="danger")
    client = signed_in(charlie)
    page = client.get("/charte/").content.decode()
    assert 'role="alert"' in page and "Très chaud" in page
    for _twice in range(2):
        answer = client.post(f"/alertes/lu/{bulletin.pk}/", {"next": "/charte/"})
    assert answer.url == "/charte/" and AlertAck.objects.count() == 1
    assert client.post(f"/alertes/lu/{bulletin.pk}/", {"next": "https://faux.example/"}).url == "/alertes/"
    assert "Très chaud" not in client.get("/charte/").content.decode()
    assert "Très chaud" in signed_in(bob).get("/charte/").content.decode()
    relay(alert=bulletin.alert, title="Encore plus chaud")
    assert "Encore plus chaud" in client.get("/charte/").content.decode()


def test_a_visitor_folds_it_and_is_not_shouted_at(relay: Any, visitor: Any) -> None:
    relay(level="danger", title="Le Rhône monte")
    for number in range(4):
        relay(title=f"Chaleur {number}")
    page = visitor.get("/charte/").content.decode()
    assert page.count("<details") == 3 and 'role="alert"' not in page and "2 more" in page
    assert page.index("Le Rhône monte") < page.index("Chaleur 3")  # the gravest first
    assert "csrf" not in page.split("<main")[0]  # a stored page carries no token


def test_it_says_where_it_holds(relay: Any, visitor: Any, roquette: Any) -> None:
    relay(areas=[roquette], everywhere=False)
    assert "La Roquette" in visitor.get("/charte/").content.decode().split("<main")[0]
    assert "Très chaud" in visitor.get("/quartiers/la-roquette/").content.decode().split("<main")[1]


def test_a_round_to_the_neighbours_begins_with_its_words_and_leads_back(
    relay: Any, visitor: Any, roquette: Any, settings: Any
) -> None:
    bulletin = relay(areas=[roquette], everywhere=False)
    page = visitor.get(bulletin.get_absolute_url())
    path, _mark, query = page.context["tour"].partition("?")
    said = parse_qs(query)
    assert path == "/entraide/organiser/" and said["neighbourhood"] == ["la-roquette"]
    assert said["body"][0].endswith(settings.CALADE_ORIGIN + bulletin.get_absolute_url())
    assert bulletin.title in said["body"][0]
    drill = relay(drill=True)
    assert visitor.get(drill.get_absolute_url()).context["tour"] == ""


@pytest.mark.parametrize("path", ["/", "/charte/"])
def test_without_alerts_there_is_no_trace_of_a_banner(visitor: Any, town: Any, path: str) -> None:
    assert 'class="alerts"' not in visitor.get(path).content.decode()
