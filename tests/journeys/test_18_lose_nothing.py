"""Journey 18: the town is killed, stopped and cut off while people write, and nothing that it acknowledged is lost.

`make jepsen` does the same for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.jepsen import faults, run
from benchmarks.jepsen_clients import Deed, History

from .towns import Database, Town

SECONDS = 25
NOTHING: dict[str, Any] = {
    "posts": [], "revisions": [], "heads": [], "offers": [], "letters": [], "answers": [], "wrong": [], "waiting": {},
}  # fmt: skip


@pytest.mark.both
@pytest.mark.alone
def test_what_was_acknowledged_is_there_once_whatever_befell_the_town(
    prepare: Callable[[Town], Town], tmp_path: Path
) -> None:
    server = Database.of_environment("").server
    history, found, blows = run(tmp_path / "town", SECONDS, server, prepare=prepare)
    assert faults(history, found) == []
    assert blows
    for kind in ("post", "edit", "offer", "letter"):
        assert history.kept(kind), f"no {kind} was acknowledged: {history.statuses}"
    broken = [name for name in history.statuses if name.endswith((" 500", " 502"))]
    assert not broken, history.statuses


def deed(kind: str, mark: str, *, asked: float = 0, answered: float = 1) -> Deed:
    return Deed(kind, mark, "here", asked, answered, "ok")


@pytest.mark.parametrize(
    ("deeds", "found", "fault"),
    [
        ([deed("post", "a")], {}, "lost: a (here)"),
        ([], {"posts": [(1, 1, "a"), (1, 2, "a")]}, "2 times: a"),
        ([deed("edit", "a")], {"revisions": ["a"]}, "no longer read: a"),
        ([deed("letter", "a")], {"answers": ["a"]}, "letter lost: a"),
        (
            [deed("post", "a"), deed("post", "b", asked=2)],
            {"posts": [(1, 1, "b"), (1, 2, "a")]},
            "b stands before a",
        ),
        ([], {"waiting": {"errands": 2}}, "2 errands still wait"),
        ([], {"wrong": ["a count"]}, "a count"),
    ],
)
def test_what_is_lost_or_done_twice_is_found(deeds: list[Deed], found: dict[str, Any], fault: str) -> None:
    assert faults(History(deeds), {**NOTHING, **found}) == [fault]
