"""How long conversations keep what people wrote, and who they were. Read daily by the worker, and by everybody."""

from django.utils.translation import gettext_lazy as _

from commons.base.retention import YEAR, Rule, delete
from commons.base.rules import CONTESTABLE_FOR
from commons.conversations.models import (
    AgendaItem,
    Assembly,
    AssemblyRole,
    Attachment,
    Ballot,
    CaptionLine,
    Circle,
    Draft,
    Hand,
    HeldPost,
    MinutesRevision,
    OpinionBallot,
    OpinionRound,
    OpinionStatement,
    Participant,
    PollOption,
    PollReceipt,
    Post,
    PostRevision,
    Reaction,
    ReadMark,
    RemovedPost,
    Seat,
    Topic,
    TopicEvent,
)

NAME = _("Conversations")
_AFTER_POLL = _("%(time)s after the poll has closed")
_GONE = _("it is deleted")

TABLE = (
    Rule(
        Draft,
        _("Drafts of messages"),
        ("sealed", "person"),
        60,
        "saved_at",
        _("%(time)s after you last changed them"),
        _GONE,
        do=delete,
    ),
    Rule(
        HeldPost,
        _("Messages that a moderator read first"),
        ("text", "title", "reason", "author", "alt", "sealed"),
        90,
        "decided_at",
        _("%(time)s after it was decided"),
        _GONE,
        do=delete,
    ),
    Rule(
        RemovedPost,
        _("What a removed message said"),
        ("source", "html", "warning", "attached"),
        CONTESTABLE_FOR + 30,
        "at",
        _("%(time)s after it was removed: so long its author may contest it, and be heard"),
        _GONE,
        do=delete,
    ),
    Rule(
        PollReceipt,
        _("Who has voted in a secret poll"),
        ("person",),
        90,
        "poll__closed_at",
        _AFTER_POLL,
        _GONE,
        do=delete,
    ),
    Rule(
        Ballot,
        _("Who chose what in an open poll"),
        ("person", "choices"),
        YEAR,
        "poll__closed_at",
        _AFTER_POLL,
        _("it is deleted; the result stays"),
        do=delete,
    ),
    Rule(
        Participant,
        _("Who has left a private thread"),
        ("person",),
        YEAR,
        "left_at",
        _("%(time)s after they left"),
        _GONE,
        do=delete,
    ),
    Rule(
        Seat,
        _("Who has left a circle"),
        ("person",),
        YEAR,
        "left_at",
        _("%(time)s after they left"),
        _GONE,
        do=delete,
    ),
    Rule(
        Hand,
        _("Raised hands in an assembly"),
        ("person",),
        1,
        "raised_at",
        _("when they are lowered or the assembly ends, at the latest %(time)s after"),
        _GONE,
        do=delete,
    ),
    Rule(
        OpinionBallot,
        _("What people answer in an opinion round, under a drawn number"),
        ("answers",),
        1,
        "round__closed_at",
        _("when the round closes, at the latest %(time)s after"),
        _("it is deleted, with the key of the numbers; sums stay"),
        do=delete,
    ),
    Rule(
        CaptionLine,
        _("What is said in an assembly, as it was typed"),
        ("text",),
        YEAR,
        "assembly__closed_at",
        _("when the assembly ends or, where the hosts keep it with the record, %(time)s after"),
        _GONE,
        do=delete,
    ),
    Rule(
        TopicEvent,
        _("The order of what happened, by which open pages catch up"),
        ("kind",),
        14,
        "at",
        _("%(time)s after it happened"),
        _GONE,
        do=delete,
    ),
)

_PUBLIC = "said for others to read; its author takes it back, or all of it when they leave"
_MINUTED = "the public record of an assembly, that its hosts write"
_TITLE = "a name that its members gave, gone with the last of them"

LASTING = {
    Topic: dict.fromkeys(("title", "author", "url", "outcome", "home", "uri"), _PUBLIC),
    Post: dict.fromkeys(
        ("author", "source", "html", "url", "warning", "attached", "language", "home", "uri"), _PUBLIC
    ),
    PostRevision: {"source": "the history that others may check; gone with the message"},
    Attachment: {"alt": _PUBLIC, "sealed": "sealed, and gone with its message"},
    Reaction: dict.fromkeys(("person", "emoji", "uri"), "taken back by one press"),
    ReadMark: {"person": "how far somebody has read: nobody else ever sees it"},
    Circle: {"name": _TITLE, "summary": _TITLE},
    PollOption: {"text": _PUBLIC},
    Assembly: dict.fromkeys(("place", "minutes", "minutes_html"), _MINUTED),
    AssemblyRole: {"person": "who looked after an assembly stands in its record"},
    AgendaItem: dict.fromkeys(("title", "outcome"), _MINUTED),
    MinutesRevision: {"text": "the history that others may check", "by": "who wrote it, as its licence asks"},
    OpinionRound: {"question": _MINUTED, "result": "sums, without names", "key": "emptied when it closes"},
    OpinionStatement: {"text": "without the name of who thought of it"},
}
