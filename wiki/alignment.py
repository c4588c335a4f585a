"""Which pieces of two sequences stay the same: the ground of merging and of comparing.

rapidfuzz finds the longest common subsequence bit by bit; difflib on the words of one page can take a minute.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

# Cells of the matrix that LCSseq keeps, one bit each: 50 MB, a tenth of a second. Beyond, all is replaced.
LARGEST_MATRIX = 400_000_000
LINE = re.compile(r"[^\n]*\n|[^\n]+")
TOKEN = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")


class Step(NamedTuple):
    """old[i1:i2] becomes new[j1:j2]; both are equal, or at least one is not empty and they differ."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int


def lines_of(text: str) -> list[str]:
    """Lines with their ends. Only "\\n" ends a line: a form feed inside a paragraph is not ours to cut at."""
    return LINE.findall(text)


def tokens_of(text: str) -> list[str]:
    """Words (with their elisions), runs of space, single signs; joined again they give `text`."""
    return TOKEN.findall(text)


def align(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Steps from `old` to `new`, same and changed in turn, covering both."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    steps = [Step(True, 0, head, 0, head)]
    steps += _align_middle(old[head : len(old) - tail], new[head : len(new) - tail], head)
    steps.append(Step(True, len(old) - tail, len(old), len(new) - tail, len(new)))
    return _joined(steps)


def pair_up(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Which row became which column, in order on both sides, so that the sum of their weights is greatest. What
    weighs nothing is no pair. It costs rows times columns: callers bound both.
    """
    columns = len(weights[0])
    best = [[0.0] * (columns + 1) for _ in range(len(weights) + 1)]
    for i in range(len(weights) - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = weights[i][j] + best[i + 1][j + 1] if weights[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return list(_walk(best, weights))


def _walk(best: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(weights) and j < len(weights[0]):
        if weights[i][j] and best[i][j] == weights[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _align_middle(old: Sequence[str], new: Sequence[str], offset: int) -> list[Step]:
    if len(old) * len(new) > LARGEST_MATRIX or not old or not new:
        return [Step(False, offset, offset + len(old), offset, offset + len(new))]
    # Small integers, because rapidfuzz compares hashes: two lines must never be equal by accident.
    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(piece, len(numbers)) for piece in side] for side in (old, new)]
    return [
        Step(
            code.tag == "equal",
            *(offset + at for at in (code.src_start, code.src_end)),
            *(offset + at for at in (code.dest_start, code.dest_end)),
        )
        for code in LCSseq.opcodes(coded[0], coded[1])
    ]


def _joined(steps: list[Step]) -> list[Step]:
    """Neighbours of one kind as one step, without empty ones."""
    joined: list[Step] = []
    for step in steps:
        if step.i1 == step.i2 and step.j1 == step.j2:
            continue
        if joined and joined[-1].same == step.same:
            last = joined.pop()
            step = Step(step.same, last.i1, step.i2, last.j1, step.j2)
        joined.append(step)
    return joined
