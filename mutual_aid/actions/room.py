"""How many may still come, role by role. Asked under the lock of the listing."""

from django.utils.translation import gettext as _

from commons.base.errors import MayNot, WrongMoment
from commons.people.models import Person
from commons.people.permissions import is_mediator, is_trusted
from mutual_aid.actions.capacity import taking_places
from mutual_aid.models import Listing, Response, Slot


def room_in(slot: Slot, listing: Listing) -> int:
    return slot.needed - taking_places(listing).filter(slot=slot).count()


def check_room(response: Response, *, by: Person | None) -> None:
    """Whether this proposal can be accepted for its role; on a listing without roles there is nothing to ask.

    Who proposed without a role (from another town) gets the first with room that needs nobody in particular.
    """
    listing = response.listing
    slots = list(listing.slots.all())
    if not slots:
        return
    slot = next((slot for slot in slots if slot.pk == response.slot_id), None)
    if slot is None:
        open_ones = (slot for slot in slots if not slot.needs_trusted and room_in(slot, listing) > 0)
        slot = next(open_ones, None)
        if slot is not None:
            Response.objects.filter(pk=response.pk).update(slot=slot)
            response.slot = slot
    if slot is None or room_in(slot, listing) <= 0:
        raise WrongMoment(_("Enough people have been accepted for this role already."))
    if not may_take(slot, response.helper, by=by):
        raise MayNot(_("For this role, please choose somebody whom the town trusts, or ask a mediator."))


def may_take(slot: Slot, helper: Person | None, *, by: Person | None) -> bool:
    return not slot.needs_trusted or is_trusted(helper) or is_mediator(by)
