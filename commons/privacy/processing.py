"""What is kept so that people have their rights. For the register."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_WISHED, Basis, Holding, Leaving, Processing
from commons.base.retention import YEAR, Rule, delete
from commons.journal.models import Entry
from commons.people.verbs import Verb as People
from commons.privacy.models import (
    Acknowledgement,
    Arrival,
    Erasure,
    Incident,
    Objection,
    Request,
    Subcontractor,
    Takeaway,
)

NAME = _("Your rights")
_WEEK = _("seven days; then the file and the line are gone")
_OFFICER = _("You and the data officer")

PROCESSINGS = (
    Processing(
        "privacy",
        NAME,
        _("You see, take away, correct and erase what is kept of you, and are answered within a month."),
        Basis.DUTY,
        _OFFICER,
        (
            Holding(Takeaway, _("That you asked for your data"), ("person",), kept=_WEEK),
            Holding(
                Arrival,
                _("What became of a file that you brought"),
                ("person",),
                ("report",),
                secret={"fault": _("a word of the code")},
                kept=_WEEK,
            ),
            Holding(
                Request,
                _("What you asked the data officer, and the answer"),
                ("person",),
                ("sealed_words", "sealed_answer", "sealed_who", "wait_reason"),
                named=("answered_by",),
                opened={"sealed_words": "words", "sealed_answer": "answer", "sealed_who": "who"},
            ),
            Holding(
                Objection,
                _("What you objected to"),
                ("person",),
                ("processing",),
                kept=WHILE_WISHED,
            ),
        ),
    ),
    Processing(
        "privacy.incidents",
        _("Incidents"),
        _("What went wrong with data is written down, put right, and told to those who must know."),
        Basis.DUTY,
        _("The data officer, and the authority for data protection"),
        (
            Holding(
                Incident,
                _("Incidents that you noted as data officer"),
                ("by",),
                ("what", "measures"),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
)

TABLE = (
    Rule(
        Request,
        _("What you asked the data officer, and the answer"),
        ("sealed_who", "sealed_words", "sealed_answer", "wait_reason", "person", "answered_by"),
        3 * YEAR,
        "answered_at",
        _("%(time)s after the answer"),
        _("it is deleted"),
        do=delete,
    ),
    Rule(
        Incident,
        _("Incidents that you noted as data officer"),
        ("what", "measures", "by"),
        5 * YEAR,
        "closed_at",
        _("%(time)s after it was closed"),
        _("it is deleted"),
        do=delete,
    ),
    Rule(
        Entry,
        _("Who read your data, and why"),
        ("by",),
        YEAR,
        "at",
        _("%(time)s after it was done"),
        _("it is deleted"),
        do=delete,
        where=Q(verb=People.DATA_READ),
    ),
)
_KEY = "a fingerprint or a number, which names nobody"
LASTING = {
    Takeaway: {"person": "gone with the file, after seven days"},
    Arrival: {
        "person": "gone with the file, after seven days",
        "report": "gone with the file, after seven days",
        "fault": "a word of the code",
    },
    Objection: {"person": "until it is taken back", "processing": "a word of the code"},
    Erasure: {"handle": _KEY, "receipt": _KEY},
    Acknowledgement: {"host": "a server"},
    Subcontractor: dict.fromkeys(("name", "what_for", "where"), "a company"),
}
IMPERSONAL = {
    Erasure: LASTING[Erasure],
    Acknowledgement: LASTING[Acknowledgement],
    Subcontractor: LASTING[Subcontractor],
}
