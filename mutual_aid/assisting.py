"""What a mediator may do here in somebody's name, under a mandate."""

from django.utils.translation import gettext_lazy as _

from commons.mandates.scopes import Scope, register

_OWN = frozenset({"mutual_aid:mine"})
_FIRST_WORDS = frozenset(
    {"conversations.post_written"}
)  # a wish or a coming begins its thread with what was said
_LOANS = frozenset({"mutual_aid:loans", "mutual_aid:loan", "mutual_aid:loan_photo"})


def register_scopes() -> None:
    register(
        Scope(
            "mutual_aid.listings",
            _("write, renew and close your requests and offers of help"),
            _OWN
            | {
                "mutual_aid:board",
                "mutual_aid:ask",
                "mutual_aid:offer",
                "mutual_aid:resume",
                "mutual_aid:listing",
                "mutual_aid:revise",
                "mutual_aid:decide",
            },
            _OWN,
        ),
        Scope(
            "mutual_aid.answers",
            _("answer others’ offers, and say yes or no to who answers you"),
            _OWN
            | {
                "mutual_aid:board",
                "mutual_aid:listing",
                "mutual_aid:propose",
                "mutual_aid:answer",
                "mutual_aid:decline",
            },
            _OWN,
        ),
        Scope(
            "mutual_aid.tasks",
            _("come to what is done together, and organise it"),
            _OWN
            | {
                "mutual_aid:board",
                "mutual_aid:listing",
                "mutual_aid:come",
                "mutual_aid:organise",
                "mutual_aid:task_revise",
                "mutual_aid:task_cancel_following",
                "mutual_aid:results",
                "mutual_aid:answer",
            },
            _OWN,
            brings=_FIRST_WORDS,
        ),
        Scope(
            "mutual_aid.loans",
            _("lend and borrow objects, from the shelf to their return"),
            _LOANS
            | {
                "mutual_aid:library",
                "mutual_aid:item",
                "mutual_aid:lend",
                "mutual_aid:item_revise",
                "mutual_aid:item_decide",
                "mutual_aid:reserve",
                "mutual_aid:loan_decide",
                "mutual_aid:loan_hand_over",
                "mutual_aid:loan_bring_back",
                "mutual_aid:loan_longer",
                "mutual_aid:loan_trouble",
            },
            _LOANS,
            brings=_FIRST_WORDS,
        ),
        Scope(
            "mutual_aid.alerts",
            _("choose for which requests and offers you are told"),
            frozenset({"mutual_aid:alerts"}),
        ),
    )
