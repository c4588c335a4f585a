"""Ten thousand questions, and nobody knows more than the square in which a thing is asked for."""

import random
import re
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import models

from commons.communities.models import Community
from commons.places.actions import draw_neighbourhood
from commons.places.cells import STEP_LAT, STEP_LON, cell_of, centre_of, distance_bucket
from mutual_aid.models import Listing
from mutual_aid.nearness import Spot, nearness

QUESTIONS = 10_000
LAT, LON = 43.675, 4.623
DRAWN = random.Random(3)


def asked_from() -> str:
    """A square within some kilometres, as somebody might choose who draws neighbourhoods to measure from."""
    return cell_of(LAT + DRAWN.uniform(-0.06, 0.06), LON + DRAWN.uniform(-0.08, 0.08))


def test_no_point_of_a_square_answers_otherwise_than_another() -> None:
    """Whoever measures from everywhere finds the square, and every point of it fits all answers equally well."""
    latitude, longitude = centre_of(cell_of(LAT, LON))
    homes = [
        (
            latitude + DRAWN.uniform(-0.4, 0.4) * STEP_LAT,
            longitude + DRAWN.uniform(-0.4, 0.4) * STEP_LON,
        )
        for _ in range(20)
    ]
    spots = [Spot(7, cell_of(*home)) for home in homes]
    for _ in range(QUESTIONS):
        mine = asked_from()
        answers = {(nearness(Spot(8, mine), spot), distance_bucket(mine, spot.cell)) for spot in spots}
        assert len(answers) == 1


def test_no_column_of_the_room_is_finer_than_a_square() -> None:
    fine = models.FloatField | models.DecimalField
    found = [
        (model.__name__, column.name)
        for model in apps.get_app_config("mutual_aid").get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, fine)
        or re.search(r"(^|_)(lat|latitude|lon|longitude|point|coordinates|geo)($|_)", column.name)
    ]
    assert found == []


def test_twins_of_one_neighbourhood_are_never_told_apart(
    settled: Any, ask: Any, roquette: Any, signed_in: Any, visitor: Any
) -> None:
    """Two neighbours at the two ends of a neighbourhood ask the same: no filter, bucket, map or search parts them."""
    other = draw_neighbourhood(
        slug="barriol", name="Barriol", description="", latitude=43.668, longitude=4.633,
        ring=[[4.63, 43.666], [4.636, 43.666], [4.636, 43.67], [4.63, 43.67]],
        community=Community.objects.create(kind="neighbourhood", handle="barriol", name="Barriol"),
    )  # fmt: skip
    twins = [
        ask(settled(name), title="Walk my dog", category="animaux", meeting_place=place)
        for name, place in [("simone", "43.6741, 4.6201"), ("carmen", "43.6779, 4.6259")]
    ]
    assert len({(listing.neighbourhood_id, listing.cell) for listing in twins}) == 1
    ask(settled("nadia"), title="Walk my dog", category="animaux", neighbourhood=other)
    near, far = settled("bob"), settled("lea")
    type(far).objects.filter(pk=far.pk).update(neighbourhood=other)
    browsers = [visitor, signed_in(near), signed_in(far)]
    choices: dict[str, list[str]] = {
        "where": ["", roquette.slug, other.slug],
        "around": ["", "here", "next", "town", "anywhere"],
        "kind": ["", "request", "offer"],
        "category": ["", "animaux", "courses"],
        "q": ["", "dog", "43.67", "simone"],
        "mine": ["", "on"],
        "carte": ["", "1"],
    }
    shown = 0
    for number in range(60):
        query = {name: DRAWN.choice(values) for name, values in choices.items()}
        query = {name: value for name, value in query.items() if value}
        page = browsers[number % 3].get(f"/entraide/?{urlencode(query)}").content.decode()
        seen = {listing.pk for listing in twins if f'href="{listing.get_absolute_url()}"' in page}
        assert len(seen) != 1, query
        shown += bool(seen)
    assert shown > 5
    pages = [
        re.sub(r"\d+", "", browsers[1].get(listing.get_absolute_url()).content.decode().split("<main")[1])
        for listing in twins
    ]
    pages = [page.replace("Carmen", "Simone").replace("carmen", "simone") for page in pages]
    assert Listing.objects.count() == 3 and len(pages[0]) == len(pages[1])
