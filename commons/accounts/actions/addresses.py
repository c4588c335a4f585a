"""The e-mail address that opens an account: another one in its place, or the first one in place of a card."""

from hmac import compare_digest

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.accounts.cards import Card, as_typed
from commons.accounts.telling import DOOR_CHANGED, send
from commons.accounts.verbs import Verb
from commons.base import codes
from commons.base.errors import Conflict, WrongMoment
from commons.base.limits import limit
from commons.journal.actions import record
from commons.people.models import Account

FIGURES = 6  # of the code that goes to an address


def ask_for_address(account: Account, *, email: str) -> str:
    """A code goes to the address; its digest is given back. Whoever has an account under it is told so instead."""
    if account.person is None:
        raise WrongMoment
    limit("address", str(account.pk), times=5, seconds=24 * 3600)
    code = codes.drawn(FIGURES, codes.FIGURES)
    if EmailAddress.objects.filter(email=email).exists():
        get_adapter().send_account_already_exists_mail(email)
        return ""
    send(email, gettext_lazy("Your code"), "address", code=code)
    return _digest(account, email, code)


@transaction.atomic
def take_address(account: Account, *, email: str, code: str, digest: str) -> bool:
    """Codes go to this address from now on, and nowhere else: a card opens nothing any more, and the address that was
    there is told. False for another code than the one that was sent. Raises Conflict when the address was taken
    meanwhile.
    """
    if account.person is None:
        raise WrongMoment
    limit("address-code", str(account.pk), times=10, seconds=3600)
    if not digest or not compare_digest(_digest(account, email, code), digest):
        return False
    before = account.email if account.has_mail else ""
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=account).delete()
            EmailAddress.objects.create(user=account, email=email, primary=True, verified=True)
            account.email, account.mail_wanted = email, account.mail_wanted or not before
            account.save(update_fields=["email", "mail_wanted"])
    except IntegrityError as taken:
        raise Conflict(_("This address belongs to another account.")) from taken
    Card.objects.filter(account=account).delete()
    if before:
        send(before, DOOR_CHANGED, "address_changed")
    record(Verb.ADDRESS_CHANGED, by=account.person, about=account.person, public=False)
    return True


def _digest(account: Account, email: str, code: str) -> str:
    return codes.fingerprint(f"address {account.pk} {email} {as_typed(code)}")
