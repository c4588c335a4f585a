"""The only way to change what the town relays."""

from alerts.actions.confirming import confirm_bulletin, refuse_bulletin
from alerts.actions.ending import cancel_alert, end_alert
from alerts.actions.reading import acknowledge
from alerts.actions.rules import revise_rules, the_rules
from alerts.actions.wishes import choose_wishes, end_mails
from alerts.actions.writing import (
    draft_bulletin,
    drop_bulletin,
    revise_bulletin,
    rewrite_bulletin,
    submit_bulletin,
    take_back_bulletin,
)

__all__ = [
    "acknowledge",
    "cancel_alert",
    "choose_wishes",
    "confirm_bulletin",
    "draft_bulletin",
    "drop_bulletin",
    "end_alert",
    "end_mails",
    "refuse_bulletin",
    "revise_bulletin",
    "revise_rules",
    "rewrite_bulletin",
    "submit_bulletin",
    "take_back_bulletin",
    "the_rules",
]
