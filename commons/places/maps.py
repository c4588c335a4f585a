"""The town's map as SVG paths, drawn on the server: light, printable, without script and without tiles."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from commons.places.cells import distance_bucket
from commons.places.models import Neighbourhood

WIDTH = 600


@dataclass(frozen=True)
class Area:
    name: str
    href: str
    path: str
    label_x: float
    label_y: float
    count: int = 0


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    areas: list[Area]


def heart_of(
    neighbourhoods: Iterable[Neighbourhood], around: Neighbourhood | None = None
) -> list[Neighbourhood]:
    """Those that fit on one legible map: around one of them, or around the one that has most neighbours.

    Hamlets may lie twenty kilometres away; drawn together, the streets of the centre would be specks.
    """
    shown = [n for n in neighbourhoods if len(n.ring) > 2]
    circles = [[other for other in shown if distance_bucket(n.cell, other.cell) != "far"] for n in shown]
    if around is not None:
        return next((circle for n, circle in zip(shown, circles, strict=True) if n.pk == around.pk), [])
    return max(circles, key=len, default=[])


def draw(neighbourhoods: Iterable[Neighbourhood], *, counts: dict[int, int] | None = None) -> Map:
    """Neighbourhoods with an outline, north up; `counts` by neighbourhood id is written in each."""
    shown = [n for n in neighbourhoods if len(n.ring) > 2]
    points = [point for n in shown for point in n.ring]
    if not points:
        return Map(WIDTH, 0, [])
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * squeeze, 1e-6)
    areas = []
    for n in shown:
        xy = [((x - west) * squeeze * scale, (north - y) * scale) for x, y in n.ring]
        path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in xy) + "Z"
        middle = [sum(values) / len(xy) for values in zip(*xy, strict=True)]
        count = (counts or {}).get(n.pk, 0)
        areas.append(Area(n.name, n.get_absolute_url(), path, round(middle[0]), round(middle[1]), count))
    return Map(WIDTH, max(1, round((north - south) * scale)), areas)
