"""How moderation looks at listings, proposals, thanks, things that are lent and what was noted of help."""

from django.utils.translation import gettext_lazy as _

from commons.base.text import excerpt
from commons.moderation.flaggable import Kind, register
from commons.moderation.kinds import without_markup
from commons.people.models import Person
from mutual_aid.actions import (
    bring_thanks_back,
    change_item,
    hide_listing,
    publish_after_all,
    unhide_listing,
    withhold_thanks,
)
from mutual_aid.models import IncidentNote, Item, Listing, Reservation, Response, Thanks
from mutual_aid.verbs import Verb


def _keeper(item: Item) -> Person | None:
    return item.owner


def _circle(listing: Listing) -> tuple[Person | None, ...]:
    """What is for mediators alone is read by moderators only once it was flagged: its author sees that they did."""
    return (listing.author,) if listing.visibility == Listing.Visibility.MEDIATORS else ()


def register_kinds() -> None:
    register(
        Kind(
            Listing,
            _("a listing"),
            "mutual_aid",
            readable_by=lambda person: Listing.objects.readable_by(person),
            among=_circle,
            beside=("author",),
            words=lambda listing: f"{listing.title}\n{without_markup(listing.body)}",
            hide=lambda listing, by, reason, rule: hide_listing(listing, by=by, reason=reason, rule=rule),
            show=lambda listing, by: unhide_listing(listing, by=by),
            after_all=lambda listing, by: publish_after_all(listing, by=by),
            since=lambda moment: Listing.objects.local().on_board().filter(created__gte=moment),
        ),
        Kind(
            Response,
            _("a proposal to help"),
            "mutual_aid",
            readable_by=lambda person: Response.objects.readable_by(person),
            author=lambda response: response.helper,
            among=lambda response: (response.helper, response.listing.author),
            beside=("helper", "listing__author"),
            words=lambda response: str(response.message or ""),
        ),
        Kind(
            Thanks,
            _("words of thanks"),
            "mutual_aid",
            readable_by=lambda person: Thanks.objects.readable_by(person),
            author=lambda thanks: thanks.by,
            among=lambda thanks: () if thanks.public else (thanks.by, thanks.to),
            beside=("by", "to"),
            title=lambda thanks: excerpt(thanks.text, 70),
            words=lambda thanks: str(thanks.text),
            remove=lambda thanks, by, reason, rule: withhold_thanks(thanks, by=by),
            show=lambda thanks, by: bring_thanks_back(thanks, by=by),
            hides=Verb.THANKS_WITHHELD,
            hides_as="removed",
            hidden=lambda entry: Thanks.objects.filter(pk=entry.detail.get("thanks")).first(),
        ),
        Kind(
            Item,
            _("a thing that is lent"),
            "mutual_aid",
            readable_by=lambda person: Item.objects.readable_by(person),
            author=_keeper,
            words=lambda item: f"{item.title}\n{item.description}\n{item.usage}".strip(),
            hide=lambda item, by, reason, rule: change_item(item, "hide", by=by, reason=reason),
            show=lambda item, by: change_item(item, "unhide", by=by),
            hides=Verb.ITEM_HIDDEN,
        ),
        Kind(
            Reservation,
            _("a loan"),
            "mutual_aid",
            readable_by=lambda person: Reservation.objects.readable_by(person),
            author=lambda loan: loan.borrower,
            among=lambda loan: (loan.borrower, loan.item.owner),
            beside=("borrower", "item__owner"),
        ),
        Kind(IncidentNote, _("help that did not take place"), "mutual_aid", title=lambda note: ""),
    )
