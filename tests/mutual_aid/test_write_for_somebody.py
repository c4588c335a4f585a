"""A mediator writes for somebody without a screen: with their consent, without their name, until they say stop."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from commons.base.errors import MayNot, Refused
from commons.journal.models import Entry
from mutual_aid.actions import reopen_listing, revise_listing, withdraw_consent
from mutual_aid.models import Consent, ConsentText, Listing
from mutual_aid.states import ListingState, ResponseState
from mutual_aid.verbs import Verb
from mutual_aid.wording import looks_like_full_name
from mutual_aid.wordings import Purpose, wording

WRITE = "/entraide/relais/noter/"


@pytest.fixture
def typed(roquette: Any, town: Any) -> dict[str, str]:
    with override("en"):
        read = wording(Purpose.POSTING, town=town.name).code
    return {
        "client_key": str(uuid4()),
        "kind": "request",
        "title": "Somebody to read me my letters",
        "category": "papiers",
        "body": "One hour, in the morning.",
        "helpers_needed": "1",
        "neighbourhood": str(roquette.pk),
        "visibility": "public",
        "alias": "Rose",
        "reach": "By the neighbour on the ground floor",
        "how": "by_phone",
        "agreed_on": timezone.localdate().isoformat(),
        "was_read": "on",
        "wording": read,
    }


@pytest.fixture
def for_rose(ask: Any, mediator: Any, agreed: Any) -> Listing:
    listing: Listing = ask(mediator, alias="Rose", consent=agreed())
    return listing


def test_one_page_and_everybody_sees_who_wrote_it(
    mediator: Any, alice: Any, signed_in: Any, visitor: Any, typed: Any
) -> None:
    browser = signed_in(mediator)
    assert "I am a mediator of the town of Arles" in browser.get(WRITE).content.decode()
    browser.post(WRITE, typed)
    browser.post(WRITE, typed)
    listing = Listing.objects.get()
    assert (listing.on_behalf_of_alias, listing.mediator, listing.state) == (
        "Rose",
        mediator,
        ListingState.OPEN,
    )
    consent = listing.consents.get()
    assert (consent.how, consent.by, consent.purpose) == ("by_phone", mediator, Purpose.POSTING)
    assert "owe nobody anything" in consent.wording.text
    for reader in (signed_in(alice), visitor):
        for address in (listing.get_absolute_url(), "/entraide/"):
            shown = reader.get(address).content.decode()
            assert "Written by a mediator" in shown and "by telephone" not in shown.lower()
    assert "By telephone" in browser.get(listing.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"was_read": ""}, "This field is required"),
        ({"how": ""}, "This field is required"),
        ({"how": "noted"}, "noted is not one of the available choices"),
        ({"agreed_on": "2999-01-01"}, "This day has not come yet"),
        ({"wording": "00000000"}, "The text has changed meanwhile"),
        ({"alias": "Rose Martin"}, "This looks like a full name"),
        ({"body": "Call 06 12 34 56 78"}, "There is a number or an address in it"),
        ({"body": "Il me frappe"}, "<strong>17</strong>"),
        ({"needs_by": "2001-01-01"}, "This day is past"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    wrong: Any, says: str, mediator: Any, signed_in: Any, typed: Any
) -> None:
    page = signed_in(mediator).post(WRITE, {**typed, **wrong}).content.decode()
    assert says in page and "Somebody to read me my letters" in page
    assert not Listing.objects.exists()


def test_what_was_only_doubtful_passes_when_it_is_sent_again(
    mediator: Any, signed_in: Any, typed: Any
) -> None:
    browser, odd = signed_in(mediator), {**typed, "alias": "Anne Sophie", "body": "Call 06 12 34 56 78"}
    page = browser.post(WRITE, odd).content.decode()
    assert 'name="doubted" value="contact name"' in page
    assert browser.post(WRITE, {**odd, "doubted": "contact name"}).status_code == 302


def test_what_looks_like_a_full_name() -> None:
    for alias in ("Rose Martin", "mme Martin", "Jean-Paul de la Tour", "M. Durand"):
        assert looks_like_full_name(alias), alias
    for alias in ("Rose", "Jean-Paul", "Rose M.", "R.", "Rose 2", ""):
        assert not looks_like_full_name(alias), alias


def test_the_page_is_for_mediators(
    alice: Any, mona: Any, mediator: Any, signed_in: Any, visitor: Any, typed: Any
) -> None:
    for person in (alice, mona):
        assert signed_in(person).post(WRITE, typed).status_code == 404
        assert WRITE not in signed_in(person).get("/entraide/demander/").text
    assert visitor.get(WRITE).status_code == 302
    assert WRITE in signed_in(mediator).get("/entraide/demander/").text


def test_the_text_is_there_for_everybody_today_and_as_it_was_read(
    visitor: Any, for_rose: Listing, monkeypatch: Any
) -> None:
    today = visitor.get("/entraide/relais/texte/").content.decode()
    assert "You can change your mind at any time" in today
    read = ConsentText.objects.get()
    monkeypatch.setattr("mutual_aid.wordings._always", lambda: ["Do you really agree?"])
    assert "really agree" in visitor.get("/entraide/relais/texte/").content.decode()
    earlier = visitor.get(f"/entraide/relais/texte/posting/{read.code}/").content.decode()
    assert "This is an earlier text" in earlier and "You can change your mind at any time" in earlier
    for nowhere in ("/entraide/relais/texte/posting/00000000/", "/entraide/relais/texte/stealing/"):
        assert visitor.get(nowhere).status_code == 404


def test_nobody_writes_for_somebody_without_their_consent(
    ask: Any, mediator: Any, alice: Any, agreed: Any
) -> None:
    with pytest.raises(Refused):
        ask(mediator, alias="Rose")
    with pytest.raises(MayNot):
        ask(alice, alias="Rose", consent=agreed())
    own = ask(mediator)
    with pytest.raises(Refused):
        revise_listing(own, by=mediator, alias="Rose")
    assert revise_listing(own, by=mediator, alias="Rose", consent=agreed()).on_behalf_of_alias == "Rose"
    revise_listing(own, by=mediator, body="Only ten minutes.")
    assert Consent.objects.count() == 1


def test_they_change_their_mind_and_everything_stops(
    for_rose: Listing, mediator: Any, resident: Any, bob: Any, help_with: Any, signed_in: Any, worker: Any
) -> None:
    """Written down by another mediator: one word to any of them is enough."""
    response = help_with(for_rose, bob, accepted=True)
    paul, consent = resident("paul", "mediator"), for_rose.consents.get()
    assert signed_in(bob).post(f"/entraide/relais/accords/{consent.pk}/retrait/").status_code == 404
    signed_in(paul).post(f"/entraide/relais/accords/{consent.pk}/retrait/")
    for_rose.refresh_from_db()
    response.refresh_from_db()
    consent.refresh_from_db()
    assert (for_rose.state, response.state) == (ListingState.CANCELLED, ResponseState.RELEASED)
    assert consent.withdrawn_by == paul and consent.withdrawn_at
    worker.run()
    assert [notice.kind for notice in bob.notices.filter(kind=Verb.HELP_RELEASED)] == [Verb.HELP_RELEASED]
    with pytest.raises(Refused):
        reopen_listing(for_rose, by=paul)
    assert signed_in(paul).post(f"/entraide/relais/accords/{consent.pk}/retrait/").status_code == 404


def test_the_journal_says_that_it_was_for_somebody_and_not_for_whom(
    for_rose: Listing, mediator: Any, bob: Any, help_with: Any, visitor: Any
) -> None:
    help_with(for_rose, bob, accepted=True)
    entries = Entry.objects.filter(by=mediator, verb__startswith="mutual_aid")
    assert {entry.verb for entry in entries} == {Verb.LISTING_POSTED, Verb.HELP_ACCEPTED}
    assert all(entry.sentence.endswith("in the name of somebody else") for entry in entries)
    assert all("Rose" not in f"{entry.detail}" for entry in Entry.objects.all())
    record = visitor.get("/journal/").content.decode()
    assert "in the name of somebody else" in record and "Rose" not in record


def test_another_mediator_stands_in_and_does_all_that_can_be_done(
    for_rose: Listing, mediator: Any, resident: Any, bob: Any, help_with: Any
) -> None:
    from mutual_aid.actions.consents import stand_in
    from mutual_aid.permissions import steps_on_listing, steps_on_response

    response = help_with(for_rose, bob)
    paul = resident("paul", "mediator")
    assert steps_on_listing(paul, for_rose) == set()
    stand_in(for_rose, by=paul)
    response.refresh_from_db()
    assert steps_on_response(paul, response) == {"accept", "decline"}
    assert {"complete", "cancel", "pause"} <= steps_on_listing(paul, response.listing)
    assert steps_on_listing(mediator, response.listing) == set(), "one mediator at a time"
    assert response.thread.participants.filter(person=paul, left_at=None).exists()


@pytest.mark.both
def test_the_database_keeps_one_standing_consent_and_its_words(for_rose: Listing, mediator: Any) -> None:
    facts = {"listing": for_rose, "purpose": "posting", "how": "in_person", "agreed_on": timezone.localdate()}
    text = ConsentText.objects.get()
    for wrong in (
        {"wording": text},
        {"wording": None, "purpose": "answering"},
        {"wording": text, "purpose": "stealing"},
        {"wording": text, "purpose": "answering", "withdrawn_by": mediator},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**{**facts, **wrong})
    withdraw_consent(for_rose.consents.get(), by=mediator)
    Consent.objects.create(**facts, wording=text)
