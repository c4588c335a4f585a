"""Everything that changes moderation."""

from commons.moderation.actions.answers import drop_answer, keep_answer
from commons.moderation.actions.appeals import answer_appeal, appeal
from commons.moderation.actions.cases import (
    Choice,
    acts_on,
    confirm_decision,
    decide_case,
    decide_together,
    decline_decision,
    end_overdue,
    give_case_back,
    lift_decision,
    take_case,
    take_next,
)
from commons.moderation.actions.decisions import write_decision
from commons.moderation.actions.flags import (
    LONGEST_NOTE,
    flag,
    flag_by_town,
    flag_from_elsewhere,
    forward_flag,
    open_case,
)
from commons.moderation.actions.gate import revise_list
from commons.moderation.actions.juries import close_overdue, step_back, vote, wish_for_jury

__all__ = [
    "LONGEST_NOTE",
    "Choice",
    "acts_on",
    "answer_appeal",
    "appeal",
    "close_overdue",
    "confirm_decision",
    "decide_case",
    "decide_together",
    "decline_decision",
    "drop_answer",
    "end_overdue",
    "flag",
    "flag_by_town",
    "flag_from_elsewhere",
    "forward_flag",
    "give_case_back",
    "keep_answer",
    "lift_decision",
    "open_case",
    "revise_list",
    "step_back",
    "take_case",
    "take_next",
    "vote",
    "wish_for_jury",
    "write_decision",
]
