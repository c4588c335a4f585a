"""Rows of conversations, one module per noun; the others know them by this name."""

from .assemblies import AgendaItem, Assembly, AssemblyRole, CaptionLine, Hand, MinutesRevision
from .circles import Circle, Seat
from .opinions import Answer, OpinionBallot, OpinionRound, OpinionStatement
from .polls import Ballot, Poll, PollCount, PollOption, PollReceipt
from .posts import EMOJI, SEALED_FOR, Attachment, Post, PostQuerySet, PostRevision, Reaction, RemovedPost
from .topics import Participant, ReadMark, Topic, TopicEvent, TopicQuerySet, topic_of
from .waiting import Draft, HeldPost

__all__ = [
    "EMOJI",
    "SEALED_FOR",
    "AgendaItem",
    "Answer",
    "Assembly",
    "AssemblyRole",
    "Attachment",
    "Ballot",
    "CaptionLine",
    "Circle",
    "Draft",
    "Hand",
    "HeldPost",
    "MinutesRevision",
    "OpinionBallot",
    "OpinionRound",
    "OpinionStatement",
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
    "RemovedPost",
    "Seat",
    "Topic",
    "TopicEvent",
    "TopicQuerySet",
    "topic_of",
]
