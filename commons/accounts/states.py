"""Lives of what the town knows of somebody: where they live, and how they come in again when all is lost."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.base.states import Moves


class Rung(TextChoices):
    """How sure the town is that somebody lives here. Without a line: their e-mail address answers, no more is known."""

    DECLARED = "declared", _("says to live here")
    ASKED = "asked", _("waits for a letter")
    SENT = "sent", _("a letter is on its way")
    VERIFIED = "verified", _("lives here, as a letter or the desk has shown")
    MET = "met", _("lives here, and was met by somebody of the town")
    LAPSED = "lapsed", _("lived here three years ago")


R = Rung
SURE = frozenset({R.VERIFIED, R.MET})
RESIDENCE = Moves(
    Rung,
    {
        R.DECLARED: [R.ASKED, R.VERIFIED, R.MET],
        R.ASKED: [R.SENT, R.DECLARED, R.VERIFIED, R.MET],
        R.SENT: [R.VERIFIED, R.DECLARED, R.MET],
        R.VERIFIED: [R.MET, R.LAPSED],
        R.MET: [R.LAPSED],
        R.LAPSED: [R.ASKED, R.VERIFIED, R.MET],
    },
    first=[R.DECLARED],
)


class RecoveryState(TextChoices):
    ASKED = "asked", _("waits for a second person")
    DONE = "done", _("the account was opened again")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("nobody came in time")


S = RecoveryState
RECOVERY = Moves(
    RecoveryState,
    {S.ASKED: [S.DONE, S.REFUSED, S.LAPSED], S.DONE: [], S.REFUSED: [], S.LAPSED: []},
    first=[S.ASKED],
)


class AdmissionState(TextChoices):
    WAITING = "waiting", _("waits to be let in")
    ADMITTED = "admitted", _("may join")
    REFUSED = "refused", _("not let in")


A = AdmissionState
ADMISSION = Moves(
    AdmissionState,
    {A.WAITING: [A.ADMITTED, A.REFUSED], A.ADMITTED: [], A.REFUSED: [A.ADMITTED]},
    first=[A.WAITING, A.ADMITTED],
)
