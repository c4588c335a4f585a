"""How long this room keeps what people wrote, and who they were. Read daily by the worker, and by everybody.

Each model with a person or free words has its lines here; a test looks for what is missing.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.base.retention import YEAR, Rule, delete, empty
from commons.journal.models import Entry
from commons.moderation.models import Flag
from commons.notices.models import Notice
from mutual_aid.actions.erasing import WORDS, erase_drafts, erase_threads, erase_words
from mutual_aid.actions.lending_timers import erase_loan_threads
from mutual_aid.lending_states import ItemState
from mutual_aid.models import (
    AdultDeclaration,
    CalendarAddress,
    Call,
    Condition,
    Consent,
    ConsentText,
    DeskCase,
    HandOver,
    HelperProfile,
    IncidentNote,
    Item,
    Listing,
    ListingWord,
    MeetingPlace,
    Neighbour,
    Nudge,
    Reservation,
    Response,
    SavedAlert,
    Series,
    Service,
    ShortCode,
    Slot,
    Thanks,
    Transition,
)
from mutual_aid.models.codes import RESERVED
from mutual_aid.states import ACTIVE, CLOSED, ListingState

NAME = _("Mutual aid")
OURS = "mutual_aid."

_NUMBERS = _("it is erased; kind, category, neighbourhood and dates stay, for figures without people")
_AFTER_LISTING = _("%(time)s after the listing has ended")
_AFTER_LOAN = _("%(time)s after the end of the loan")
_AFTER_HIDING = _("%(time)s after a moderator has hidden the listing")
_PLACE = _("Where you meet, which only those concerned can read")
_FOUND_BY = _("The words by which a listing is found, one by one")
_THREAD = _("What you write to each other before and while you help")
_AGREED = _("How and when somebody agreed that a mediator acts for them")
_HELPER = _("Who proposed to help, and who helped")

TABLE = (
    Rule(MeetingPlace, _PLACE, ("sealed",), 7, "listing__closed_at", _AFTER_LISTING, do=delete),
    Rule(
        MeetingPlace,
        _PLACE,
        ("sealed",),
        30,
        "listing__changed",
        _AFTER_HIDING,
        do=delete,
        where=Q(listing__state=ListingState.HIDDEN),
    ),
    Rule(
        Listing,
        _("Drafts that were never sent"),
        (*WORDS, "author", "mediator"),
        30,
        "changed",
        _("%(time)s after you last changed them"),
        do=erase_drafts,
        where=Q(state=ListingState.DRAFT),
    ),
    Rule(
        Listing,
        _("What no moderator has let appear"),
        WORDS,
        90,
        "changed",
        _("%(time)s after it was sent"),
        do=erase_drafts,
        where=Q(state=ListingState.PENDING),
    ),
    Rule(
        Listing,
        _("The words of a listing, and the name you gave for somebody else"),
        WORDS,
        90,
        "closed_at",
        _AFTER_LISTING,
        _NUMBERS,
        do=erase_words,
        where=Q(state__in=CLOSED),
    ),
    Rule(ListingWord, _FOUND_BY, ("stem",), 90, "listing__closed_at", _AFTER_LISTING, do=delete),
    Rule(
        ListingWord,
        _FOUND_BY,
        ("stem",),
        YEAR,
        "listing__changed",
        _AFTER_HIDING,
        do=delete,
        where=Q(listing__state=ListingState.HIDDEN),
    ),
    Rule(
        Listing,
        _("Who asked or offered"),
        ("author", "mediator"),
        YEAR,
        "closed_at",
        _AFTER_LISTING,
        where=Q(state=ListingState.ARCHIVED),
    ),
    Rule(
        Listing,
        _("What a moderator has hidden"),
        (*WORDS, "author", "mediator"),
        YEAR,
        "changed",
        _AFTER_HIDING,
        where=Q(state=ListingState.HIDDEN),
    ),
    Rule(
        Response,
        _THREAD,
        ("sealed_message",),
        90,
        "changed",
        _("%(time)s after it was done, declined or called off, or the listing has ended"),
        do=erase_threads,
        where=~Q(state__in=ACTIVE),
    ),
    Rule(
        Response,
        _THREAD,
        ("sealed_message",),
        YEAR,
        "listing__changed",
        _AFTER_HIDING,
        do=erase_threads,
        where=Q(listing__state=ListingState.HIDDEN),
    ),
    Rule(
        Response,
        _HELPER,
        ("helper", "uri", "agreement_address"),
        YEAR,
        "changed",
        _("%(time)s after it was done, declined or called off"),
        _NUMBERS,
        where=~Q(state__in=ACTIVE),
    ),
    Rule(
        Response,
        _HELPER,
        ("helper", "uri", "agreement_address"),
        YEAR,
        "listing__closed_at",
        _AFTER_LISTING,
        _NUMBERS,
        where=Q(listing__state=ListingState.ARCHIVED),
    ),
    Rule(
        Thanks, _("Thanks"), ("by", "to", "text"), YEAR, "at", _("%(time)s after they were said"), do=delete
    ),
    Rule(
        Transition,
        _("Who decided what, when, and the reason they gave"),
        ("by", "reason"),
        YEAR,
        "at",
        _("%(time)s after it was done"),
    ),
    Rule(
        Consent,
        _AGREED,
        ("note", "by", "withdrawn_by"),
        YEAR,
        "listing__closed_at",
        _AFTER_LISTING,
        do=delete,
    ),
    Rule(
        Consent,
        _AGREED,
        ("note", "by", "withdrawn_by"),
        YEAR,
        "listing__changed",
        _AFTER_HIDING,
        do=delete,
        where=Q(listing__state=ListingState.HIDDEN),
    ),
    *(
        Rule(
            DeskCase,
            _(
                "What the mediators keep to look after a request: how to reach you, what to come back to, who does"
            ),
            ("keeper", "sealed_reach", "sealed_note"),
            90,
            moment,
            when,
            do=delete,
            where=where,
        )
        for moment, when, where in (
            ("listing__closed_at", _AFTER_LISTING, Q()),
            ("listing__changed", _AFTER_HIDING, Q(listing__state=ListingState.HIDDEN)),
        )
    ),
    Rule(
        Call,
        _("The mediators' calls: who called, whom, about what"),
        ("by", "sealed_about"),
        180,
        "at",
        _("%(time)s after the call"),
        do=delete,
    ),
    *(
        Rule(Neighbour, what, fields, days, moment, when, do=do, where=where)
        for what, fields, days, do in (
            (_("How the mediators reach you when you answered at the desk"), ("sealed_reach",), 7, empty),
            (_("The name that you chose when you answered at the desk"), ("alias", "by"), 90, delete),
        )
        for moment, when, where in (
            (
                "response__changed",
                _("%(time)s after it was done, declined or called off"),
                ~Q(response__state__in=ACTIVE),
            ),
            ("response__listing__closed_at", _AFTER_LISTING, Q()),
        )
    ),
    Rule(
        ShortCode,
        _("The code of a listing on paper"),
        ("code",),
        RESERVED,
        "listing__closed_at",
        _AFTER_LISTING,
        _("it is free for another listing"),
        do=delete,
    ),
    Rule(
        Nudge,
        _("Whom the mediators asked for help, and what they answered"),
        ("person", "by"),
        90,
        "at",
        _("%(time)s after they were asked"),
        do=delete,
    ),
    Rule(
        HandOver,
        _("What a service was told, with your agreement"),
        ("by", "sealed_note"),
        YEAR,
        "at",
        _("%(time)s after it was told"),
        do=delete,
    ),
    Rule(
        HelperProfile,
        _("What you said that you can do for others"),
        ("person",),
        2 * YEAR,
        "said_at",
        _("%(time)s after you last said it, or at once when you take it back"),
        do=delete,
    ),
    Rule(
        CalendarAddress,
        _("The secret address of your calendar"),
        ("person", "digest", "sealed"),
        2 * YEAR,
        "made_at",
        _("%(time)s after you made it, or at once when you close it"),
        do=delete,
    ),
    Rule(Slot, _("The roles of a task for several"), ("role",), 90, "listing__closed_at", _AFTER_LISTING),
    Rule(
        Series,
        _("A task that took place again, and where you met"),
        ("author", "template", "sealed_place"),
        90,
        "until",
        _("%(time)s after the last one"),
        do=delete,
    ),
    Rule(
        Condition,
        _("How a thing was when it was lent, with its photos"),
        ("by", "confirmed_by", "sealed_words", "sealed_photo"),
        90,
        "loan__closed_at",
        _AFTER_LOAN,
        do=delete,
    ),
    Rule(
        Reservation,
        _("What you write to each other about a loan"),
        (),
        90,
        "closed_at",
        _AFTER_LOAN,
        do=erase_loan_threads,
    ),
    Rule(Reservation, _("Who borrowed"), ("borrower",), YEAR, "closed_at", _AFTER_LOAN, _NUMBERS),
    Rule(
        Item,
        _("A thing that you lent, and that you lent it"),
        ("owner", "title", "description", "usage", "deposit", "words"),
        90,
        "changed",
        _("%(time)s after you have taken it off the shelf"),
        where=Q(state=ItemState.GONE),
    ),
    Rule(
        IncidentNote,
        _("That help which was agreed did not take place, and what either side said of it"),
        ("about", "by", "sealed_text", "sealed_answer"),
        YEAR,
        "at",
        _("%(time)s after it was noted"),
        do=delete,
    ),
    Rule(
        AdultDeclaration,
        _("Your word that you are of age"),
        ("person",),
        2 * YEAR,
        "said_at",
        _("%(time)s after you said it; you are asked again"),
        do=delete,
    ),
    Rule(
        SavedAlert,
        _("What you asked to be told of"),
        ("person",),
        2 * YEAR,
        "said_at",
        _("%(time)s after you last said it, or at once when you end it"),
        do=delete,
    ),
    Rule(
        Entry,
        _("Your name in the journal of the board"),
        ("by", "on_behalf_of"),
        YEAR,
        "at",
        _("%(time)s after it was done"),
        _("the line stays and says “somebody”"),
        where=Q(verb__startswith=OURS),
    ),
    Rule(
        Notice,
        _("Notices about the board"),
        ("person", "title"),
        90,
        "at",
        _("%(time)s after you were told"),
        do=delete,
        where=Q(kind__startswith=OURS),
    ),
    Rule(
        Flag,
        _("Who flagged a listing, and what they wrote"),
        ("by", "note", "answer", "forwarded"),
        YEAR,
        "changed",
        _("%(time)s after the moderators have decided"),
        where=Q(about_type__app_label="mutual_aid") & ~Q(state=Flag.State.OPEN),
    ),
)

_ADDRESS = "the address of a thing of another town, by which it is known when it is told of again"
_CODE = "a word of the code"

LASTING = {
    Service: dict.fromkeys(("name", "contact", "what_for"), "what everybody may know of a public service"),
    ConsentText: dict.fromkeys(
        ("code", "language", "text"), "the town's own words, as they were read to people"
    ),
    Listing: {
        "home": _ADDRESS,
        "uri": _ADDRESS,
        "cell": "a square of about one kilometre, the same for all who live in it",
    },
    Response: {"home": _ADDRESS},
    Transition: {"name": _CODE, "before": _CODE, "after": _CODE},
}
