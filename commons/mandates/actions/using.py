"""Somebody begins to act under a mandate; what happens then is written into its journal."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot
from commons.journal.acting import Hand
from commons.journal.actions import News, record
from commons.journal.models import Entry
from commons.mandates import chain
from commons.mandates.models import Line, Mandate
from commons.mandates.permissions import may_act_under
from commons.mandates.scopes import is_refused
from commons.mandates.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def begin_acting(mandate: Mandate, *, by: Person, device: str) -> None:
    if not may_act_under(by, mandate):
        raise MayNot(_("This mandate is not under way."))
    record(Verb.MANDATE_USED, by=by, about=mandate, public=False)
    chain.append(mandate, Verb.MANDATE_USED, who=Line.Who.MEDIATOR, device=device)


def hand_under(mandate: Mandate, *, device: str) -> Hand:
    """For the time of one request."""
    if mandate.mediator is None or mandate.resident is None:
        raise MayNot
    check, keep = partial(_refuse_what_is_own, mandate), partial(_keep, mandate, device)
    return Hand(mandate.mediator, mandate.resident, check, keep)


def _refuse_what_is_own(mandate: Mandate, news: Sequence[News]) -> None:
    """An act of theirs of these kinds ends here, whichever page it came from."""
    if any(said.by == mandate.resident and is_refused(mandate.scopes, said.verb) for said in news):
        raise MayNot(_("Nobody does this in the name of somebody else, not even under a mandate."))


def _keep(mandate: Mandate, device: str, entries: Sequence[Entry]) -> None:
    for entry in entries:
        if entry.on_behalf_of_id == mandate.resident_id:
            kind = f"{entry.about_type.app_label}.{entry.about_type.model}"
            facts = {"who": Line.Who.MEDIATOR, "device": device, "kind": kind}
            chain.append(mandate, entry.verb, thing=entry.about_id, **facts)
