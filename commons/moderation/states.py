"""The lives of moderation as tables: a case, a decision, an appeal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.base.states import Moves


class CaseState(TextChoices):
    RECEIVED = "received", _("received")
    TRIAGED = "triaged", _("looked after")
    PROPOSED = "proposed", _("waits for a second person")
    ACTIONED = "actioned", _("acted upon")
    DISMISSED = "dismissed", _("no action needed")


class DecisionState(TextChoices):
    PROPOSED = "proposed", _("waits for a second person")
    DECLINED = "declined", _("not confirmed")
    IN_FORCE = "in_force", _("holds")
    ENDED = "ended", _("its time is over")
    REVERSED = "reversed", _("taken back")


class AppealState(TextChoices):
    WAITING = "waiting", _("waits for another moderator")
    JURY = "jury", _("before a jury")
    UPHELD = "upheld", _("the decision stays")
    REVERSED = "reversed", _("the decision is taken back")


C, D, A = CaseState, DecisionState, AppealState

WAITING = frozenset({C.RECEIVED, C.TRIAGED, C.PROPOSED})
HEARING = frozenset({A.WAITING, A.JURY})

CASE = Moves(
    CaseState,
    {
        C.RECEIVED: [C.TRIAGED, C.PROPOSED, C.ACTIONED, C.DISMISSED],
        C.TRIAGED: [C.RECEIVED, C.PROPOSED, C.ACTIONED, C.DISMISSED],
        C.PROPOSED: [C.TRIAGED, C.ACTIONED],
        C.ACTIONED: [],
        C.DISMISSED: [],
    },
    first=[C.RECEIVED],
)

DECISION = Moves(
    DecisionState,
    {
        D.PROPOSED: [D.DECLINED, D.IN_FORCE],
        D.DECLINED: [],
        D.IN_FORCE: [D.ENDED, D.REVERSED],
        D.ENDED: [],
        D.REVERSED: [],
    },
    first=[D.PROPOSED, D.IN_FORCE],
)

APPEAL = Moves(
    AppealState,
    {
        A.WAITING: [A.JURY, A.UPHELD, A.REVERSED],
        A.JURY: [A.WAITING, A.UPHELD, A.REVERSED],
        A.UPHELD: [],
        A.REVERSED: [],
    },
    first=[A.WAITING],
)
