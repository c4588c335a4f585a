"""Joining where it is not open to everybody: invitations, words to those who decide, people who vouch."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import INVITATION_FOR, Admission, Invitation, Vouch
from commons.accounts.permissions import may_invite, may_let_in, may_vouch
from commons.accounts.states import ADMISSION, AdmissionState
from commons.accounts.verbs import Verb
from commons.base.errors import MayNot, TooMany, WrongMoment
from commons.journal.actions import record
from commons.people.models import Account, Person

KEY = "invitation"
MOST_OPEN = 5
MOST_A_MONTH = 10
VOUCHES = 2


@transaction.atomic
def invite(*, by: Person) -> Invitation:
    """Five at a time and ten in thirty days: a town grows by acquaintance, not by a list."""
    if not may_invite(by):
        raise MayNot
    Person.objects.select_for_update().get(pk=by.pk)  # two presses at once are counted one after the other
    month = timezone.now() - 2 * INVITATION_FOR
    recent = Invitation.objects.filter(by=by, created__gt=month).count()
    if recent >= MOST_A_MONTH or Invitation.objects.filter(by=by).open().count() >= MOST_OPEN:
        raise TooMany(_("You have invited as many people as one may for now."), seconds=24 * 3600)
    invitation = Invitation(by=by)
    invitation.token = secrets.token_urlsafe(24)
    invitation.save()
    record(Verb.INVITATION_MADE, by=by, about=by, public=False)
    return invitation


@transaction.atomic
def take_back_invitation(invitation: Invitation, *, by: Person) -> None:
    if invitation.by != by:
        raise MayNot
    if Invitation.objects.filter(pk=invitation.pk).open().delete()[0]:
        record(Verb.INVITATION_TAKEN_BACK, by=by, about=by, public=False)


def open_invitation(token: str) -> Invitation | None:
    found = Invitation.objects.open().filter(digest=sha256(token.encode()).hexdigest())
    invitation = found.select_related("by").first()
    return invitation if invitation and may_invite(invitation.by) else None


def invitation_in(request: HttpRequest) -> Invitation | None:
    """The one that this browser came with, while it is good."""
    token = request.session.get(KEY, "")
    return open_invitation(token) if token else None


@transaction.atomic
def use_invitation(account: Account, invitation: Invitation) -> None:
    """Once: of two who came with the same link, the second one waits as if there were none."""
    now = timezone.now()
    if Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
        Admission.objects.update_or_create(
            account=account, defaults={"state": AdmissionState.ADMITTED, "settled_by": invitation.by}
        )
        record(Verb.INVITATION_USED, by=invitation.by, about=invitation.by, public=False)


def is_let_in(account: Account) -> bool:
    if settings.CALADE_SIGN_UP == "open" or account.person_id:
        return True
    return Admission.objects.filter(account=account, state=AdmissionState.ADMITTED).exists()


@transaction.atomic
def ask_to_be_let_in(account: Account, *, words: str) -> Admission:
    admission, _made = Admission.objects.get_or_create(account=account)
    if admission.state == AdmissionState.WAITING:
        admission.words = words
        admission.save(update_fields=["sealed_words", "changed"])
    return admission


@transaction.atomic
def vouch_for(admission: Admission, *, by: Person) -> None:
    """The second one who vouches opens the door."""
    if not may_vouch(by):
        raise MayNot
    admission = Admission.objects.select_for_update().get(pk=admission.pk)
    if admission.state != AdmissionState.WAITING:
        raise WrongMoment
    _vouch, made = Vouch.objects.get_or_create(admission=admission, by=by)
    if made:
        record(Verb.VOUCHED, by=by, about=by, public=False)
    if admission.vouches.count() >= VOUCHES:
        ADMISSION.move(admission, AdmissionState.ADMITTED, sealed_words="", changed=timezone.now())


@transaction.atomic
def settle_admission(admission: Admission, *, by: Person, let_in: bool) -> None:
    """Whoever is refused may be let in later; the account goes by itself after thirty days."""
    if not may_let_in(by):
        raise MayNot
    after = AdmissionState.ADMITTED if let_in else AdmissionState.REFUSED
    ADMISSION.move(admission, after, settled_by=by, sealed_words="", changed=timezone.now())
    record(Verb.ADMITTED if let_in else Verb.NOT_ADMITTED, by=by, about=by, public=False)


def forget_strangers() -> int:
    """The chore: accounts that were refused thirty days ago, or that nobody let in within ninety, and old links."""
    now, count = timezone.now(), 0
    for state, days in ((AdmissionState.REFUSED, 30), (AdmissionState.WAITING, 90)):
        late = Admission.objects.filter(state=state, changed__lt=now - timedelta(days=days))
        count += Account.objects.filter(person=None, admission__in=late).delete()[0]
    return count + Invitation.objects.filter(created__lt=now - 3 * INVITATION_FOR).delete()[0]


def came_by_invitation(request: HttpRequest, email_address: Any, **rest: Any) -> None:
    """Connected to allauth's own `email_confirmed`. Not sooner: a link that a known address leaves good, and an unknown
    one uses up, would tell them apart.
    """
    invitation = invitation_in(request)
    if invitation and email_address.user.person_id is None:
        use_invitation(email_address.user, invitation)
        request.session.pop(KEY, None)
