"""The shapes of what people type, one module per noun."""

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
    "ArrangeForm",
    "CircleForm",
    "CircleTopicForm",
    "HideForm",
    "LockForm",
    "MergeForm",
    "MessageForm",
    "MoveForm",
    "PictureForm",
    "PollForm",
    "ReactionForm",
    "RefusalForm",
    "RevisionForm",
    "SeatForm",
    "SpaceForm",
    "TopicForm",
    "UndoForm",
    "VoteForm",
    "WritingForm",
]
