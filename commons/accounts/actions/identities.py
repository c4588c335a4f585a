"""What opens an account beside the code by mail: FranceConnect or ProConnect saying "the same as last time"."""

from django.db import IntegrityError, transaction

from commons.accounts.models import Identity
from commons.accounts.telling import tell
from commons.accounts.verbs import Verb
from commons.base.errors import Conflict
from commons.journal.actions import record
from commons.people.models import Account


@transaction.atomic
def link_identity(account: Account, *, provider: str, digest: str) -> Identity:
    """Whoever is known by another account stays there: nobody gets two accounts, or loses one, by a link."""
    known = Identity.objects.filter(provider=provider, digest=digest).first()
    if known:
        if known.account_id != account.pk:
            raise Conflict
        return known
    Identity.objects.filter(account=account, provider=provider).delete()
    try:
        with transaction.atomic():
            made = Identity.objects.create(account=account, provider=provider, digest=digest)
    except IntegrityError as faster:
        raise Conflict from faster
    transaction.on_commit(lambda: tell(account, "identity_linked"))
    if account.person:
        record(Verb.IDENTITY_LINKED, by=account.person, about=account.person, public=False)
    return made


@transaction.atomic
def unlink_identity(account: Account, *, provider: str) -> None:
    gone, _kinds = Identity.objects.filter(account=account, provider=provider).delete()
    if gone and account.person:
        record(Verb.IDENTITY_UNLINKED, by=account.person, about=account.person, public=False)
