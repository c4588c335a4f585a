"""The mediators' desk: who looks after what, who was called, who is asked, what a service was told."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from commons.base import retention
from commons.base.errors import MayNot, NotHere, Refused, TooMany, WrongMoment
from mutual_aid.actions import (
    answer_nudge,
    cancel_listing,
    close_hand_over,
    hand_to_service,
    keep_reach,
    keep_service,
    nudge,
    propose_help,
    say_what_one_can_do,
    take_request,
    withdraw_consent,
)
from mutual_aid.models import Call, DeskCase, HandOver, HelperProfile, Listing, Nudge, Service
from mutual_aid.models.desk import week_of
from mutual_aid.states import ListingState
from mutual_aid.verbs import Verb
from mutual_aid.wordings import Purpose, wording
from tests.hands import at_the_same_time

DESK = "/entraide/relais/"


@pytest.fixture
def paul(resident: Any) -> Any:
    return resident("paul", "mediator")


@pytest.fixture
def skilled(settled: Any) -> Any:
    """skilled("bob") said that they run errands."""

    def make(handle: str) -> Any:
        person = settled(handle)
        say_what_one_can_do(by=person, categories=["courses"])
        return person

    return make


def test_what_nobody_answered_comes_first_and_says_for_how_long(
    ask: Any, settled: Any, bob: Any, mediator: Any, signed_in: Any
) -> None:
    simone, lea = settled("simone"), settled("lea")
    old, new = ask(simone, title="An old request"), ask(lea, title="A new request")
    Listing.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=3))
    ask(lea, title="A discreet request", visibility="mediators")
    propose_help(ask(lea, title="An answered request"), by=bob, message="I come.")
    page = signed_in(mediator).get(DESK).content.decode()
    assert page.index("An old request") < page.index("A new request") < page.index("A discreet request")
    assert "for 3 days" in page and "since today" in page and "for mediators only" in page
    assert "An answered request" not in page
    assert new.title in signed_in(mediator).get(f"{DESK}{new.pk}/").content.decode()


def test_the_desk_is_for_mediators(
    ask: Any, alice: Any, mona: Any, ada: Any, signed_in: Any, visitor: Any
) -> None:
    listing = ask(alice)
    for path in (
        "",
        f"{listing.pk}/",
        f"{listing.pk}/prendre/",
        f"{listing.pk}/appel/",
        f"{listing.pk}/service/",
    ):
        for person in (alice, mona, ada):
            browser = signed_in(person)
            assert browser.get(DESK + path).status_code == browser.post(DESK + path).status_code == 404, path
    assert visitor.get(DESK).status_code == 302


def test_a_request_is_taken_shown_and_given_back(
    ask: Any, alice: Any, mediator: Any, paul: Any, signed_in: Any
) -> None:
    listing = ask(alice)
    one, other = signed_in(mediator), signed_in(paul)
    one.post(f"{DESK}{listing.pk}/prendre/")
    assert "with you" in one.get(DESK).content.decode()
    assert "with Melanie" in other.get(DESK).content.decode()
    assert other.post(f"{DESK}{listing.pk}/prendre/").status_code == 409
    called = {"whom": "person", "outcome": "reached", "about": "Saturday", "client_key": str(uuid4())}
    refused = other.post(f"{DESK}{listing.pk}/appel/", called)
    assert refused.status_code == 409 and "Melanie looks after this request" in refused.content.decode()
    other.post(f"{DESK}{listing.pk}/prendre/", {"over_from": mediator.pk})
    assert DeskCase.objects.get().keeper == paul
    assert one.post(f"{DESK}{listing.pk}/rendre/").status_code == 409
    other.post(f"{DESK}{listing.pk}/rendre/")
    assert DeskCase.objects.get().keeper is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_mediators_at_once_take_it_once(ask: Any, alice: Any, mediator: Any, paul: Any) -> None:
    listing = ask(alice)
    outcomes = at_the_same_time([lambda p=p: take_request(listing, by=p) for p in (mediator, paul)])
    assert sorted(isinstance(outcome, WrongMoment) for outcome in outcomes) == [False, True]


def test_a_call_is_sealed_written_once_and_erased(
    ask: Any, alice: Any, mediator: Any, paul: Any, signed_in: Any
) -> None:
    listing = ask(alice)
    browser, called = (
        signed_in(mediator),
        {"outcome": "no_answer", "about": "A bad knee", "client_key": str(uuid4())},
    )
    wrong = browser.post(f"{DESK}{listing.pk}/appel/", called)
    assert wrong.status_code == 422 and "A bad knee" in wrong.content.decode()
    for _twice in range(2):
        browser.post(f"{DESK}{listing.pk}/appel/", {**called, "whom": "person"})
    call = Call.objects.get()
    assert call.about == "A bad knee" and "knee" not in call.sealed_about and call.by == mediator
    assert DeskCase.objects.get().keeper == mediator, "whoever calls looks after it"
    assert "A bad knee" in signed_in(paul).get(f"{DESK}{listing.pk}/").content.decode()
    assert "A bad knee" not in signed_in(alice).get(listing.get_absolute_url()).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        retention.keep_promises()
    assert not Call.objects.exists()


def test_to_come_back_to(ask: Any, alice: Any, mediator: Any, signed_in: Any) -> None:
    listing, browser = ask(alice), signed_in(mediator)
    address = f"{DESK}{listing.pk}/suivi/"
    past = browser.post(address, {"on": "2001-01-01", "words": "The key is with the baker"})
    assert past.status_code == 422 and "The key is with the baker" in past.content.decode()
    browser.post(address, {"on": timezone.localdate().isoformat(), "words": "The key is with the baker"})
    case = DeskCase.objects.get()
    assert "baker" not in case.sealed_note and case.is_due
    assert "To come back to" in browser.get(DESK).content.decode()
    browser.post(address, {"settled": "1"})
    case.refresh_from_db()
    assert (case.follow_up_on, case.note) == (None, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskCase.objects.update(sealed_note="x")


def test_how_to_reach_somebody_goes_with_their_consent_and_three_months_after_the_end(
    ask: Any, mediator: Any, agreed: Any
) -> None:
    listing = ask(mediator, alias="Rose", consent=agreed())
    keep_reach(listing, by=mediator, reach="04 90 00 00 00")
    assert "04 90" not in DeskCase.objects.get().sealed_reach
    withdraw_consent(listing.consents.get(), by=mediator)
    assert DeskCase.objects.get().reach == ""
    second = ask(mediator, alias="Rose", consent=agreed())
    keep_reach(second, by=mediator, reach="04 90 00 00 00")
    cancel_listing(second, by=mediator)
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        retention.keep_promises()
    assert not DeskCase.objects.exists()


def test_a_neighbour_is_asked_politely_and_says_no_with_one_press(
    ask: Any, alice: Any, mediator: Any, skilled: Any, signed_in: Any, worker: Any, charlie: Any
) -> None:
    listing, bob, browser = ask(alice), skilled("bob"), signed_in(mediator)
    assert "said “Errands”" not in browser.get(f"{DESK}{listing.pk}/").content.decode(), "take it first"
    browser.post(f"{DESK}{listing.pk}/prendre/")
    shown = browser.get(f"{DESK}{listing.pk}/").content.decode()
    assert "said “Errands”, " in shown and "Bob" in shown and "Charlie" not in shown
    browser.post(f"{DESK}{listing.pk}/solliciter/", {"person": bob.pk})
    worker.run()
    notice = bob.notices.get(kind=Verb.HELPER_NUDGED)
    asked = Nudge.objects.get()
    assert notice.href == f"/entraide/sollicitations/{asked.pk}/"
    page = signed_in(bob).get(notice.href).content.decode()
    assert "Melanie, a mediator of the town, thought of you. Why: you said “Errands”" in page
    assert signed_in(charlie).get(notice.href).status_code == 404
    signed_in(bob).post(notice.href, {"answer": "pause"})
    assert HelperProfile.objects.get().paused_until == timezone.localdate() + timedelta(days=30)
    assert "rests for a month" in browser.get(f"{DESK}{listing.pk}/").content.decode()
    with pytest.raises(Refused):
        answer_nudge(asked, by=bob, answer="never")


def test_nobody_is_asked_for_what_they_may_not_read_or_did_not_offer(
    ask: Any, alice: Any, mediator: Any, skilled: Any, charlie: Any
) -> None:
    bob, discreet = skilled("bob"), ask(alice, visibility="mediators")
    for listing, person in ((discreet, bob), (ask(alice), charlie)):
        with pytest.raises(WrongMoment):
            nudge(listing, person, by=mediator)
    with pytest.raises(NotHere):
        nudge(discreet, bob, by=bob)


def test_twice_in_any_seven_days(ask: Any, settled: Any, mediator: Any, skilled: Any) -> None:
    """Saturday, Sunday: then not on Monday, though it is another week of the calendar."""
    bob, simone = skilled("bob"), settled("simone")
    lists = [ask(simone, title=f"Request {n}", needs_by=date(2027, 3, 20)) for n in range(3)]
    with time_machine.travel("2027-03-06T10:00:00+01:00", tick=False):
        nudge(lists[0], bob, by=mediator)
        assert nudge(lists[0], bob, by=mediator).pk == Nudge.objects.get().pk
    with time_machine.travel("2027-03-07T10:00:00+01:00", tick=False):
        nudge(lists[1], bob, by=mediator)
    with time_machine.travel("2027-03-08T10:00:00+01:00", tick=False), pytest.raises(TooMany):
        nudge(lists[2], bob, by=mediator)
    with time_machine.travel("2027-03-14T11:00:00+01:00", tick=False):
        nudge(lists[2], bob, by=mediator)


@pytest.mark.both
def test_the_database_has_two_slots_a_week(ask: Any, alice: Any, bob: Any) -> None:
    facts = {"person": bob, "week": week_of(timezone.localdate())}
    listings = [ask(alice, title=f"Request {n}") for n in range(3)]
    for slot in (1, 2):
        Nudge.objects.create(listing=listings[slot], slot=slot, **facts)
    for slot in (0, 1, 2, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nudge.objects.create(listing=listings[0], slot=slot, **facts)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_six_mediators_ask_the_same_person_at_once(
    ask: Any, settled: Any, mediator: Any, skilled: Any
) -> None:
    bob, people = skilled("bob"), [settled(name) for name in ("simone", "lea")]
    listings = [ask(person, title=f"Request {n}") for person in people for n in range(3)]
    outcomes = at_the_same_time([lambda one=one: nudge(one, bob, by=mediator) for one in listings])
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 4
    assert Nudge.objects.count() == 2
    assert connection.vendor in {"sqlite", "postgresql"}


def test_the_directory_is_kept_by_administrators(ada: Any, mediator: Any, alice: Any, signed_in: Any) -> None:
    line = {
        "name": "CCAS",
        "contact": "Place de la République, 04 90 00 00 00",
        "what_for": "Meals, home help",
    }
    browser, address = signed_in(ada), f"{DESK}services/ajouter/"
    assert "This field is required" in browser.post(address, {**line, "contact": ""}).content.decode()
    browser.post(address, line)
    assert "A service of this name is listed already" in browser.post(address, line).content.decode()
    assert "CCAS" in signed_in(mediator).get(f"{DESK}services/").content.decode()
    for person in (mediator, alice):
        assert signed_in(person).post(address, line).status_code == 404
    assert signed_in(alice).get(f"{DESK}services/").status_code == 404
    browser.post(f"{DESK}services/{Service.objects.get().pk}/retirer/")
    assert not Service.objects.listed().exists()
    with pytest.raises(MayNot):
        keep_service(None, by=mediator, **line)


@pytest.fixture
def ccas(ada: Any) -> Service:
    return keep_service(None, by=ada, name="CCAS", contact="Town hall", what_for="Meals")


def test_a_service_is_told_with_the_persons_agreement(
    ask: Any, alice: Any, mediator: Any, ccas: Service, signed_in: Any
) -> None:
    listing, browser = ask(alice, visibility="mediators"), signed_in(mediator)
    with override("en"):
        read = wording(Purpose.HANDING_OVER, town="Arles").code
    today = timezone.localdate().isoformat()
    typed = {"service": ccas.pk, "how": "by_phone", "agreed_on": today, "wording": read}
    typed |= {"follow_up_on": today, "words": "Meals for two weeks"}
    address = f"{DESK}{listing.pk}/service/"
    page = browser.post(address, typed).content.decode()
    assert (
        "This field is required" in page and "Meals for two weeks" in page and not HandOver.objects.exists()
    )
    for _twice in range(2):
        browser.post(address, {**typed, "was_read": "on"})
    handed = HandOver.objects.get()
    assert handed.note == "Meals for two weeks" and "Meals" not in handed.sealed_note
    assert handed.consent.purpose == Purpose.HANDING_OVER
    assert "Handed over to a service" in browser.get(DESK).content.decode()
    end = f"{DESK}transmissions/{handed.pk}/issue/"
    assert browser.post(end, {"words": "They come"}).status_code == 422
    browser.post(end, {"outcome": "taken_on", "words": "They come"})
    handed.refresh_from_db()
    assert (handed.outcome, handed.note) == ("taken_on", "Meals for two weeks\nThey come")
    assert browser.post(end, {"outcome": "refused"}).status_code == 409


def test_who_takes_their_agreement_back_is_not_handed_over_any_more(
    ask: Any, alice: Any, mediator: Any, ccas: Service, agreed: Any
) -> None:
    listing = ask(alice)
    facts = {"by": mediator, "service": ccas, "follow_up_on": timezone.localdate()}
    handed = hand_to_service(listing, agreement=agreed("handing_over"), **facts)
    withdraw_consent(handed.consent, by=mediator)
    handed.refresh_from_db()
    assert handed.outcome == HandOver.Outcome.STOPPED and handed.closed_at
    listing.refresh_from_db()
    assert listing.state == ListingState.OPEN, "the request itself is the person's own"
    again = hand_to_service(listing, agreement=agreed("handing_over"), **facts)
    close_hand_over(again, by=mediator, outcome="stopped")
    assert not listing.consents.standing().exists()
    with pytest.raises(Refused):
        hand_to_service(listing, agreement=agreed("posting"), **facts)
