"""What the neighbouring towns are called: their hosts are in every address, their names are for people."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from commons.communities.models import NeighbourTown

# Names change once in years. Each process reads them all once a minute at most, so that a list of a hundred
# things from elsewhere costs no query per row, and no process needs to be told.
FRESH_SECONDS = 60.0


@dataclass
class _Known:
    names: dict[str, str] = field(default_factory=dict)
    read_at: float | None = None


_known = _Known()


def remember_town(home: str, name: str) -> None:
    """Write down what the town at that host calls itself; called when its own server has said so."""
    NeighbourTown.objects.update_or_create(home=home, defaults={"name": " ".join(name.split())[:120]})
    forget_read_names()


def town_name(home: str) -> str:
    """ "Tarascon" for "tarascon.example"; the host itself while the town has not told its name."""
    now = time.monotonic()
    if _known.read_at is None or now - _known.read_at > FRESH_SECONDS:
        _known.names = dict(NeighbourTown.objects.exclude(name="").values_list("home", "name"))
        _known.read_at = now
    return _known.names.get(home, home)


def forget_read_names() -> None:
    """The next page reads the names again."""
    _known.read_at = None
