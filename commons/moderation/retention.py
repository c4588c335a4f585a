"""How long moderation keeps who flagged, what was decided and who was drawn. Read daily by the worker."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.retention import BATCH, YEAR, Rows, Rule
from commons.moderation.models import Answer, Appeal, Case, Decision, Flag, Juror, JuryWish, WatchList
from commons.moderation.states import HEARING, WAITING, DecisionState

NAME = _("Moderation")
_SETTLED = _("%(time)s after it was settled")
_DECIDED = _("%(time)s after the decision, once it no longer holds")
_NOBODY = _("it no longer says who")

_OPEN = [str(state) for state in WAITING]
_HEARD = [str(state) for state in HEARING]


def _forget_candidates(rows: Rows, fields: Sequence[str]) -> int:
    return Appeal.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:BATCH])).update(candidates=[])


TABLE = (
    Rule(
        Flag,
        _("What was asked of the moderators, and their answers"),
        ("by", "home", "note", "settled_by", "answer", "forwarded"),
        YEAR,
        "changed",
        _SETTLED,
        where=~Q(state="open"),
    ),
    Rule(
        Case,
        _("Who looked after a case, and whom it was about"),
        ("assigned_to", "concerned"),
        YEAR,
        "closed_at",
        _SETTLED,
        _NOBODY,
        where=~Q(state__in=_OPEN),
    ),
    Rule(
        Decision,
        _("Decisions about what somebody wrote, or about their account"),
        ("concerned", "words", "by", "second"),
        YEAR,
        "at",
        _DECIDED,
        _NOBODY,
        where=~(Q(kind__in=["limited", "suspended"]) & Q(state=str(DecisionState.IN_FORCE))),
    ),
    Rule(
        Appeal,
        _("Requests for another look at a decision"),
        ("by", "words", "settled_by", "answer", "seed"),
        YEAR,
        "changed",
        _SETTLED,
        where=~Q(state__in=_HEARD),
    ),
    Rule(
        Juror,
        _("Who was drawn for a jury, and what they said"),
        ("person", "words"),
        YEAR,
        "appeal__changed",
        _SETTLED,
        where=~Q(appeal__state__in=_HEARD),
    ),
    Rule(
        Appeal,
        _("From whom a jury was drawn"),
        ("candidates",),
        YEAR,
        "changed",
        _SETTLED,
        do=_forget_candidates,
        where=~Q(state__in=_HEARD) & ~Q(candidates=[]),
    ),
)
LASTING = {
    JuryWish: {"person": "as long as they say yes: taken back, the row is gone"},
    Answer: {"name": "the team's own words", "words": "the team's own words"},
    WatchList: {"words": "no person", "hosts": "no person"},
    Case: {"room": "no person"},
    Decision: {"rules": "names of rules"},
}
