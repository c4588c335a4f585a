"""Numbers for the town: nothing small is in them, nor in their differences, and erasing changes nothing."""

import csv
import io
import random
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from commons.base.retention import keep_promises
from mutual_aid.actions import cancel_listing, expire_due
from mutual_aid.counting import LEAST, Row, balanced, published
from mutual_aid.models import Listing

PLACES = ["Centre", "La Roquette", "Trinquetaille", "Barriol", "-"]


def covers(row: Row, cell: tuple[str, str, str, str]) -> bool:
    told = (row.month, row.kind, row.category, row.neighbourhood)
    return all(said in ("", known) for said, known in zip(told, cell, strict=True))


def test_every_listing_stands_in_one_row_and_no_row_is_small() -> None:
    drawn = random.Random(5)
    for _town in range(60):
        counts = {
            (month, kind, category, place): drawn.choice([0, 0, 1, 1, 2, 3, 4, 5, 9, 30])
            for month in ("2026-01", "2026-02")
            for kind in ("request", "offer")
            for category in ("courses", "garde", "outils")
            for place in PLACES
        }
        rows = published(counts)
        assert all(row.count >= LEAST for row in rows)
        assert len({(r.month, r.kind, r.category, r.neighbourhood) for r in rows}) == len(rows)
        left = sum(counts.values()) - sum(row.count for row in rows)
        assert 0 <= left < LEAST, "a partition, but for what is too little to be told at all"


def test_what_is_joined_is_at_least_two_small_numbers() -> None:
    """So whoever knows one of them, being the person, still does not know the other's place."""
    drawn = random.Random(6)
    for _town in range(200):
        counts = {("2026-01", "request", "courses", place): drawn.randint(0, 7) for place in PLACES}
        for row in published(counts):
            parts = [count for cell, count in counts.items() if covers(row, cell) and 0 < count < LEAST]
            assert row.neighbourhood or len(parts) >= 2


def test_no_difference_between_rows_gives_a_small_cell() -> None:
    """All sums and differences of two rows that speak of the same things: none is a number that was held back."""
    counts = {
        ("2026-01", "request", "courses", "Centre"): 12,
        ("2026-01", "request", "courses", "Barriol"): 1,
        ("2026-01", "request", "garde", "Centre"): 6,
    }
    assert published(counts) == [
        Row("2026-01", "request", "courses", "Centre", 12),
        Row("2026-01", "request", "garde", "Centre", 6),
    ], "the one of Barriol is nowhere, and no total gives it away"


def test_the_open_data_of_a_month_that_is_over(settled: Any, ask: Any, visitor: Any) -> None:
    people = [settled(f"person{number}") for number in range(6)]
    listings = [ask(person) for person in people]
    alone = ask(people[0], category="garde", kind="offer", title="CANARI-SEUL")
    ask(people[1], as_draft=True)
    month = timezone.localdate().strftime("%Y-%m")

    def told() -> list[list[str]]:
        answer = visitor.get("/entraide/chiffres/entraide.csv")
        assert answer["Access-Control-Allow-Origin"] == "*"
        return list(csv.reader(io.StringIO(answer.content.decode())))

    assert told() == [["mois", "nature", "categorie", "quartier", "nombre"]], "this month is not over"
    with time_machine.travel(timezone.now() + timedelta(days=32), tick=False):
        row = [month, "request", "courses", "La Roquette", "6"]
        assert told()[1:] == [row]
        page = visitor.get("/entraide/chiffres/").content.decode()
        assert "Licence Ouverte 2.0" in page and "La Roquette" in page
        lines = visitor.get("/entraide/chiffres/entraide.json").json()["lignes"]
        assert lines == [{**dict(zip(told()[0], row, strict=True)), "nombre": 6}]
    for listing in [*listings[:3], alone]:
        cancel_listing(listing, by=listing.author)
    with time_machine.travel(timezone.now() + timedelta(days=500), tick=False):
        while expire_due() or keep_promises():
            pass
        assert not Listing.objects.exclude(author=None).exclude(state="expired").exists()
        assert told()[1:] == [row], "erased, and still counted"


def test_who_waits_longest_stands_first() -> None:
    rows = balanced([("Errands", 2), ("Garden", 9), ("Errands", 4)], ["Garden", "Garden", "Animals"])
    assert [(row.name, row.waiting, row.days, row.offers, row.lacks_offers) for row in rows] == [
        ("Garden", 1, 9, 2, False),
        ("Errands", 2, 4, 0, True),
        ("Animals", 0, 0, 1, False),
    ]


def test_the_balance_is_for_those_who_look_after_the_board(
    settled: Any, ask: Any, help_with: Any, mona: Any, mediator: Any, signed_in: Any, visitor: Any
) -> None:
    simone = settled("simone")
    answered = ask(simone, category="garde")
    help_with(answered, settled("bob"))
    ask(simone, title="CANARI-TITRE")
    Listing.objects.update(created=timezone.now() - timedelta(days=6))
    for person in (mona, mediator):
        page = signed_in(person).get("/entraide/equilibre/").content.decode()
        assert "6 days" in page and "Errands" in page and "La Roquette" in page
        assert "CANARI" not in page and "Simone" not in page and "Looking after children" not in page
    assert signed_in(simone).get("/entraide/equilibre/").status_code == 404
    assert visitor.get("/entraide/equilibre/").status_code in (302, 404)
