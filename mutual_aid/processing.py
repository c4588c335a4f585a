"""What mutual aid keeps of people. For the register; how long stands in `retention.py`."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_WISHED, Basis, Holding, Leaving, Processing
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

_NEIGHBOURS = _(
    "Everybody, or members alone, as the author chose; only those concerned for threads and places"
)
_LOCK = _("a secret, or its fingerprint: it opens something and tells nothing")
_CODE = "a word of the code"

PROCESSINGS = (
    Processing(
        "mutual_aid",
        _("Mutual aid"),
        _("Neighbours ask each other for help, offer it and agree on it."),
        Basis.SERVICE,
        _NEIGHBOURS,
        (
            Holding(
                Listing,
                _("What you asked for or offered"),
                ("author", "mediator"),
                ("title", "body", "html", "on_behalf_of_alias", "closed_reason", "place_name", "url"),
                named=("cell",),
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                ListingWord,
                _("The words by which a listing is found, one by one"),
                ("listing__author",),
                ("stem",),
            ),
            Holding(
                MeetingPlace,
                _("Where you meet, which only those concerned can read"),
                ("listing__author",),
                ("sealed",),
                opened={"sealed": "text"},
            ),
            Holding(
                Response,
                _("How you proposed to help"),
                ("helper",),
                ("sealed_message", "agreement_address"),
                opened={"sealed_message": "message"},
                leaving=Leaving.EMPTIED,
            ),
            Holding(Thanks, _("Thanks"), ("by",), ("text",), named=("to",)),
            Holding(
                Transition,
                _("The steps that you took, and the reason"),
                ("by",),
                ("reason",),
                leaving=Leaving.EMPTIED,
            ),
            Holding(
                Slot,
                _("The roles of a task for several"),
                ("listing__author",),
                ("role",),
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                Series,
                _("A task that took place again, and where you met"),
                ("author",),
                ("template", "sealed_place"),
                opened={"sealed_place": "place"},
            ),
            Holding(ShortCode, _("The code of a listing on paper"), ("listing__author",), ("code",)),
            Holding(
                CalendarAddress,
                _("The secret address of your calendar"),
                ("person",),
                ("sealed",),
                opened={"sealed": "token"},
                secret={"digest": _LOCK},
            ),
        ),
    ),
    Processing(
        "mutual_aid.helping",
        _("Who can help with what"),
        _("Whoever wishes is told of requests that they could answer."),
        Basis.CONSENT,
        _("Mediators"),
        (
            Holding(
                HelperProfile,
                _("What you said that you can do for others"),
                ("person",),
                ("put_aside",),
                kept=WHILE_WISHED,
            ),
            Holding(SavedAlert, _("What you asked to be told of"), ("person",), kept=WHILE_WISHED),
            Holding(AdultDeclaration, _("Your word that you are of age"), ("person",)),
        ),
    ),
    Processing(
        "mutual_aid.lending",
        _("Lending"),
        _("Neighbours lend each other things, and both remember how they were."),
        Basis.SERVICE,
        _("Members for the thing; lender and borrower for the rest"),
        (
            Holding(
                Item,
                _("Things that you lend"),
                ("owner",),
                ("title", "description", "usage", "deposit", "words"),
                leaving=Leaving.EMPTIED,
            ),
            Holding(Reservation, _("What you borrowed"), ("borrower",), leaving=Leaving.STAYS),
            Holding(
                Condition,
                _("How a thing was when it was lent, with its photos"),
                ("by",),
                ("sealed_words", "sealed_photo"),
                named=("confirmed_by",),
                opened={"sealed_words": "words", "sealed_photo": "photo"},
                leaving=Leaving.EMPTIED,
            ),
        ),
    ),
    Processing(
        "mutual_aid.desk",
        _("Help through the desk"),
        _("Mediators write for people far from computers, who said yes, and look after what has no answer."),
        Basis.CONSENT,
        _("Mediators; a service that the person said yes to"),
        (
            Holding(
                Consent,
                _("How and when somebody agreed that you act for them"),
                ("by",),
                ("note", "how"),
                named=("withdrawn_by",),
                leaving=Leaving.STAYS,
            ),
            Holding(
                DeskCase,
                _("How the mediators reach the author of your request, and what they noted"),
                ("listing__author",),
                ("sealed_reach", "sealed_note"),
                named=("keeper",),
                opened={"sealed_reach": "reach", "sealed_note": "note"},
                leaving=Leaving.GOES,
            ),
            Holding(
                Call,
                _("The mediators’ calls about your request"),
                ("listing__author",),
                ("sealed_about",),
                named=("by",),
                opened={"sealed_about": "about"},
            ),
            Holding(
                Neighbour,
                _("Who answered at the desk without an account"),
                ("by",),
                ("alias", "sealed_reach"),
                opened={"sealed_reach": "reach"},
                leaving=Leaving.STAYS,
            ),
            Holding(Nudge, _("That the mediators asked you for help"), ("person",), named=("by",)),
            Holding(
                HandOver,
                _("What a service was told of your request, with your agreement"),
                ("listing__author",),
                ("sealed_note",),
                named=("by",),
                opened={"sealed_note": "note"},
            ),
        ),
    ),
    Processing(
        "mutual_aid.incidents",
        _("Help that did not take place"),
        _("Mediators notice when agreed help fails again and again, and hear both sides."),
        Basis.INTEREST,
        _("Mediators"),
        (
            Holding(
                IncidentNote,
                _("What you noted of agreed help that did not take place"),
                ("by",),
                ("sealed_text",),
                named=("about", "sealed_answer"),
                opened={"sealed_text": "text"},
                leaving=Leaving.EMPTIED,
            ),
        ),
    ),
)

IMPERSONAL = {
    Service: "what everybody may know of a public service",
    ConsentText: "the town's own words, as they were read to people",
    Transition: {"name": _CODE, "before": _CODE, "after": _CODE},
}
