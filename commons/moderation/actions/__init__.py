"""Everything that changes moderation."""

from commons.moderation.actions.decisions import appeal, write_decision
from commons.moderation.actions.flags import (
    LONGEST_NOTE,
    flag,
    flag_by_town,
    flag_from_elsewhere,
    forward_flag,
    settle_flag,
)
from commons.moderation.actions.gate import revise_list

__all__ = [
    "LONGEST_NOTE",
    "appeal",
    "flag",
    "flag_by_town",
    "flag_from_elsewhere",
    "forward_flag",
    "revise_list",
    "settle_flag",
    "write_decision",
]
