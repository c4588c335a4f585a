"""The shapes of what people type, one module per noun."""

from .assemblies import (
    AnswersForm,
    AssemblyForm,
    CaptionForm,
    MinutesForm,
    OutcomeForm,
    RoleForm,
    RoundForm,
    StatementForm,
)
from .circles import CircleForm, SeatForm
from .keeping import ArrangeForm, LockForm, MergeForm, MoveForm, SpaceForm
from .order import HideForm, RefusalForm, UndoForm
from .polls import PollForm, VoteForm
from .writing import (
    CircleTopicForm,
    MessageForm,
    PictureForm,
    ReactionForm,
    RevisionForm,
    TopicForm,
    WritingForm,
)

__all__ = [
    "AnswersForm",
    "ArrangeForm",
    "AssemblyForm",
    "CaptionForm",
    "CircleForm",
    "CircleTopicForm",
    "HideForm",
    "LockForm",
    "MergeForm",
    "MessageForm",
    "MinutesForm",
    "MoveForm",
    "OutcomeForm",
    "PictureForm",
    "PollForm",
    "ReactionForm",
    "RefusalForm",
    "RevisionForm",
    "RoleForm",
    "RoundForm",
    "SeatForm",
    "SpaceForm",
    "StatementForm",
    "TopicForm",
    "UndoForm",
    "VoteForm",
    "WritingForm",
]
