"""What relayed information keeps of people. For the register."""

from django.utils.translation import gettext_lazy as _

from alerts.models import Alert, AlertAck, Bulletin, Rules, Transition, Wish
from alerts.retention import LASTING
from commons.base.register import WHILE_WISHED, Basis, Holding, Leaving, Processing

PROCESSINGS = (
    Processing(
        "alerts",
        _("Relayed information"),
        _("Residents learn at once what the authorities say about a danger, and who relayed it is known."),
        Basis.PUBLIC_TASK,
        _("Everybody for the information; those who relay it for who did"),
        (
            Holding(AlertAck, _("That you have read it"), ("person",)),
            Holding(Wish, _("From which level on you are told"), ("person",), kept=WHILE_WISHED),
            Holding(
                Bulletin,
                _("What you wrote or confirmed for the town"),
                ("issuer", "confirmer"),
                leaving=Leaving.STAYS,
            ),
            Holding(
                Transition,
                _("The steps that you took, and the reason"),
                ("by",),
                ("reason",),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
)

IMPERSONAL = {
    Alert: LASTING[Alert],
    Bulletin: LASTING[Bulletin],
    Transition: LASTING[Transition],
    Rules: LASTING[Rules],
}
