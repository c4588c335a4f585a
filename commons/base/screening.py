"""The gate before a text of somebody who is not known yet is saved. Whoever saves texts asks `screen`; what judges them
stands higher in the house (moderation) and registers itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Outcome(StrEnum):
    """ASK: once, with a box to tick; what is confirmed is held. REFUSE: only what is surely advertising."""

    PASS = "pass"  # noqa: S105 (no password)
    HOLD = "hold"
    ASK = "ask"
    REFUSE = "refuse"


class Kind(StrEnum):
    """TEXT stays and may wait; TALK is said now, in public; BETWEEN is for a few people, who alone read it."""

    TEXT = "text"
    TALK = "talk"
    BETWEEN = "between"


@dataclass(frozen=True)
class Typed:
    """What somebody is about to save. `about` is the thing it goes to (a page, a theme, a topic), `before` its text
    until now, `who` the key of limits.who_asks, `by` the person, or None for a visitor. `confirmed`: they were asked.
    """

    about: models.Model
    before: str
    after: str
    who: str
    by: models.Model | None = None
    confirmed: bool = False
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Verdict:
    """`rule` names what decided, `sentence` is for the writer (translated), empty when there is nothing to tell."""

    outcome: Outcome
    rule: str = ""
    sentence: str = ""


Judge = Callable[[Typed], Verdict]
_judges: list[Judge] = []


def register(judge: Judge) -> None:
    if _judges:
        raise RuntimeError("there is a judge already")
    _judges.append(judge)


def screen(typed: Typed) -> Verdict:
    """Ask only about those who are not known yet. Without a judge everything passes."""
    return _judges[0](typed) if _judges else Verdict(Outcome.PASS)
