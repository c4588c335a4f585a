"""How ballots become a result: pure functions over sums.

An order of preference is counted pair by pair and settled by the strongest paths (M. Schulze, "A new monotonic,
clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method", 2011). What a ballot
leaves out stands behind what it names, all at the same place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

Pair = tuple[int, int | None]


class Standing(NamedTuple):
    """`rank` from 1, the same for options that are level. `votes` of an order of preference: how many it beats."""

    option: int
    rank: int
    votes: int


def sums_of(options: Collection[int], *, in_order: bool) -> list[Pair]:
    """Everything that may be counted, whatever people vote."""
    return list(permutations(options, 2)) if in_order else [(option, None) for option in options]


def raised_by(choices: Sequence[int], options: Collection[int], *, in_order: bool) -> set[Pair]:
    """Which sums one ballot makes one higher."""
    if not in_order:
        return {(choice, None) for choice in choices}
    left_out = [option for option in options if option not in choices]
    before = {(one, other) for at, one in enumerate(choices) for other in choices[at + 1 :]}
    return before | {(one, other) for one in choices for other in left_out}


def tallied(options: Iterable[int], votes: Mapping[int, int]) -> list[Standing]:
    """The most votes first; what is level keeps its order and has one rank."""
    found = sorted(options, key=lambda option: -votes.get(option, 0))
    return _with_ranks([(option, votes.get(option, 0)) for option in found])


def ranked(options: Sequence[int], over: Mapping[Pair, int]) -> list[Standing]:
    """The options by how many others they beat along the strongest paths."""
    paths = _strongest_paths(options, over)
    beaten = {
        one: sum(paths[one, other] > paths[other, one] for other in options if other != one)
        for one in options
    }
    return tallied(options, beaten)


def _strongest_paths(options: Sequence[int], over: Mapping[Pair, int]) -> dict[tuple[int, int], int]:
    paths = {
        (one, other): won if (won := over.get((one, other), 0)) > over.get((other, one), 0) else 0
        for one, other in permutations(options, 2)
    }
    for by, one, other in permutations(options, 3):  # `by` changes slowest, as Floyd and Warshall ask
        paths[one, other] = max(paths[one, other], min(paths[one, by], paths[by, other]))
    return paths


def _with_ranks(found: Sequence[tuple[int, int]]) -> list[Standing]:
    standings: list[Standing] = []
    for place, (option, votes) in enumerate(found, 1):
        level = bool(standings) and standings[-1].votes == votes
        standings.append(Standing(option, standings[-1].rank if level else place, votes))
    return standings
