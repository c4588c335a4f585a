"""A fixed grid of cells of about one kilometre: what a place becomes before it is stored.

Noise around a point can be undone (averaging, or inverting a known formula); a fixed grid cannot.
"""

import math

STEP_LAT = 0.009  # about 1,000 m
STEP_LON = 0.0125  # about 1,000 m at the latitude of the south of France


def cell_of(latitude: float, longitude: float) -> str:
    """The code of the cell that holds a point: the point itself is then forgotten by the caller."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not a place on Earth")
    return f"{math.floor(latitude / STEP_LAT)}.{math.floor(longitude / STEP_LON)}"


def centre_of(cell: str) -> tuple[float, float]:
    """(latitude, longitude) of the cell's centre, three decimals."""
    row, column = (int(part) for part in cell.split("."))
    return round((row + 0.5) * STEP_LAT, 3), round((column + 0.5) * STEP_LON, 3)


def kilometres_between(one: str, other: str) -> float:
    """From centre to centre. For buckets only: a list in this order would tell more than any bucket."""
    (lat1, lon1), (lat2, lon2) = centre_of(one), centre_of(other)
    x = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return 6371 * math.hypot(x, math.radians(lat2 - lat1))


def distance_bucket(one: str, other: str) -> str:
    """ "same", "near" (< 1.5 km), "town" (< 5 km) or "far", from centre to centre: no finer answer exists."""
    if one == other:
        return "same"
    kilometres = kilometres_between(one, other)
    return "near" if kilometres < 1.5 else "town" if kilometres < 5 else "far"
