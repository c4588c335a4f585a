"""Rows of conversations, one module per noun; the others know them by this name."""

from .circles import Circle, Seat
from .polls import Ballot, Poll, PollCount, PollOption, PollReceipt
from .posts import EMOJI, SEALED_FOR, Attachment, Post, PostQuerySet, PostRevision, Reaction
from .topics import Participant, ReadMark, Topic, TopicEvent, TopicQuerySet, topic_of
from .waiting import Draft, HeldPost

__all__ = [
    "EMOJI",
    "SEALED_FOR",
    "Attachment",
    "Ballot",
    "Circle",
    "Draft",
    "HeldPost",
    "Participant",
    "Poll",
    "PollCount",
    "PollOption",
    "PollReceipt",
    "Post",
    "PostQuerySet",
    "PostRevision",
    "Reaction",
    "ReadMark",
    "Seat",
    "Topic",
    "TopicEvent",
    "TopicQuerySet",
    "topic_of",
]
