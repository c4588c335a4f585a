"""What an opinion round comes to: sums, and groups of people who answer alike. Pure functions, no names anywhere.

Groups are found by k-means (S. Lloyd, "Least squares quantization in PCM", 1982) from seeds that lie far apart
(T. Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985); how many there are, by how well each
answer lies in its own (P. Rousseeuw, "Silhouettes", 1987, taken against the middles of the groups). The same answers
always give the same groups, in whatever order they come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

FEWEST_VOTERS = 5  # of whom anything is told
FEWEST_GROUPED = 10  # people, before groups are looked for
SMALLEST = 3  # people in a group
MOST_GROUPS = 5
CLEAR = 0.45  # how well answers lie in their groups, from -1 to 1, before there are any
ROUNDS = 30

Answers = Mapping[int, int]  # statement: 1 agree, -1 disagree, 0 pass
Vector = tuple[float, ...]
Sums = tuple[int, int, int]  # agree, disagree, pass


class Telling(NamedTuple):
    """What a group thinks of one statement, and what the others do."""

    statement: int
    sums: Sums
    others: Sums


def counted(ballots: Sequence[Answers], statements: Sequence[int]) -> dict[str, Any]:
    """{"voters": 12, "statements": {"7": [8, 3, 1]}, "groups": [{"size": 7, "statements": {...}}, ...]}

    Of fewer than five voters only their number. Groups together are all who voted: none can be told by subtraction.
    """
    given = [ballot for ballot in ballots if ballot]
    if len(given) < FEWEST_VOTERS:
        return {"voters": len(given)}
    return {
        "voters": len(given),
        "statements": _sums(given, statements),
        "groups": [
            {"size": len(group), "statements": _sums(group, statements)}
            for group in grouped(given, statements)
        ],
    }


def _sums(ballots: Iterable[Answers], statements: Sequence[int]) -> dict[str, list[int]]:
    ballots = list(ballots)
    return {
        str(one): [sum(ballot.get(one) == answer for ballot in ballots) for answer in (1, -1, 0)]
        for one in statements
    }


def grouped(ballots: Sequence[Answers], statements: Sequence[int]) -> list[list[Answers]]:
    """The ballots in groups, the largest first; none where people do not clearly fall into groups.

    Who answered less than half of the statements shapes no group, and is put with those nearest to them.
    """
    vectors = [tuple(float(ballot.get(one, 0)) for one in statements) for ballot in ballots]
    full = Counter(
        vector
        for vector, ballot in zip(vectors, ballots, strict=True)
        if 2 * sum(one in ballot for one in statements) >= len(statements)
    )
    if full.total() < FEWEST_GROUPED:
        return []
    middles = _middles(full)
    groups: list[list[Answers]] = [[] for _ in middles]
    for vector, ballot in zip(vectors, ballots, strict=True):
        if middles:
            groups[_nearest(vector, middles)].append(ballot)
    return sorted(groups, key=lambda group: -len(group))


def _middles(points: Counter[Vector]) -> list[Vector]:
    """The middles of the clearest groups; none when there are none."""
    best, found = CLEAR, list[Vector]()
    for many in range(2, min(MOST_GROUPS, len(points), points.total() // SMALLEST) + 1):
        middles = _settled(points, _seeds(points, many))
        sizes = Counter[int]()
        for vector, people in points.items():
            sizes[_nearest(vector, middles)] += people
        if len(sizes) < many or min(sizes.values()) < SMALLEST or not _disagree(middles):
            continue
        if (clear := _clearness(points, middles)) > best + 0.02:  # more groups only when they say more
            best, found = clear, middles
    return found


def _seeds(points: Counter[Vector], many: int) -> list[Vector]:
    """Each as far as can be from those before it; of equals the one with more people, then the first in order."""

    def rank(vector: Vector) -> tuple[float, int, Vector]:
        return min(_apart(vector, seed) for seed in seeds), points[vector], vector

    seeds = [_middle(points)]
    seeds = [max(points, key=rank)]
    while len(seeds) < many:
        seeds.append(max(points, key=rank))
    return seeds


def _settled(points: Counter[Vector], middles: list[Vector]) -> list[Vector]:
    for _ in range(ROUNDS):
        near = [Counter[Vector]() for _ in middles]
        for vector, people in points.items():
            near[_nearest(vector, middles)][vector] = people
        after = [_middle(group) if group else old for group, old in zip(near, middles, strict=True)]
        if after == middles:
            break
        middles = after
    return middles


def _middle(points: Counter[Vector]) -> Vector:
    total = points.total()
    # In order, so that what is added up does not depend on who answered first.
    weighed = [(vector, people) for vector, people in sorted(points.items())]
    return tuple(
        sum(vector[at] * people for vector, people in weighed) / total for at in range(len(weighed[0][0]))
    )


def _disagree(middles: Sequence[Vector]) -> bool:
    """Do any two groups think differently of a third of the statements? One who ticked badly makes no group."""
    needed = max(1, -(-len(middles[0]) // 3))
    return all(
        sum(abs(a - b) >= 1 for a, b in zip(one, other, strict=True)) >= needed
        for one, other in combinations(middles, 2)
    )


def _nearest(vector: Vector, middles: Sequence[Vector]) -> int:
    return min(range(len(middles)), key=lambda at: (_apart(vector, middles[at]), at))


def _apart(one: Vector, other: Vector) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _clearness(points: Counter[Vector], middles: Sequence[Vector]) -> float:
    found = 0.0
    for vector, people in points.items():
        own, next_one = sorted(_apart(vector, middle) ** 0.5 for middle in middles)[:2]
        found += people * ((next_one - own) / next_one if next_one else 0.0)
    return found / points.total()


def what_tells(result: Mapping[str, Any], group: Mapping[str, Any], most: int = 3) -> list[Telling]:
    """The statements on which a group differs most from all others, the strongest first."""
    found = []
    for key, sums in group["statements"].items():
        others = [whole - own for whole, own in zip(result["statements"][key], sums, strict=True)]
        differs = abs(_leaning(sums) - _leaning(others))
        found.append((-differs, int(key), Telling(int(key), tuple(sums), tuple(others))))
    return [telling for differs, _key, telling in sorted(found)[:most] if differs < -0.5]


def in_common(result: Mapping[str, Any], share: float = 0.6) -> list[int]:
    """Statements with which in each group most agree, or in each most disagree."""
    groups = result.get("groups") or []
    if not groups:
        return []
    return [
        int(key)
        for key in result["statements"]
        if any(
            all(group["statements"][key][side] >= share * group["size"] for group in groups)
            for side in (0, 1)
        )
    ]


def _leaning(sums: Sequence[int]) -> float:
    """From 1, all agree, to -1, all disagree; 0 of nobody."""
    total = sum(sums)
    return (sums[0] - sums[1]) / total if total else 0.0
