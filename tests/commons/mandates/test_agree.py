"""A mandate is prepared, agreed to in one of four ways, begun, renewed, taken back, and ends by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.accounts.middleware import ASK_AGAIN
from commons.base.errors import MayNot, Refused, WrongMoment
from commons.journal.management.commands.work import work_until_idle
from commons.live import remembered
from commons.mandates import actions, chain
from commons.mandates.models import Line, Mandate
from commons.mandates.states import MandateState
from commons.notices.models import Notice

pytestmark = pytest.mark.django_db

FORM = {
    "handle": "rose",
    "purpose": "écrire une demande",
    "scopes": ["mutual_aid.listings"],
    "lasts": "1",
    "place": "la bibliothèque",
    "language": "français",
    "easy_read": "on",
}


def test_from_the_first_page_to_the_last(odile, rose, signed_in):
    desk, home = signed_in(odile), signed_in(rose)
    answer = desk.post("/mandats/preparer/", FORM)
    mandate = Mandate.objects.get()
    assert answer["Location"] == mandate.get_absolute_url() == f"/mandats/{mandate.pk}/"
    assert "écrire une demande" not in mandate.sealed_purpose
    wrong = desk.post(f"/mandats/{mandate.pk}/accord/", {"how": "oral", "was_read": "on"})
    assert wrong.status_code == 422 and b"it shows that they agreed" in wrong.content
    assert "odile asks whether they may act for you" in home.get("/").content.decode().lower()
    page = home.get(f"/mandats/{mandate.pk}/").content.decode()
    code = actions.code_of(mandate)
    assert code in page and code not in desk.get(f"/mandats/{mandate.pk}/").content.decode()
    told = {"how": "code", "code": "000 000", "was_read": "on"}
    assert desk.post(f"/mandats/{mandate.pk}/accord/", told).status_code == 422
    assert desk.post(f"/mandats/{mandate.pk}/accord/", {**told, "code": code}).status_code == 302
    assert desk.post(f"/mandats/{mandate.pk}/commencer/").status_code == 302
    mandate.refresh_from_db()
    assert mandate.is_active and mandate.ends_at - mandate.begun_at == timedelta(days=1)
    assert "écrire une demande" in mandate.text and "never vote for you" in mandate.text
    assert "never vote for you" in desk.get(f"/mandats/{mandate.pk}/papier/").content.decode()
    work_until_idle()
    assert {notice.kind for notice in Notice.objects.filter(person=rose)} == {
        "mandates.mandate_prepared", "mandates.mandate_agreed", "mandates.mandate_begun",
    }  # fmt: skip
    assert home.post(f"/mandats/{mandate.pk}/fin/").status_code == 302
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_by) == (MandateState.REVOKED, rose)
    assert [line.who for line in mandate.lines.all()] == ["mediator", "mediator", "mediator", "resident"]
    with pytest.raises(WrongMoment):
        actions.revoke_mandate(mandate, by=odile)


def test_they_agree_by_themselves(prepared, rose, signed_in):
    mandate = prepared()
    assert signed_in(rose).post(f"/mandats/{mandate.pk}/confirmer/").status_code == 302
    mandate.refresh_from_db()
    assert (mandate.state, mandate.how) == (MandateState.CONSENTED, "session")


def test_nobody_says_yes_in_their_place(prepared, odile, bob, mona, resident, signed_in):
    mandate = prepared()
    for other in (odile, bob):
        with pytest.raises(MayNot):
            actions.confirm_mandate(mandate, by=other)
    for how, more in (("session", {}), ("", {}), ("oral", {"witness": " "}), ("code", {"code": ""})):
        with pytest.raises(Refused):
            actions.note_agreement(mandate, by=odile, how=how, **more)
    with pytest.raises(WrongMoment):
        actions.begin_mandate(mandate, by=odile)
    assert signed_in(bob).get(f"/mandats/{mandate.pk}/").status_code == 404
    assert signed_in(resident("paul", "mediator")).get(f"/mandats/{mandate.pk}/").status_code == 404


def test_who_has_the_charge_and_who_may_be_helped(odile, rose, mona, resident, signed_in, settings):
    volunteer = resident("paul", "mediator")
    assert signed_in(volunteer).get("/mandats/preparer/").status_code == 404
    assert signed_in(odile).post("/mandats/preparer/", {**FORM, "handle": "mona"}).status_code == 422
    assert signed_in(odile).post("/mandats/preparer/", {**FORM, "handle": "odile"}).status_code == 422
    assert {"mandates:begin", "mandates:act"} <= ASK_AGAIN, "whoever has a second step shows it again"
    settings.CALADE_SECOND_STEP = True  # her charge sleeps until she has one
    remembered.forget()
    assert signed_in(odile).get("/mandats/preparer/").status_code == 404
    assert not Mandate.objects.exists()


def test_one_word_at_the_desk_is_enough(active, resident, signed_in):
    mandate, volunteer = active(), resident("paul", "mediator")
    browser = signed_in(volunteer)
    page = browser.get("/mandats/", {"handle": "rose"}).content.decode()
    assert f"/mandats/{mandate.pk}/fin/" in page and "demander de l’aide" not in page
    assert browser.post(f"/mandats/{mandate.pk}/fin/").status_code == 302
    mandate.refresh_from_db()
    assert mandate.state == MandateState.REVOKED
    assert mandate.lines.last().who == Line.Who.DESK


def test_it_ends_by_itself_and_is_renewed_with_a_new_yes(active, prepared, odile, rose):
    first = active()
    following = prepared()
    actions.confirm_mandate(following, by=rose)
    actions.begin_mandate(following, by=odile)
    first.refresh_from_db()
    assert first.state == MandateState.RENEWED and following.is_active
    waiting = prepared()
    past = timezone.now() - timedelta(days=40)
    Mandate.objects.filter(pk=following.pk).update(ends_at=past)
    Mandate.objects.filter(pk=waiting.pk).update(changed=past)
    following.refresh_from_db()
    assert not following.is_active, "whether or not the worker came by"
    work_until_idle()
    assert actions.expire_due() in (0, 2)
    states = Mandate.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["renewed", "expired", "expired"]
    assert all(chain.broken_at(one) is None for one in Mandate.objects.all())
