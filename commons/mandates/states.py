"""The life of a mandate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.base.states import Moves


class MandateState(TextChoices):
    PREPARED = "prepared", _("waits for agreement")
    CONSENTED = "consented", _("agreed, not begun")
    ACTIVE = "active", _("under way")
    EXPIRED = "expired", _("ended at its time")
    REVOKED = "revoked", _("taken back")
    RENEWED = "renewed", _("followed by another one")


S = MandateState
MANDATE = Moves(
    MandateState,
    {
        S.PREPARED: [S.CONSENTED, S.REVOKED, S.EXPIRED],
        S.CONSENTED: [S.ACTIVE, S.REVOKED, S.EXPIRED],
        S.ACTIVE: [S.EXPIRED, S.REVOKED, S.RENEWED],
        S.EXPIRED: [],
        S.REVOKED: [],
        S.RENEWED: [],
    },
    first=[S.PREPARED],
)
LIVING = frozenset({S.PREPARED, S.CONSENTED, S.ACTIVE})
