"""What opens once opens once, also for two in the same instant: codes, letters, links, identities."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from commons.accounts import actions
from commons.accounts.actions.admissions import use_invitation
from commons.accounts.models import Admission, Identity, Invitation, Residence
from commons.base.errors import Conflict
from commons.journal.models import Entry
from commons.people.models import Account, Person
from tests.commons.accounts.test_second_step import code_of, comes_in
from tests.hands import at_the_same_time

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_the_last_code_on_paper_lets_one_of_two_in(alice: Person) -> None:
    EmailAddress.objects.filter(user=alice.account).update(verified=True)
    TOTP.activate(alice.account, "JBSWY3DPEHPK3PXP")
    papers = RecoveryCodes.activate(alice.account)
    *others, last = papers.generate_codes()
    assert all(papers.validate_code(code) for code in others)
    doors = [comes_in("alice@example.org") for _ in range(2)]
    at_the_same_time(
        [lambda d=d: d.post("/compte/verification/authenticate/", {"code": last}) for d in doors]
    )
    assert sorted(door.get("/moi/").status_code for door in doors) == [200, 302]


def test_a_code_of_the_application_lets_one_of_two_in(alice: Person) -> None:
    EmailAddress.objects.filter(user=alice.account).update(verified=True)
    TOTP.activate(alice.account, "JBSWY3DPEHPK3PXP")
    doors, code = [comes_in("alice@example.org") for _ in range(2)], code_of("JBSWY3DPEHPK3PXP")
    at_the_same_time(
        [lambda d=d: d.post("/compte/verification/authenticate/", {"code": code}) for d in doors]
    )
    assert sorted(door.get("/moi/").status_code for door in doors) == [200, 302]
    assert Authenticator.objects.count() == 1


def test_an_invitation_is_used_by_one_of_two(alice: Person) -> None:
    invitation = Invitation(by=alice)
    invitation.token = "t" * 40
    invitation.save()
    newcomers = [Account.objects.create_user(f"n{n}@example.org") for n in range(2)]
    answers = at_the_same_time([lambda a=a: use_invitation(a, invitation) for a in newcomers])
    assert answers == [None, None]
    assert Admission.objects.filter(state="admitted").count() == 1
    assert Entry.objects.filter(verb="accounts.invitation_used").count() == 1


def test_the_code_of_a_letter_is_written_down_once_and_has_five_tries(alice: Person, resident: Any) -> None:
    odile = resident("odile", "mediator")
    for right, rung in ((True, "verified"), (False, "declared")):
        residence = actions.declare_residence(alice, by=alice)
        Residence.objects.filter(pk=residence.pk).update(rung="asked", changed=timezone.now())
        residence.refresh_from_db()
        _address, code = actions.print_letter(residence, by=odile)
        said = code if right else "WRONG"
        answers = at_the_same_time(
            [lambda r=residence, c=said: actions.enter_code(r, by=alice, code=c) for _ in range(7)]
        )
        residence.refresh_from_db()
        assert residence.rung == rung
        assert sum(answer is right for answer in answers) == (1 if right else 5), answers
        assert all(answer is right or isinstance(answer, Conflict) for answer in answers), answers
    assert Entry.objects.filter(verb="accounts.residence_verified").count() == 1


def test_one_identity_opens_one_account(alice: Person, bob: Person) -> None:
    answers = at_the_same_time(
        [
            lambda p=p: actions.link_identity(p.account, provider="franceconnect", digest="d" * 64)
            for p in (alice, bob)
        ]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Identity"], answers
    assert Identity.objects.count() == 1


def test_five_doors_at_once_tell_nobody_who_is_known(alice: Person) -> None:
    """The same answer, and one message each, whether the address is known or not."""
    known, unknown = (
        at_the_same_time(
            [
                lambda a=a: Client(headers={"accept-language": "en"}).post("/compte/login/", {"login": a})
                for _ in range(5)
            ]
        )
        for a in ("alice@example.org", "nobody@example.org")
    )
    assert {(one.status_code, one.headers["Location"]) for one in known} == {
        (one.status_code, one.headers["Location"]) for one in unknown
    }
