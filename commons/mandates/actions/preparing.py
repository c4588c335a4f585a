"""A mandate is prepared, agreed to, begun, renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.codes import fingerprint
from commons.base.errors import Conflict, MayNot, Refused, WrongMoment
from commons.base.limits import limit
from commons.communities.towns import own_town
from commons.journal.actions import record
from commons.mandates import chain, scopes
from commons.mandates.models import Line, Mandate, sealed
from commons.mandates.permissions import (
    may_be_helped,
    may_confirm_mandate,
    may_lead_mandate,
    may_prepare_mandate,
)
from commons.mandates.states import MANDATE, MandateState
from commons.mandates.verbs import Verb
from commons.mandates.wording import paragraphs
from commons.people.models import Person

CODE_LENGTH = 6
TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a mandate is to be, as a form brings it."""

    purpose: str
    scopes: Sequence[str]
    lasts: int
    place: str
    language: str
    easy_read: bool


@transaction.atomic
def prepare_mandate(
    resident: Person, *, by: Person, wanted: Wanted, renews: Mandate | None = None, device: str = ""
) -> Mandate:
    """Nothing may be done under it before the person has agreed. One that `renews` another follows it then."""
    if not may_prepare_mandate(by, resident):
        raise MayNot(_("This person cannot be helped under a mandate."))
    known = [scope.key for scope in scopes.named(wanted.scopes)]
    if not known:
        raise Refused(_("Please choose what may be done."))
    if renews and (renews.mediator_id, renews.resident_id) != (by.pk, resident.pk):
        raise MayNot
    mandate = Mandate(
        resident=resident,
        mediator=by,
        scopes=known,
        lasts=wanted.lasts,
        place=wanted.place,
        language=wanted.language,
        easy_read=wanted.easy_read,
        renews=renews,
    )
    mandate.purpose = wanted.purpose
    mandate.save()
    _write(Verb.MANDATE_PREPARED, mandate, by=by, who=Line.Who.MEDIATOR, device=device)
    return mandate


@transaction.atomic
def note_agreement(
    mandate: Mandate, *, by: Person, how: str, witness: str = "", code: str = "", device: str = ""
) -> None:
    """What the mediator saw or heard. Of a paper the fact is kept; of what was said aloud, the name of a witness."""
    if not may_lead_mandate(by, mandate):
        raise MayNot
    if how not in (Mandate.How.PAPER, Mandate.How.CODE, Mandate.How.ORAL):
        raise Refused(_("Please write how this person agreed."))
    if how == Mandate.How.ORAL and not witness.strip():
        raise Refused(_("Please name the witness."))
    if how == Mandate.How.CODE and not is_their_code(mandate, code):
        raise Refused(_("This is not the code that stands on their page."))
    _agree(mandate, how, witness=witness.strip() if how == Mandate.How.ORAL else "")
    _write(Verb.MANDATE_AGREED, mandate, by=by, who=Line.Who.MEDIATOR, device=device)


@transaction.atomic
def confirm_mandate(mandate: Mandate, *, by: Person, device: str = "") -> None:
    """The person agrees by themselves, on their own page."""
    if not may_confirm_mandate(by, mandate):
        raise MayNot
    _agree(mandate, Mandate.How.SESSION)
    _write(Verb.MANDATE_AGREED, mandate, by=by, who=Line.Who.RESIDENT, device=device)


def _agree(mandate: Mandate, how: str, *, witness: str = "") -> None:
    text = "\n\n".join(paragraphs(mandate, town=own_town().name))
    MANDATE.move(
        mandate,
        MandateState.CONSENTED,
        how=how,
        sealed_witness=sealed(witness),
        sealed_text=sealed(text),
        agreed_at=timezone.now(),
        changed=timezone.now(),
    )


@transaction.atomic
def begin_mandate(mandate: Mandate, *, by: Person, device: str = "") -> None:
    """Its time runs from now. What it renews, or what was under way between the two, ends with it."""
    if not may_lead_mandate(by, mandate) or not may_be_helped(mandate.resident):
        raise MayNot
    now = timezone.now()
    under_way = Mandate.objects.select_for_update().filter(
        resident=mandate.resident, mediator=by, state=MandateState.ACTIVE
    )
    for old in under_way:
        MANDATE.move(old, MandateState.RENEWED, ended_at=now, ended_by=by, changed=now)
        _write(Verb.MANDATE_RENEWED, old, by=by, who=Line.Who.MEDIATOR, device=device)
    try:
        with transaction.atomic():
            MANDATE.move(
                mandate,
                MandateState.ACTIVE,
                begun_at=now,
                ends_at=now + timedelta(days=mandate.lasts),
                changed=now,
            )
    except IntegrityError as twice:
        raise Conflict(_("A mandate between you two has begun a moment ago.")) from twice
    _write(Verb.MANDATE_BEGUN, mandate, by=by, who=Line.Who.MEDIATOR, device=device)


def code_of(mandate: Mandate) -> str:
    """Stands on the page of the person alone: whoever says it has it from them. Kept nowhere."""
    if mandate.state != MandateState.PREPARED:
        raise WrongMoment
    number = int(fingerprint(f"mandate {mandate.uid}"), 16)
    return f"{number % 10**CODE_LENGTH:0{CODE_LENGTH}d}"


def is_their_code(mandate: Mandate, said: str) -> bool:
    """Five tries a day."""
    limit("mandate-code", str(mandate.pk), times=TRIES, seconds=24 * 3600)
    return compare_digest("".join(said.split()).encode(), code_of(mandate).encode())


def _write(verb: Verb, mandate: Mandate, *, by: Person, who: str, device: str) -> None:
    record(verb, by=by, about=mandate, public=False)
    chain.append(mandate, verb, who=who, device=device)
