"""What is kept of mandates. For the register."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.register import Basis, Holding, Leaving, Processing
from commons.base.retention import YEAR, Rule, delete
from commons.mandates.models import Line, Mandate

NAME = _("Mandates")
_SEALED = _("what the other person wants help with is theirs")
_CODE = "a word of the code"
_DIGEST = "a fingerprint of lines without names"
_AFTER = _("%(time)s after its end")

PROCESSINGS = (
    Processing(
        "mandates",
        NAME,
        _(
            "Somebody of the town’s staff does things here for whoever asks them to. Both can read what was done."
        ),
        Basis.CONSENT,
        _("You and your mediator; who keeps the desk sees that there is a mandate, to end it"),
        (
            Holding(
                Mandate,
                _("The mandates that you gave: to whom, what for, what they cover, how you agreed"),
                ("resident",),
                ("place", "language"),
                named=("mediator", "ended_by"),
                opened={"sealed_purpose": "purpose", "sealed_witness": "witness", "sealed_text": "text"},
                secret={"head": _("a fingerprint of the journal")},
                leaving=Leaving.EMPTIED,
            ),
            Holding(
                Mandate,
                _("The mandates that you hold or held as a mediator"),
                ("mediator",),
                named=("resident", "ended_by"),
                secret={
                    "sealed_purpose": _SEALED,
                    "sealed_witness": _SEALED,
                    "sealed_text": _SEALED,
                    "place": _SEALED,
                    "language": _SEALED,
                    "head": _("a fingerprint of the journal"),
                },
                leaving=Leaving.STAYS,
            ),
            Holding(
                Line,
                _("What was done in your name: the deed, its moment, the thing, the kind of device"),
                ("mandate__resident",),
                secret={"digest": _("a fingerprint of the line and of the one before")},
                leaving=Leaving.STAYS,
                kept=_("as long as the mandate itself; no name and nobody’s words stand in it"),
            ),
        ),
    ),
)

TABLE = (
    Rule(
        Mandate,
        _("The mandates that you gave, with their journal"),
        (
            "resident",
            "mediator",
            "ended_by",
            "place",
            "language",
            "sealed_purpose",
            "sealed_witness",
            "sealed_text",
        ),
        3 * YEAR,
        "ended_at",
        _AFTER,
        _("they are deleted"),
        do=delete,
    ),
    Rule(
        Mandate,
        _("Mandates to which nobody agreed, or that never began"),
        ("sealed_purpose",),
        90,
        "ended_at",
        _AFTER,
        _("they are deleted"),
        do=delete,
        where=Q(begun_at=None),
    ),
)
LASTING = {
    Line: {"action": _CODE, "kind": _CODE, "digest": _DIGEST},
    Mandate: {"scopes": _CODE, "head": _DIGEST},
}
IMPERSONAL = {Line: {"action": _CODE, "kind": _CODE}, Mandate: {"scopes": _CODE}}
