"""A life as a table of moves, and the move itself as a guarded UPDATE."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, TextChoices

from commons.base.errors import WrongMoment

S = TypeVar("S", bound=TextChoices)


class Moves(Generic[S]):
    """Which state may follow which. Checked when loaded: each state has a line and can be reached.

    >>> Moves(State, {OPEN: [DONE], DONE: []}, first=[OPEN])
    """

    def __init__(self, states: type[S], table: Mapping[S, Iterable[S]], *, first: Iterable[S]) -> None:
        self.states = states
        self.table = {state: frozenset(following) for state, following in table.items()}
        self.first = frozenset(first)
        self._check()

    def _check(self) -> None:
        if missing := set(self.states) - set(self.table):
            raise ImproperlyConfigured(f"{self.states.__name__}: no line for {sorted(missing)}")
        reached, fresh = set(self.first), set(self.first)
        while fresh:
            fresh = {after for before in fresh for after in self.table[before]} - reached
            reached |= fresh
        if lost := set(self.states) - reached:
            raise ImproperlyConfigured(f"{self.states.__name__}: nothing leads to {sorted(lost)}")

    def allows(self, before: str, after: str) -> bool:
        return after in self.table[self.states(before)]

    def last(self) -> frozenset[S]:
        """The states that nothing follows."""
        return frozenset(state for state, following in self.table.items() if not following)

    def move(self, thing: Model, after: S, *, field: str = "state", **changes: Any) -> None:
        """Move `thing` and write `changes` in the same UPDATE; raises WrongMoment when somebody was faster."""
        self.move_all([thing], after, field=field, **changes)

    def move_all(self, things: Sequence[Model], after: S, *, field: str = "state", **changes: Any) -> None:
        """The same for many that are in one state, in one UPDATE; all of them or, in a transaction, none."""
        before = getattr(things[0], field)
        if not self.allows(before, after):
            raise WrongMoment(before=before, after=after)
        keys = [thing.pk for thing in things]
        rows = type(things[0])._default_manager.filter(pk__in=keys, **{field: before})
        if rows.update(**{field: after}, **changes) != len(things):
            raise WrongMoment(before=before, after=after)
        for thing in things:
            for name, value in {field: after, **changes}.items():
                setattr(thing, name, value)

    def drawn(self) -> str:
        """The table as a Mermaid state diagram, for the documents."""
        lines = ["stateDiagram-v2", *(f"  [*] --> {state.value}" for state in sorted(self.first))]
        for before, following in self.table.items():
            lines += [f"  {before.value} --> {after.value}" for after in sorted(following)]
        return "\n".join(lines)
