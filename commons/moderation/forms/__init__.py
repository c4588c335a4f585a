"""The shape of what is typed in moderation."""

from commons.moderation.forms.deciding import (
    ACTS,
    AnswerAppealForm,
    AnswerForm,
    AppealForm,
    DecideForm,
    RuleForm,
    VoteForm,
)
from commons.moderation.forms.flagging import FlagForm, ForwardForm
from commons.moderation.forms.gate import ListForm

__all__ = [
    "ACTS",
    "AnswerAppealForm",
    "AnswerForm",
    "AppealForm",
    "DecideForm",
    "FlagForm",
    "ForwardForm",
    "ListForm",
    "RuleForm",
    "VoteForm",
]
