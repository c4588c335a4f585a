"""The life of a bulletin: which state follows which, under which name, and in which quality somebody may do it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from alerts.verbs import Verb
from commons.base.states import Moves


class Actor(TextChoices):
    """ISSUER wrote it; SECOND holds the same charge and did not; HOLDER is either, or an administrator."""

    ISSUER = "issuer", _("who wrote it")
    SECOND = "second", _("a second person")
    HOLDER = "holder", _("somebody who may stop it")
    CLOCK = "clock", _("the town's clock")


class State(TextChoices):
    DRAFTED = "drafted", _("being written")
    WAITING = "waiting", _("waits for a second person")
    REFUSED = "refused", _("not confirmed")
    DROPPED = "dropped", _("put away")
    PUBLISHED = "published", _("relayed")
    SUPERSEDED = "superseded", _("replaced by an update")
    ENDED = "ended", _("over")
    CANCELLED = "cancelled", _("cancelled")


S, A = State, Actor

IN_PREPARATION = frozenset({S.DRAFTED, S.WAITING})
PREPARED = IN_PREPARATION | {S.REFUSED}
PUBLIC = frozenset({S.PUBLISHED, S.SUPERSEDED, S.ENDED, S.CANCELLED})
OVER = frozenset({S.ENDED, S.CANCELLED})

BULLETIN = Moves(
    State,
    {
        S.DRAFTED: [S.WAITING, S.DROPPED],
        S.WAITING: [S.DRAFTED, S.REFUSED, S.PUBLISHED],
        S.REFUSED: [S.DRAFTED, S.DROPPED],
        S.DROPPED: [],
        S.PUBLISHED: [S.SUPERSEDED, S.ENDED, S.CANCELLED],
        S.SUPERSEDED: [],
        S.ENDED: [],
        S.CANCELLED: [],
    },
    first=[S.DRAFTED],
)


@dataclass(frozen=True)
class Step:
    """A named move. `verb` is empty where the alert as a whole says what happened (`verbs.OUTWARD`)."""

    name: str
    before: frozenset[State]
    after: State
    actors: frozenset[Actor]
    verb: Verb | None = None


def _step(
    name: str, before: Iterable[State], after: State, actors: Iterable[Actor], verb: Verb | None = None
) -> Step:
    return Step(name, frozenset(before), after, frozenset(actors), verb)


STEPS = {
    step.name: step
    for step in [
        _step("submit", {S.DRAFTED}, S.WAITING, {A.ISSUER}, Verb.BULLETIN_SUBMITTED),
        _step("take_back", {S.WAITING}, S.DRAFTED, {A.ISSUER}, Verb.BULLETIN_TAKEN_BACK),
        _step("refuse", {S.WAITING}, S.REFUSED, {A.SECOND}, Verb.BULLETIN_REFUSED),
        _step("rewrite", {S.REFUSED}, S.DRAFTED, {A.ISSUER}, Verb.BULLETIN_REVISED),
        _step("drop", {S.DRAFTED, S.REFUSED}, S.DROPPED, {A.ISSUER, A.HOLDER}, Verb.BULLETIN_DROPPED),
        _step("confirm", {S.WAITING}, S.PUBLISHED, {A.SECOND}),
        _step("supersede", {S.PUBLISHED}, S.SUPERSEDED, {A.HOLDER}),
        _step("end", {S.PUBLISHED}, S.ENDED, {A.HOLDER, A.CLOCK}),
        _step("cancel", {S.PUBLISHED}, S.CANCELLED, {A.HOLDER}),
    ]
}


def _check() -> None:
    """Every move has a name, and every name is a move: neither table may know more than the other."""
    named = {(before, step.after) for step in STEPS.values() for before in step.before}
    drawn = {(before, after) for before, following in BULLETIN.table.items() for after in following}
    if named != drawn:
        raise ImproperlyConfigured(f"moves and names differ: {sorted(named ^ drawn)}")


_check()
