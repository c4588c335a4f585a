"""What can happen to the way somebody signs in, and to what the town knows of where they live."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    DEVICE_CLOSED = "accounts.device_closed", _("closed a session")
    RESIDENCE_DECLARED = "accounts.residence_declared", _("said to live here")
    LETTER_ASKED = "accounts.letter_asked", _("asked for a letter with a code")
    LETTER_PRINTED = "accounts.letter_printed", _("printed a letter with a code")
    RESIDENCE_VERIFIED = "accounts.residence_verified", _("showed that somebody lives here")
    RECOVERY_ASKED = "accounts.recovery_asked", _("asked that an account be opened again")
    IDENTITY_LINKED = "accounts.identity_linked", _("linked another way of signing in")
    IDENTITY_UNLINKED = "accounts.identity_unlinked", _("unlinked a way of signing in")
    INVITATION_MADE = "accounts.invitation_made", _("made an invitation")
    INVITATION_TAKEN_BACK = "accounts.invitation_taken_back", _("took an invitation back")
    INVITATION_USED = "accounts.invitation_used", _("brought somebody by an invitation")
    VOUCHED = "accounts.newcomer_vouched", _("vouched for a newcomer")
    ADMITTED = "accounts.newcomer_admitted", _("let a newcomer in")
    NOT_ADMITTED = "accounts.newcomer_refused", _("did not let a newcomer in")
    CARD_MADE = "accounts.card_made", _("made a card that opens an account")
    ADDRESS_CHANGED = "accounts.address_added", _("logs in with another address from now on")
    RECOVERY_REFUSED = "accounts.recovery_refused", _("refused to open an account again")
