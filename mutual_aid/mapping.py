"""The board's map: how many things in each neighbourhood, with labels that one can read. No database."""

from collections.abc import Sequence
from typing import Any

from commons.places.cells import distance_bucket
from commons.places.maps import Area, draw
from commons.places.models import Neighbourhood

LETTER = 7.4  # half an em of the labels' 13 px, with their outline
LINE = 17.0


def board_map(
    neighbourhoods: Sequence[Neighbourhood], counts: dict[int, int], hrefs: dict[str, str]
) -> dict[str, Any]:
    """What `parts/_map.html` draws. Outlying villages would make the town a dot: they stay in the list below it."""
    core = _core(neighbourhoods)
    drawn = draw(core, counts=counts)
    labelled = _labelled(drawn.areas)
    areas = [
        {
            "name": area.name,
            "d": area.path,
            "count": area.count,
            "x": area.label_x if area in labelled else "",
            "y": area.label_y,
            "href": hrefs[area.name],
        }
        for area in drawn.areas
    ]
    areas += [
        {"name": n.name, "d": "", "count": counts.get(n.pk, 0), "x": "", "y": 0, "href": hrefs[n.name]}
        for n in neighbourhoods
        if n not in core
    ]
    return {"viewbox": f"-40 -8 {drawn.width + 80} {drawn.height + 16}", "areas": areas}


def _core(neighbourhoods: Sequence[Neighbourhood]) -> list[Neighbourhood]:
    """The neighbourhoods within five kilometres of the one that has the most others so near."""
    around = [
        [other for other in neighbourhoods if distance_bucket(one.cell, other.cell) != "far"]
        for one in neighbourhoods
    ]
    return max(around, key=len, default=[])


def _labelled(areas: Sequence[Area]) -> list[Area]:
    """The areas whose label covers no other one; those where something happens come first."""
    kept: list[Area] = []
    for area in sorted(areas, key=lambda area: -area.count):
        if not any(_overlap(area, other) for other in kept):
            kept.append(area)
    return kept


def _overlap(one: Area, other: Area) -> bool:
    widths = (len(one.name) + len(other.name) + 8) * LETTER / 2
    return abs(one.label_x - other.label_x) < widths and abs(one.label_y - other.label_y) < LINE
