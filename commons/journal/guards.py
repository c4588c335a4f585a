"""Who may not act for now: asked for every entry, before it is written. Whoever knows stands higher in the house."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commons.journal.actions import News

_lifted = ContextVar("guards are lifted", default=False)
_guards: "list[Callable[[Sequence[News]], None]]" = []


def register(guard: "Callable[[Sequence[News]], None]") -> None:
    """`guard(news)`, of all entries of one act that somebody makes, raises MayNot; the change goes with it."""
    if guard not in _guards:
        _guards.append(guard)


def check(news: "Iterable[News]") -> None:
    if _lifted.get():
        return
    if made := [said for said in news if said.by is not None]:
        for guard in _guards:
            guard(made)


@contextmanager
def lifted() -> Iterator[None]:
    """For somebody who leaves: what they take back on the way out is refused to nobody."""
    before = _lifted.set(True)
    try:
        yield
    finally:
        _lifted.reset(before)
