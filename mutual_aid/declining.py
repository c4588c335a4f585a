"""Ways of saying no that leave nobody hurt. No reason is ever asked for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Polite(TextChoices):
    """The key is what is kept, so that each reads the sentence in their own language."""

    FOUND = "polite:found", _("Thank you very much. Somebody has already been found.")
    ANOTHER_TIME = (
        "polite:another",
        _("Thank you for proposing. This time it does not fit, perhaps another time."),
    )
    SETTLED = "polite:settled", _("Thank you. It has been settled in the meantime.")
    NEARER = "polite:nearer", _("Thank you. Somebody who lives nearer will come.")


def said(reason: str) -> str:
    """A reason as its reader sees it: one of our sentences, or the person's own words."""
    return str(Polite(reason).label) if reason in Polite.values else reason
