"""What moderators are told and decide, and who judges it again. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_WISHED, Basis, Holding, Leaving, Processing, Reasons
from commons.moderation.models import Answer, Appeal, Case, Decision, Flag, Juror, JuryWish, WatchList

PROCESSINGS = (
    Processing(
        "moderation",
        _("Moderation"),
        _("What hurts somebody or breaks the law is looked at, decided and answered, with its reason."),
        Basis.DUTY,
        _("Moderators; whoever wrote the thing is told what was decided, never who asked"),
        (
            Holding(
                Flag,
                _("What you asked the moderators to look at, and their answer"),
                ("by",),
                ("note", "answer"),
                named=("settled_by", "forwarded", "home"),
                leaving=Leaving.EMPTIED,
            ),
            Holding(
                Case,
                _("What you looked after as a moderator"),
                ("assigned_to",),
                ("room",),
                secret={"concerned": _("whom a case is about is told with the decision")},
                leaving=Leaving.STAYS,
            ),
            Holding(
                Decision,
                _("What was decided about you or what you wrote"),
                ("concerned",),
                ("words",),
                named=("by", "second"),
                leaving=Leaving.EMPTIED,
            ),
            Holding(
                Decision,
                _("What you decided as a moderator"),
                ("by", "second"),
                ("rules",),
                named=("concerned",),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
    Processing(
        "appeals",
        _("Another look at decisions"),
        _("Whom a decision concerns is heard by somebody who did not decide, or by residents drawn by lot."),
        Basis.DUTY,
        _("Moderators and, without names, the five who were drawn"),
        (
            Holding(
                Appeal,
                _("Why you asked for another look, and the answer"),
                ("by",),
                ("words",),
                named=("settled_by", "answer"),
                secret={
                    "seed": _("with it one could tell who was drawn"),
                    "candidates": _("these are other people"),
                },
                leaving=Leaving.EMPTIED,
            ),
            Holding(
                Juror,
                _("What you answered in a jury"),
                ("person",),
                ("words",),
                leaving=Leaving.EMPTIED,
            ),
            Holding(JuryWish, _("That you agree to be drawn for juries"), ("person",), kept=WHILE_WISHED),
        ),
    ),
)

IMPERSONAL: Reasons = {
    WatchList: "words and hosts of advertising",
    Answer: "ready words of the team, written to nobody",
}
