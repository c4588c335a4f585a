"""What people say to each other. For the register."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commons.base.register import (
    WHILE_MEMBER,
    WHILE_WISHED,
    WITH_PUBLIC,
    Basis,
    Holding,
    Leaving,
    Processing,
    Reasons,
)
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
    Poll,
    PollCount,
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
from commons.people.models import Person


def answers_of(person: Person) -> QuerySet[OpinionBallot]:
    """In rounds that are open: later nothing leads there."""
    rounds = OpinionRound.objects.filter(closed_at=None).exclude(key="")
    keys = [
        OpinionBallot.objects.filter(round=one, voter=one.voter(person)).values_list("pk", flat=True).first()
        for one in rounds
    ]
    return OpinionBallot.objects.filter(pk__in=[key for key in keys if key])


def _nobodys(person: Person) -> QuerySet[CaptionLine]:
    """Nothing says who said a line, or typed it."""
    return CaptionLine.objects.none()


PROCESSINGS = (
    Processing(
        "conversations",
        _("Conversations"),
        _("People talk with each other, in public or among few."),
        Basis.SERVICE,
        _(
            "Everybody for public words, here and on servers that follow; only those in it for a private thread"
        ),
        (
            Holding(
                Topic,
                _("Conversations that you began"),
                ("author",),
                ("title", "outcome"),
                named=("url",),
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                Post,
                _("What you said"),
                ("author",),
                ("source", "html", "warning", "attached", "language"),
                named=("url",),
                opened={"source": "text"},
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                PostRevision,
                _("What you said before you changed it"),
                ("post__author",),
                ("source",),
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.GOES,
            ),
            Holding(
                RemovedPost,
                _("What you said and a moderator removed, while you may contest it"),
                ("post__author",),
                ("source", "html", "warning", "attached"),
                opened={"source": "text"},
            ),
            Holding(
                Attachment,
                _("Pictures in what you said"),
                ("post__author",),
                ("alt", "sealed"),
                opened={"sealed": "content"},
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.GOES,
            ),
            Holding(
                Reaction,
                _("What you liked"),
                ("person",),
                ("emoji",),
                named=("uri",),
                kept=WHILE_WISHED,
            ),
            Holding(
                TopicEvent,
                _("The order of what happened, by which open pages catch up"),
                ("post__author",),
                ("kind",),
                leaving=Leaving.STAYS,
            ),
            Holding(Participant, _("The private threads that you are in, or were"), ("person",)),
            Holding(ReadMark, _("How far you have read; nobody else sees it"), ("person",)),
            Holding(Seat, _("The circles that you are in, or were"), ("person",)),
            Holding(Draft, _("Drafts of messages"), ("person",), ("sealed",), opened={"sealed": "words"}),
        ),
    ),
    Processing(
        "conversations.polls",
        _("Polls"),
        _("People ask each other what they prefer. A secret vote cannot be traced to anybody."),
        Basis.SERVICE,
        _("Everybody for an open poll; nobody for a secret one"),
        (
            Holding(
                PollOption,
                _("The answers that you offered in a poll"),
                ("poll__post__author",),
                ("text",),
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(PollReceipt, _("That you have voted in a secret poll"), ("person",)),
            Holding(Ballot, _("What you chose in an open poll"), ("person",), ("choices",)),
        ),
    ),
    Processing(
        "conversations.assemblies",
        _("Assemblies"),
        _("People hold assemblies: in order of raised hands, with minutes and opinion rounds."),
        Basis.SERVICE,
        _("Everybody who reads the conversation; nobody for what is answered in an opinion round"),
        (
            Holding(AssemblyRole, _("The assemblies that you look after"), ("person",)),
            Holding(Hand, _("Your raised hand"), ("person",)),
            Holding(
                MinutesRevision,
                _("The versions of minutes that you wrote"),
                ("by",),
                ("text",),
                kept=WITH_PUBLIC,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                OpinionBallot,
                _("What you answer in an opinion round that is open"),
                (),
                ("answers",),
                find=answers_of,
            ),
            Holding(
                CaptionLine,
                _("What is said in an assembly, as it was typed: it names nobody"),
                (),
                ("text",),
                find=_nobodys,
            ),
        ),
    ),
    Processing(
        "conversations.held",
        _("Messages that wait for a look"),
        _("Newcomers’ first messages are read by a moderator, against advertising and insults."),
        Basis.INTEREST,
        _("Moderators"),
        (
            Holding(
                HeldPost,
                _("Messages that a moderator read first"),
                ("author",),
                ("title", "text", "sealed", "alt", "rule", "reason"),
                named=("decided_by",),
                opened={"sealed": "content"},
                kept=WHILE_MEMBER,
            ),
        ),
    ),
)

_TOGETHER = "what an assembly writes down together"
IMPERSONAL: Reasons = {
    Assembly: _TOGETHER,
    AgendaItem: _TOGETHER,
    OpinionRound: "what is asked, and sums without names; its key is emptied when it closes",
    OpinionStatement: "it does not say who thought of it",
    TopicEvent: {"panels": "which parts of a page changed"},
    Circle: "a name that its members gave, gone with the last of them",
    Poll: "how a poll is counted",
    PollCount: "numbers",
}
