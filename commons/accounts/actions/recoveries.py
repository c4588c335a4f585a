"""Every second step is lost: two people at the desk open the account again."""

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import RECOVERY_FOR, Device, Recovery
from commons.accounts.permissions import may_ask_for_recovery, may_settle_recovery
from commons.accounts.states import RECOVERY, RecoveryState
from commons.accounts.telling import tell
from commons.accounts.verbs import Verb
from commons.base.errors import Conflict, MayNot
from commons.journal.actions import record
from commons.live.hub import kick_person
from commons.people.models import Person
from commons.people.verbs import Verb as People


@transaction.atomic
def ask_for_recovery(person: Person, *, by: Person, proof: str) -> Recovery:
    """The person is told by mail at once: if they are not the one at the desk, they can still say so."""
    if not may_ask_for_recovery(by, person):
        raise MayNot
    Recovery.objects.filter(
        person=person, state=RecoveryState.ASKED, created__lt=timezone.now() - RECOVERY_FOR
    ).update(state=RecoveryState.LAPSED)
    try:
        with transaction.atomic():
            recovery = Recovery.objects.create(person=person, asked_by=by, proof=proof)
    except IntegrityError as twice:
        raise Conflict(_("This was asked for already, and waits for a second person.")) from twice
    record(Verb.RECOVERY_ASKED, by=by, about=person, public=False)
    transaction.on_commit(lambda: tell(person.account, "recovery_asked"))
    return recovery


@transaction.atomic
def confirm_recovery(recovery: Recovery, *, by: Person) -> None:
    """Second steps and sessions are gone; the code by mail opens alone until a new step is set up."""
    if not may_settle_recovery(by, recovery):
        raise MayNot
    RECOVERY.move(recovery, RecoveryState.DONE, settled_by=by)
    person = recovery.person
    Authenticator.objects.filter(user__person=person).delete()
    Device.objects.filter(account__person=person).delete()
    record(People.SECOND_STEP_REMOVED, by=by, about=person, public=False)
    transaction.on_commit(lambda: kick_person(person.pk))
    transaction.on_commit(lambda: tell(person.account, "recovery_done"))


@transaction.atomic
def refuse_recovery(recovery: Recovery, *, by: Person) -> None:
    """By the second person or, taken back, by the first one."""
    if by != recovery.asked_by and not may_settle_recovery(by, recovery):
        raise MayNot
    RECOVERY.move(recovery, RecoveryState.REFUSED, settled_by=by)
    record(Verb.RECOVERY_REFUSED, by=by, about=recovery.person, public=False)
