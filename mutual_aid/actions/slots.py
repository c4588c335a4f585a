"""Organising a task for several: its hours, its roles, and coming to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import Refused, WrongMoment
from commons.people.models import Person
from mutual_aid.actions.capacity import settle, taking_places
from mutual_aid.actions.listings import post_listing, revise_listing
from mutual_aid.actions.lives import submit_listing
from mutual_aid.actions.moves import announce, locked, step_listing
from mutual_aid.actions.responses import accept_response, propose_help
from mutual_aid.actions.room import may_take, room_in
from mutual_aid.deadlines import expiry
from mutual_aid.models import Listing, Response, Series, Slot, TaskPlan
from mutual_aid.permissions import may_be_accepted
from mutual_aid.states import ResponseState
from mutual_aid.verbs import Verb

MOST_PLACES = 99
MOST_ROLES = 6


@dataclass(frozen=True)
class Role:
    """As a form brings it; `pk` is that of the slot that it changes, 0 for a new one."""

    role: str
    needed: int
    needs_trusted: bool = False
    pk: int = 0


@transaction.atomic
def organise(
    *,
    by: Person,
    starts_at: datetime,
    ends_at: datetime,
    roles: Sequence[Role],
    takes_everybody: bool = True,
    series: Series | None = None,
    is_known: bool = False,
    client_key: UUID | None = None,
    **fields: Any,
) -> Listing:
    """A task with its hours and its roles. `fields` are those of `post_listing`; the same `client_key`, the same task.

    `is_known`: its words were on the board before, as an earlier one of the series, and need no second look.
    """
    _check_plan(starts_at, ends_at, roles)
    day = timezone.localtime(starts_at, timezone.get_default_timezone()).date()
    places = sum(role.needed for role in roles)
    listing = post_listing(
        by=by,
        kind=Listing.Kind.TASK,
        needs_by=day,
        helpers_needed=places,
        client_key=client_key,
        as_draft=True,
        **fields,
    )
    if TaskPlan.objects.filter(listing=listing).exists():
        return listing
    TaskPlan.objects.create(
        listing=listing,
        starts_at=starts_at,
        ends_at=ends_at,
        takes_everybody=takes_everybody,
        series=series,
        day=day if series else None,
    )
    _make_slots(listing, roles)
    if is_known:
        step_listing(listing, "submit", by=by, expires_at=expiry(day, timezone.localdate()))
        return listing
    return submit_listing(listing, by=by)


@transaction.atomic
def revise_task(
    listing: Listing,
    *,
    by: Person,
    starts_at: datetime,
    ends_at: datetime,
    roles: Sequence[Role],
    takes_everybody: bool = True,
    **fields: Any,
) -> Listing:
    """Change one task. Who comes is told when the day or the hour is another one."""
    _check_plan(starts_at, ends_at, roles, moved_from=listing.plan.starts_at)
    listing = locked(listing)
    plan = TaskPlan.objects.select_for_update().get(listing=listing)
    moved = (plan.starts_at, plan.ends_at) != (starts_at, ends_at)
    plan.starts_at, plan.ends_at, plan.takes_everybody = starts_at, ends_at, takes_everybody
    plan.save()
    _change_slots(listing, roles)
    day = timezone.localtime(starts_at, timezone.get_default_timezone()).date()
    places = sum(role.needed for role in roles)
    listing = revise_listing(listing, by=by, needs_by=day, helpers_needed=places, **fields)
    if moved:
        announce(Verb.TASK_MOVED, by=by, listing=listing, public=False)
    return listing


@transaction.atomic
def come(
    listing: Listing, *, by: Person, slot: Slot, message: str = "", client_key: UUID | None = None
) -> Response:
    """Choose a role. Where the author takes everybody and there is room, one is in; else one waits for the role.

    Said again by somebody who waits, it tries again: so a place that is free again goes to the first who takes it.
    """
    listing = locked(listing)
    if slot.listing_id != listing.pk:
        raise WrongMoment
    words = message.strip() or _("I will come: %(role)s") % {"role": slot.role}
    response = propose_help(listing, by=by, message=words, client_key=client_key)
    if response.state != ResponseState.PROPOSED:
        return response
    Response.objects.filter(pk=response.pk).update(slot=slot)
    response.slot, response.listing = slot, listing
    author = listing.author if TaskPlan.objects.get(listing=listing).takes_everybody else None
    fits = may_take(slot, by, by=None) and may_be_accepted(response, by=author)
    if author and fits and room_in(slot, listing) > 0:
        return accept_response(response, by=author)
    return response


@transaction.atomic
def tell_who_waits(response: Response) -> None:
    """Somebody no longer comes: those who wait for the same role are told, once. They decide whether it still suits."""
    slot = response.slot
    if slot is None:
        return
    listing = locked(Listing(pk=response.listing_id))
    if listing.is_on_board and room_in(slot, listing) > 0 and slot.responses.waiting().exists():
        announce(Verb.SLOT_FREED, by=None, listing=listing, public=False, slot=slot.pk)


def _check_plan(
    starts_at: datetime, ends_at: datetime, roles: Sequence[Role], *, moved_from: datetime | None = None
) -> None:
    if ends_at <= starts_at:
        raise Refused(_("It ends before it begins. Please choose a later hour."))
    if starts_at < timezone.now() and starts_at != moved_from:
        raise Refused(_("This hour is past. Please choose another one."))
    if not 1 <= len(roles) <= MOST_ROLES or not 1 <= sum(role.needed for role in roles) <= MOST_PLACES:
        raise Refused(_("A task has between one and ninety-nine places."))


def _make_slots(listing: Listing, roles: Iterable[Role]) -> None:
    for position, role in enumerate(roles):
        Slot.objects.create(
            listing=listing,
            role=role.role,
            needed=role.needed,
            needs_trusted=role.needs_trusted,
            position=position,
        )


def _change_slots(listing: Listing, roles: Sequence[Role]) -> None:
    """Keep those that people have chosen; never fewer places than people who come."""
    known = {slot.pk: slot for slot in listing.slots.all()}
    for position, role in enumerate(roles):
        slot = known.pop(role.pk, None) or Slot(listing=listing)
        taken = taking_places(listing).filter(slot=slot.pk).count() if slot.pk else 0
        if role.needed < taken:
            raise Refused(
                _("%(n)d people come for “%(role)s”: there cannot be fewer places.")
                % {"n": taken, "role": role.role}
            )
        slot.role, slot.needed, slot.needs_trusted, slot.position = (
            role.role,
            role.needed,
            role.needs_trusted,
            position,
        )
        slot.save()
    for slot in known.values():
        if slot.responses.active().exists():
            raise Refused(
                _("Somebody has chosen “%(role)s”: this role cannot be taken away.") % {"role": slot.role}
            )
        slot.delete()
    settle(listing)
