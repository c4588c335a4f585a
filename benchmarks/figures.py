"""A figure: a number that an issue asks for, with its goal. `make bench` prints and keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`goal` is the highest (or with `at_least` the lowest) value that holds; None when only reported."""

    name: str
    value: float
    unit: str
    how: str
    goal: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def goal_in_words(self) -> str:
        if self.goal is None:
            return ""
        return f"{'>=' if self.at_least else '<='} {self.goal:g}"


def as_table(figures: Sequence[Figure]) -> str:
    width = max((len(figure.name) for figure in figures), default=0)
    return "\n".join(
        f"{figure.name:<{width}}  {figure.value:>10.2f} {figure.unit:<10} {figure.goal_in_words:<10} "
        f"{ {True: 'holds', False: 'MISSED', None: ''}[figure.holds] }".rstrip()
        for figure in figures
    )


def write(figures: Sequence[Figure], file: Path) -> None:
    """As `decisions.md` says: {"name", "value", "unit", "goal", "holds", "how"} each."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = []
    for figure in figures:
        row = asdict(figure)
        del row["at_least"]
        rows.append(
            row | {"value": round(figure.value, 3), "goal": figure.goal_in_words, "holds": figure.holds}
        )
    file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
