"""What people are told, how they want to be told, and of what they are told no more."""

from commons.notices.subjects import Subject

from .answers import AnswerAddress, FeedAddress
from .attention import Attention
from .digests import DigestRun
from .notices import Notice
from .push import PushDevice, PushKey
from .subscriptions import Subscription
from .wishes import Pace, Wishes

__all__ = [
    "AnswerAddress",
    "Attention",
    "DigestRun",
    "FeedAddress",
    "Notice",
    "Pace",
    "PushDevice",
    "PushKey",
    "Subject",
    "Subscription",
    "Wishes",
]
