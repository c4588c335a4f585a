"""What is kept of where people live, and of accounts that were opened again. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Admission, Card, Identity, Invitation, Recovery, Residence, Vouch
from commons.base.register import WHILE_WISHED, Basis, Holding, Processing

PROCESSINGS = (
    Processing(
        "accounts.residence",
        _("Living here"),
        _("What is for the people of the town is decided by people of the town."),
        Basis.CONSENT,
        _("Whoever keeps the desk, while a letter waits; nobody afterwards"),
        (
            Holding(
                Residence,
                _(
                    "That you live here, how it was shown and until when; your address until a letter is printed"
                ),
                ("person",),
                secret={"code_digest": _("lets whoever knows the code confirm")},
                named=("shown_to",),
                opened={"sealed_address": "address"},
                kept=_("three years after it was shown; an address sixty days at most"),
            ),
        ),
    ),
    Processing(
        "accounts.admission",
        _("Joining the town"),
        _("Where joining is not open to everybody, people of the town let newcomers in."),
        Basis.PUBLIC_TASK,
        _("Who decides, and whom you give your link"),
        (
            Holding(
                Admission,
                _("What you wrote to be let in, until it is decided, and who let you in"),
                ("account__person",),
                secret={"account": _("the account itself")},
                named=("settled_by",),
                opened={"sealed_words": "words"},
            ),
            Holding(Vouch, _("For whom you vouched"), ("by",), named=("admission",)),
            Holding(
                Invitation,
                _("Invitations that you made"),
                ("by",),
                secret={"digest": _("a fingerprint of the link")},
                opened={"sealed_token": "token"},
                kept=_("six weeks"),
            ),
        ),
    ),
    Processing(
        "accounts.identities",
        _("FranceConnect and ProConnect"),
        _("Whoever wishes so comes in by them; the way by mail stays as good."),
        Basis.CONSENT,
        _("They learn that you sign in here, when you do"),
        (
            Holding(
                Identity,
                _("That one of them knows you, as a fingerprint that says nothing else"),
                ("account__person",),
                ("provider",),
                secret={"digest": _("a fingerprint")},
                kept=WHILE_WISHED,
            ),
        ),
    ),
    Processing(
        "accounts.cards",
        _("Cards"),
        _("Whoever has no e-mail address comes in with a number and a code."),
        Basis.SERVICE,
        _("Whoever made the card saw its code once; nobody afterwards"),
        (
            Holding(
                Card,
                _("The number of your card, when it was made and by whom"),
                ("account__person",),
                ("number",),
                secret={"code_digest": _("a fingerprint of the code"), "account": _("the account itself")},
                named=("made_by",),
                kept=_("until you add an address, or leave"),
            ),
        ),
    ),
    Processing(
        "accounts.recovery",
        _("Accounts opened again"),
        _("Whoever has lost telephone and keys comes in again, and nobody else in their place."),
        Basis.SERVICE,
        _("Whoever keeps the desk"),
        (
            Holding(
                Recovery,
                _("That your account was opened again at the desk, by whom and when"),
                ("person",),
                named=("asked_by", "settled_by"),
            ),
        ),
    ),
)
IMPERSONAL: dict[type, str] = {}
