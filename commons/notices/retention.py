"""How long it is kept what people were told, and addresses of those who have no account."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.retention import YEAR, Rule, delete
from commons.notices.models import (
    AnswerAddress,
    Attention,
    FeedAddress,
    Notice,
    PushDevice,
    PushKey,
    Subscription,
    Wishes,
)

NAME = _("Notices")
_OWN = "a choice of one's own, changed at any time and gone with whoever leaves"

TABLE = (
    Rule(
        Notice,
        _("What you were told"),
        ("person", "title"),
        YEAR,
        "at",
        _("%(time)s after you were told"),
        do=delete,
    ),
    Rule(
        AnswerAddress,
        _("The address at which you answer by mail"),
        ("person",),
        YEAR,
        "used_at",
        _("%(time)s after the last message that could be answered"),
        do=delete,
    ),
    Rule(
        Subscription,
        _("An e-mail address that was given and never confirmed"),
        ("sealed", "digest"),
        7,
        "asked_at",
        _("%(time)s after it was given"),
        do=delete,
        where=Q(confirmed_at=None),
    ),
    Rule(
        Subscription,
        _("The e-mail address of somebody who is told without an account"),
        ("sealed", "digest"),
        2 * YEAR,
        "confirmed_at",
        _("%(time)s after it was confirmed, or at once when they end it"),
        do=delete,
    ),
)

LASTING = {
    Notice: {
        "kind": "a word of the code",
        "href": "an address of the town; goes with the notice",
        "bundle": "a word of the code and a number",
        "people": "keys of people; goes with the notice",
    },
    Wishes: {"person": _OWN},
    Attention: {"person": _OWN, "kind": "a word of the code", "key": _OWN},
    AnswerAddress: {"kind": "a word of the code", "key": "a number", "digest": "goes with the address"},
    FeedAddress: {"person": _OWN, "digest": _OWN, "sealed": _OWN},
    PushDevice: {"person": _OWN, "digest": _OWN, "sealed": _OWN, "service": "the host of a service"},
    PushKey: {"name": "a word of the code", "sealed": "the town's own key"},
    Subscription: {"kind": "a word of the code", "key": "a number of a neighbourhood"},
}
