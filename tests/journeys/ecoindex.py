"""The EcoIndex of a page, from 0 to 100: how light it is beside half a million others.

Method: https://www.ecoindex.fr/comment-ca-marche/ (Green IT; quantiles of the HTTP Archive). Each of the
three measures becomes its rank among 20 quantiles, interpolated; they weigh 3, 2 and 1.
"""

from bisect import bisect_right
from collections.abc import Sequence

DOM = (
    0,
    47,
    75,
    159,
    233,
    298,
    358,
    417,
    476,
    537,
    603,
    674,
    753,
    843,
    949,
    1076,
    1237,
    1459,
    1801,
    2479,
    594601,
)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32,
    1648.27, 1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))


def ecoindex(dom: int, requests: int, kilobytes: float) -> float:
    """`dom` counts elements, `requests` those of a first visit, `kilobytes` what came over the wire."""
    weighed = 3 * rank(DOM, dom) + 2 * rank(REQUESTS, requests) + rank(KILOBYTES, kilobytes)
    return 100 - 5 * weighed / 6


def rank(quantiles: Sequence[float], value: float) -> float:
    """Between 0 and 20."""
    above = bisect_right(quantiles, value)
    if above == len(quantiles):
        return float(above - 1)
    lower, upper = quantiles[above - 1], quantiles[above]
    return above - 1 + (value - lower) / (upper - lower)


def grade(index: float) -> str:
    return next((letter for floor, letter in GRADES if index > floor), "G")
