"""What pages weigh, as the journeys found it: published with the town, and compared again at each change."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "measured.json"
APART = 0.3  # of what was published: beyond it, a page no longer weighs what is said


@dataclass(frozen=True)
class Measure:
    """One page of the demonstration on a first visit: kilobytes of 1,000 bytes on the wire, headers included."""

    title: str
    path: str
    elements: int
    requests: int
    kilobytes: float
    index: int

    def differs_from(self, found: "Measure") -> list[str]:
        """In words, what is no longer as it was published."""
        said = []
        for name in ("elements", "requests", "kilobytes"):
            published, now = getattr(self, name), getattr(found, name)
            if abs(now - published) > APART * published + 1:
                said.append(f"{self.path}: {now} {name}, published: {published}")
        return said


@dataclass(frozen=True)
class Measured:
    on: date
    axe: str
    pages: dict[str, Measure]

    def heaviest(self) -> Measure:
        return max(self.pages.values(), key=lambda measure: measure.kilobytes)

    def usual(self) -> Measure:
        ordered = sorted(self.pages.values(), key=lambda measure: measure.kilobytes)
        return ordered[len(ordered) // 2]


@cache
def published() -> Measured:
    said = json.loads(FILE.read_text())
    pages = {kind: Measure(**measure) for kind, measure in said["pages"].items()}
    return Measured(date.fromisoformat(said["on"]), said["axe"], pages)


def publish(measured: Measured) -> None:
    said = {
        "on": measured.on.isoformat(),
        "axe": measured.axe,
        "pages": {kind: asdict(measure) for kind, measure in sorted(measured.pages.items())},
    }
    FILE.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
