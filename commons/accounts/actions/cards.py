"""Accounts without an e-mail address: opened at the desk, come in by a card (`addresses.py`: until there is one)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from commons.accounts.cards import CODE, NUMBER, Card, address_of, as_typed, digest_of, in_groups
from commons.accounts.permissions import may_ask_for_recovery, may_keep_desk
from commons.accounts.verbs import Verb
from commons.base import codes
from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.live.hub import kick_person
from commons.people.actions import join
from commons.people.models import Account, Person


@transaction.atomic
def open_account_by_card(
    *, by: Person, name: str, handle: str, neighbourhood: Any
) -> tuple[Person, str, str]:
    """Somebody at the desk joins the town without an address: the person, the number and the code, shown once."""
    if not may_keep_desk(by):
        raise MayNot
    number, code = codes.drawn(NUMBER), codes.drawn(CODE)
    account = Account(email=address_of(number), mail_wanted=False)
    account.set_unusable_password()
    account.save()
    person = join(account, handle=handle, name=name, neighbourhood=neighbourhood)
    Card.objects.create(account=account, number=number, code_digest=digest_of(number, code), made_by=by)
    record(Verb.CARD_MADE, by=by, about=person, public=False)
    return person, in_groups(number), in_groups(code)


@transaction.atomic
def renew_card(card: Card, *, by: Person) -> str:
    """By its holder, or at the desk when it is lost: a new code under the same number; who came in by the old one is
    out.
    """
    person = card.account.person
    if person is None or (by != person and not may_ask_for_recovery(by, person)):
        raise MayNot
    code = codes.drawn(CODE)
    fresh = {
        "code_digest": digest_of(card.number, code),
        "tries": 0,
        "made_at": timezone.now(),
        "made_by": by,
    }
    Card.objects.filter(pk=card.pk).update(**fresh)
    record(Verb.CARD_MADE, by=by, about=person, public=False)
    if by != person:
        card.account.devices.all().delete()
        transaction.on_commit(lambda: kick_person(person.pk))
    return in_groups(code)


def account_of_card(number: str, code: str) -> Account | None:
    """Ten wrong codes lock a card until the desk makes another; a right one forgets them."""
    with transaction.atomic():
        rows = Card.objects.select_for_update(of=("self",)).select_related("account__person")
        card = rows.filter(number=as_typed(number)).first()
        if card is None or card.is_locked:
            return None
        right = card.is_opened_by(code)
        fresh = digest_of(card.number, code) if right else card.code_digest
        Card.objects.filter(pk=card.pk).update(tries=0 if right else card.tries + 1, code_digest=fresh)
        return card.account if right and card.account.is_active else None
