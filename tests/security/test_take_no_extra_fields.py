"""A form takes the fields that it shows. What is sent beside them makes nobody anything."""

import pytest
from django.core import mail
from django.test import Client

from commons.people.models import Account, Person, Role
from tests.commons.people.test_join_town import code_in
from wiki.actions import create_page, open_theme

pytestmark = pytest.mark.django_db

BESIDE = {
    "is_staff": "1",
    "is_superuser": "1",
    "is_active": "1",
    "groups": "1",
    "role": "administrator",
    "roles": "administrator",
    "verified": "1",
    "is_pending_email": "0",
    "owner": "1",
    "by": "1",
    "author": "1",
    "person": "1",
    "home": "evil.example",
    "uri": "https://evil.example/x",
    "state": "done",
    "handle": "mairie",
    "created": "2001-01-01",
}


def test_joining_gives_nothing_but_a_person(town, roquette):
    browser = Client(headers={"accept-language": "en"})
    browser.post("/compte/signup/", {"email": "lea@example.org", **BESIDE})
    account = Account.objects.get()
    assert not account.is_staff and not account.is_superuser
    assert browser.get("/bienvenue/").status_code == 302, "the address is not confirmed yet"
    browser.post("/compte/confirm-email/", {"code": code_in(mail.outbox[0]), **BESIDE})
    said = {"name": "Léa", "neighbourhood": roquette.pk, "charter": "on", "old_enough": "on"}
    browser.post("/bienvenue/", {**BESIDE, **said, "handle": ""})
    lea = Person.objects.get()
    account.refresh_from_db()
    assert not account.is_staff and not account.is_superuser and not Role.objects.exists()
    assert (lea.home, lea.uri or "") == ("", "") and lea.created.year > 2001


def test_settings_change_no_charge_and_no_name_of_the_town(alice, roquette, signed_in):
    answer = signed_in(alice).post(
        "/moi/reglages/", {**BESIDE, "name": "Alice B.", "neighbourhood": roquette.pk, "language": "fr"}
    )
    assert answer.status_code in (302, 422)
    alice.refresh_from_db()
    account = Account.objects.get()
    assert (alice.handle, alice.home) == ("alice", "")
    assert not account.is_staff and not account.is_superuser and not Role.objects.exists()


def test_a_page_is_of_whom_wrote_it_in_the_theme_of_its_address(alice, bob, signed_in):
    theme = open_theme(by=None, handle="jardins", name="Jardins", description="")
    other = open_theme(by=None, handle="eau", name="Eau", description="")
    page = create_page(theme, by=bob, title="Compost", text="Un.\n")
    sent = {
        **BESIDE,
        "text": "Deux.\n",
        "base": page.current.pk,
        "theme": other.pk,
        "page": 999,
        "by": bob.pk,
    }
    signed_in(alice).post(f"/wikis/jardins/{page.slug}/modifier/", sent)
    page.refresh_from_db()
    assert page.theme_id == theme.pk
    assert {revision.author_id for revision in page.revisions.exclude(number=1)} <= {alice.pk}
    assert page.revisions.get(number=1).author_id == bob.pk


def test_nobody_is_given_a_charge_by_a_form_that_is_not_theirs(alice, mona, signed_in):
    for address in ("/personnes/alice/roles/", "/personnes/mona/roles/"):
        assert signed_in(mona).post(address, {"role": "administrator", "reason": "x"}).status_code == 403
    assert set(Role.objects.values_list("role", flat=True)) == {"moderator"}
