"""What the journal keeps of people: who did what. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import Basis, Holding, Leaving, Processing
from commons.journal.models import Entry, Errand, Job

PROCESSINGS = (
    Processing(
        "journal",
        _("Journal of the town"),
        _("Everybody can check who did what in the town, and programs tell each other what happened."),
        Basis.PUBLIC_TASK,
        _("Everybody for what is public; nobody for the rest"),
        (
            Holding(
                Entry,
                _("What you did: the deed, its moment, the thing it was about"),
                ("by",),
                ("verb", "detail"),
                named=("on_behalf_of",),
                kept=_("as long as the town runs; when you leave, the line says “somebody”"),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
)

IMPERSONAL = {
    Errand: {"reader": "a word of the code"},
    Job: "a call of the code with keys; forgotten thirty days after it is done",
}
