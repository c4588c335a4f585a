"""Who could help, what could this person do: plain facts, in words, and nobody above anybody."""

from datetime import date, timedelta
from random import Random

import pytest
from django.utils import translation

from mutual_aid.availability import WEEK, Moment, Part, packed, unpacked
from mutual_aid.categories import Category
from mutual_aid.matching import MOST_ASKED, Wanted, Willing, reasons, what_could_be_done, who_could_help
from mutual_aid.nearness import Nearness, Spot, nearness

MONDAY = date(2026, 11, 30)
SATURDAY = date(2026, 12, 5)
ROQUETTE, CENTRE, GRIFFEUILLE, MOULES = (
    Spot(1, "4852.369"), Spot(2, "4852.369"), Spot(3, "4853.371"), Spot(4, "4860.390"),
)  # fmt: skip
GARDEN = Category.GARDEN
SATURDAY_MORNING = Moment(5, Part.MORNING)


def wanted(**more):
    return Wanted(**{"key": 7, "category": GARDEN, "spot": ROQUETTE, **more})


def willing(person=1, **more):
    return Willing(**{"person": person, "categories": frozenset({GARDEN}), "spot": ROQUETTE, **more})


def test_the_reasons_are_said_in_words():
    with translation.override("en"):
        assert_said_in_words()


def assert_said_in_words():
    free = frozenset({SATURDAY_MORNING, Moment(0, Part.EVENING)})
    why = reasons(wanted(day=SATURDAY, on_day=True), willing(free=free), MONDAY)
    assert why.for_them == "you said “Garden and plants”, same neighbourhood, Saturday morning"
    assert why.for_mediators == "said “Garden and plants”, same neighbourhood, Saturday morning"
    assert reasons(wanted(), willing(free=free), MONDAY).for_them == (
        "you said “Garden and plants”, same neighbourhood"
    ), "no day was asked for, so none is named"


@pytest.mark.parametrize(
    ("listing", "person", "goes"),
    [
        ({}, {}, True),
        ({}, {"categories": frozenset({Category.COOKING})}, False),
        ({}, {"paused_until": MONDAY}, False),
        ({}, {"paused_until": MONDAY - timedelta(1)}, True),
        ({"spot": CENTRE}, {"reach": Nearness.HERE}, False),
        ({"spot": CENTRE}, {"reach": Nearness.NEXT}, True),
        ({"spot": GRIFFEUILLE}, {"reach": Nearness.NEXT}, False),
        ({"spot": GRIFFEUILLE}, {"reach": Nearness.TOWN}, True),
        ({"spot": MOULES}, {"reach": Nearness.TOWN}, False),
        ({"spot": MOULES}, {"reach": Nearness.ANYWHERE}, True),
        ({"spot": Spot()}, {"reach": Nearness.TOWN}, False),
        ({"spot": Spot()}, {"reach": Nearness.ANYWHERE}, True),
        # On Saturday itself; before Saturday, when the person is free on Tuesdays; before today's evening.
        ({"day": SATURDAY, "on_day": True}, {"free": frozenset({Moment(1, Part.MORNING)})}, False),
        ({"day": SATURDAY}, {"free": frozenset({Moment(1, Part.MORNING)})}, True),
        ({"day": MONDAY}, {"free": frozenset({Moment(1, Part.MORNING)})}, False),
        ({"day": SATURDAY, "part": Part.EVENING}, {"free": frozenset({SATURDAY_MORNING})}, False),
        ({"part": Part.EVENING}, {"free": frozenset({SATURDAY_MORNING})}, False),
        ({"part": Part.MORNING}, {"free": frozenset({SATURDAY_MORNING})}, True),
        # Who did not say when is left out of nothing.
        ({"day": MONDAY, "part": Part.EVENING, "on_day": True}, {}, True),
    ],
)
def test_what_goes_together(listing, person, goes):
    assert (reasons(wanted(**listing), willing(**person), MONDAY) is not None) is goes


def test_who_was_asked_twice_this_week_is_left_in_peace():
    people = [willing(n) for n in range(4)]
    found = who_could_help(wanted(), people, today=MONDAY, asked={1: MOST_ASKED, 2: MOST_ASKED - 1, 3: 5})
    assert {one.person for one, _why in found} == {0, 2}


def test_the_nearest_first_and_by_lot_among_these():
    people = [willing(n) for n in range(6)] + [willing(9, spot=CENTRE)]
    orders = [
        [one.person for one, _why in who_could_help(wanted(), people, today=MONDAY, lot=Random(seed))]
        for seed in range(8)
    ]
    assert all(order[-1] == 9 for order in orders)
    assert len({order[0] for order in orders}) > 1, "not always the same one first"


def test_what_somebody_could_do_is_listed_with_reasons():
    listings = [wanted(key=1, spot=CENTRE), wanted(key=2), wanted(key=3, category=Category.COOKING)]
    found = what_could_be_done(willing(), listings, today=MONDAY)
    assert [(one.key, why.near) for one, why in found] == [(2, Nearness.HERE), (1, Nearness.NEXT)]


def test_a_week_is_one_number():
    for bits in (0, 1, 2**21 - 1, SATURDAY_MORNING.bit):
        assert packed(unpacked(bits)) == bits
    assert unpacked(2**21 - 1) == frozenset(WEEK) and len({moment.key for moment in WEEK}) == 21


def test_distances_are_buckets_and_unknown_is_not_near():
    assert [nearness(ROQUETTE, other) for other in (ROQUETTE, CENTRE, GRIFFEUILLE, MOULES, Spot())] == [
        Nearness.HERE, Nearness.NEXT, Nearness.TOWN, Nearness.ANYWHERE, None,
    ]  # fmt: skip
