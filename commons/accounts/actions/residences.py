"""The rungs of living here: said, shown by a letter, shown at the desk, met."""

from hmac import compare_digest

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import CODE_FOR, HOLDS_FOR, Residence
from commons.accounts.permissions import may_keep_desk, may_verify_residence
from commons.accounts.states import RESIDENCE, SURE, Rung
from commons.accounts.verbs import Verb
from commons.base import codes
from commons.base.errors import Conflict, MayNot
from commons.base.limits import limit
from commons.journal.actions import record
from commons.people.models import Person
from commons.people.permissions import is_citizen

LENGTH = 8  # 40 bits, and five tries
MOST_TRIES = 5
LETTERS_A_YEAR = 3


@transaction.atomic
def declare_residence(person: Person, *, by: Person) -> Residence:
    """Said by oneself; nothing depends on it alone."""
    if by != person or not is_citizen(by):
        raise MayNot
    residence, made = Residence.objects.get_or_create(person=person)
    if made:
        record(Verb.RESIDENCE_DECLARED, by=by, about=person, public=False)
    return residence


@transaction.atomic
def ask_for_letter(residence: Residence, *, by: Person, address: str) -> None:
    if by != residence.person:
        raise MayNot
    limit("residence-letter", str(by.pk), times=LETTERS_A_YEAR, seconds=365 * 24 * 3600)
    residence.address = address
    RESIDENCE.move(
        residence, Rung.ASKED, field="rung", sealed_address=residence.sealed_address, changed=timezone.now()
    )
    record(Verb.LETTER_ASKED, by=by, about=by, public=False)


@transaction.atomic
def print_letter(residence: Residence, *, by: Person) -> tuple[str, str]:
    """The postal address and the code, which are shown once: afterwards the town knows neither."""
    if not may_keep_desk(by):
        raise MayNot
    address, code = residence.address, codes.drawn(LENGTH)
    RESIDENCE.move(
        residence,
        Rung.SENT,
        field="rung",
        sealed_address="",
        code_digest=_digest(code),
        tries=0,
        until=timezone.now() + CODE_FOR,
        changed=timezone.now(),
    )
    record(Verb.LETTER_PRINTED, by=by, about=residence.person, public=False)
    return address, f"{code[:4]} {code[4:]}"


@transaction.atomic
def enter_code(residence: Residence, *, by: Person, code: str) -> bool:
    """Five tries; then, or after sixty days, another letter must be asked for."""
    if by != residence.person:
        raise MayNot
    residence = Residence.objects.select_for_update().get(pk=residence.pk)
    if residence.rung != Rung.SENT or residence.until is None or residence.until < timezone.now():
        raise Conflict(_("This code no longer counts. Please ask for another letter."))
    said = "".join(code.split()).upper()
    if compare_digest(_digest(said), residence.code_digest):
        _be_sure(residence, Rung.VERIFIED, Residence.Method.LETTER, by=None)
        return True
    residence.tries += 1
    residence.save(update_fields=["tries"])
    if residence.tries >= MOST_TRIES:
        RESIDENCE.move(residence, Rung.DECLARED, field="rung", code_digest="", until=None)
    return False


@transaction.atomic
def verify_residence(person: Person, *, by: Person, met: bool) -> Residence:
    """At the desk: a proof was seen, or the person is known. What was seen is not kept, only by whom and when."""
    if not may_verify_residence(by, person):
        raise MayNot
    residence, _made = Residence.objects.select_for_update().get_or_create(person=person)
    rung = Rung.MET if met else Rung.VERIFIED
    method = Residence.Method.MET if met else Residence.Method.DESK
    if residence.rung == rung or not RESIDENCE.allows(residence.rung, rung):
        until = timezone.now() + HOLDS_FOR  # seen once more: three years from now
        Residence.objects.filter(pk=residence.pk).update(until=until, shown_to=by, changed=timezone.now())
        record(Verb.RESIDENCE_VERIFIED, by=by, about=person, public=False)
        return residence
    _be_sure(residence, rung, method, by=by)
    return residence


def _be_sure(residence: Residence, rung: Rung, method: Residence.Method, *, by: Person | None) -> None:
    RESIDENCE.move(
        residence,
        rung,
        field="rung",
        method=method,
        shown_to=by,
        until=timezone.now() + HOLDS_FOR,
        sealed_address="",
        code_digest="",
        tries=0,
        changed=timezone.now(),
    )
    record(Verb.RESIDENCE_VERIFIED, by=by or residence.person, about=residence.person, public=False)


def end_late_residences() -> int:
    """The chore: what was shown three years ago no longer counts, and codes and addresses that nobody used go."""
    now, count = timezone.now(), 0
    for residence in Residence.objects.filter(until__lt=now, rung__in=[*SURE, Rung.SENT])[:200]:
        after = Rung.LAPSED if residence.rung in SURE else Rung.DECLARED
        RESIDENCE.move(residence, after, field="rung", code_digest="", until=None, shown_to=None)
        count += 1
    for residence in Residence.objects.filter(rung=Rung.ASKED, changed__lt=now - CODE_FOR)[:200]:
        RESIDENCE.move(residence, Rung.DECLARED, field="rung", sealed_address="")
        count += 1
    return count


def _digest(code: str) -> str:
    return codes.fingerprint(f"residence {code}")
