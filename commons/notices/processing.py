"""What is kept to tell people of what concerns them. For the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_WISHED, Basis, Holding, Processing
from commons.base.retention import Rows
from commons.notices.models import (
    AnswerAddress,
    Attention,
    DigestRun,
    FeedAddress,
    Notice,
    PushDevice,
    PushKey,
    Subscription,
    Wishes,
)
from commons.notices.models.subscriptions import digest_of

_LOCK = _("a secret, or its fingerprint: it opens something and tells nothing")


def _subscriptions(person: Any) -> Rows:
    """Those of somebody's own address; whoever has no account is nobody to us."""
    account = getattr(person, "account", None)
    return (
        Subscription.objects.filter(digest=digest_of(account.email))
        if account
        else Subscription.objects.none()
    )


PROCESSINGS = (
    Processing(
        "notices",
        _("Notices"),
        _("You are told of what concerns you, where and as often as you wish."),
        Basis.SERVICE,
        _("You; the service of your browser, for a message that it cannot read; your mail provider"),
        (
            Holding(
                Notice,
                _("What you were told"),
                ("person",),
                ("title", "kind", "href", "bundle"),
                named=("people",),
            ),
            Holding(Wishes, _("How you wish to be told"), ("person",), kept=WHILE_WISHED),
            Holding(Attention, _("What you watch or mute"), ("person",), ("kind", "key"), kept=WHILE_WISHED),
            Holding(
                AnswerAddress,
                _("The address at which you answer by mail"),
                ("person",),
                ("kind", "key"),
                secret={"digest": _LOCK},
            ),
            Holding(
                FeedAddress,
                _("The secret address of your feed of notices"),
                ("person",),
                ("sealed",),
                opened={"sealed": "token"},
                secret={"digest": _LOCK},
                kept=WHILE_WISHED,
            ),
            Holding(
                PushDevice,
                _("Devices that ring for you"),
                ("person",),
                ("service",),
                secret={"digest": _LOCK, "sealed": _LOCK},
                kept=WHILE_WISHED,
            ),
        ),
    ),
    Processing(
        "notices.subscribers",
        _("Messages without an account"),
        _("Whoever leaves an e-mail address is told of the subject that they chose."),
        Basis.CONSENT,
        _("Your mail provider"),
        (
            Holding(
                Subscription,
                _("An e-mail address and a subject"),
                (),
                ("sealed", "kind", "key"),
                opened={"sealed": "email"},
                secret={"digest": _LOCK},
                find=_subscriptions,
            ),
        ),
    ),
)

IMPERSONAL = {PushKey: "the town's own key", DigestRun: "counts what was sent"}
