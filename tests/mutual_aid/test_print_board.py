"""Paper: codes never mistaken nor reused too soon, a poster on one sheet, sheets for people without a screen."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from commons.base import retention
from commons.base.errors import WrongMoment
from mutual_aid.actions import (
    accept_response,
    answer_for_neighbour,
    cancel_listing,
    give_code,
    give_codes_due,
    keep_service,
    pause_listing,
    release_response,
    withdraw_consent,
)
from mutual_aid.models import Listing, Neighbour, Response, ShortCode
from mutual_aid.models.codes import ALPHABET, as_code
from mutual_aid.posters import SHEETS
from mutual_aid.states import ResponseState
from mutual_aid.verbs import Verb
from mutual_aid.wordings import Purpose, wording
from tests.hands import at_the_same_time

POSTER = "/entraide/affiche/la-roquette/"


def code_of(listing: Listing) -> str:
    given = give_code(listing)
    assert given is not None
    return given.code


def test_what_everybody_may_read_gets_a_code_without_look_alikes(ask: Any, settled: Any, worker: Any) -> None:
    simone = settled("simone")
    listing, hidden = ask(simone), ask(simone, visibility="members")
    worker.run()
    code = ShortCode.objects.get().code
    assert re.fullmatch(f"[{ALPHABET}]{{4}}", code) and not set("0O1ILAEU") & set(ALPHABET)
    assert code_of(listing) == code and give_code(hidden) is None
    ShortCode.objects.all().delete()
    assert (give_codes_due(), give_codes_due()) == (1, 0)


def test_a_code_leads_to_its_listing_however_it_is_typed(
    ask: Any, alice: Any, visitor: Any, mediator: Any, signed_in: Any
) -> None:
    listing = ask(alice)
    code = code_of(listing)
    for typed in (code, code.lower(), f"{code[:2]}-{code[2:]}"):
        assert visitor.get(f"/e/{typed}/")["Location"] == listing.get_absolute_url()
    assert as_code("k7 qx") == "K7QX"
    pause_listing(listing, by=alice)
    ended, never = visitor.get(f"/e/{code}/"), visitor.get("/e/0000/")
    assert ended.status_code == never.status_code == 404 and "This notice has ended" in ended.content.decode()
    page = signed_in(mediator).get("/entraide/relais/code/", {"code": code})
    assert page.status_code == 422 and "No notice has this code now" in page.content.decode()


def test_a_code_stays_reserved_for_sixty_days(ask: Any, alice: Any) -> None:
    listing = ask(alice)
    code = code_of(listing)
    cancel_listing(listing, by=alice)
    with time_machine.travel(timezone.now() + timedelta(days=59), tick=False):
        retention.keep_promises()
        assert ShortCode.objects.filter(code=code).exists()
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        retention.keep_promises()
        assert not ShortCode.objects.exists()


@pytest.mark.both
def test_no_code_twice(ask: Any, settled: Any, monkeypatch: Any) -> None:
    """The table refuses a code that is taken; the action draws again, and longer when it must."""
    simone = settled("simone")
    first, second, third = (ask(simone, title=f"Request {n}") for n in range(3))
    drawn = iter(["KKKK", "KKKK", "KKKK", "MMMM", "MMMM"])
    monkeypatch.setattr("mutual_aid.actions.codes.drawn", lambda length, signs: next(drawn, "K" * length))
    assert [code_of(first), code_of(second), code_of(third)] == ["KKKK", "MMMM", "KKKKK"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ShortCode.objects.filter(listing=second).update(code="KKKK")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_one_code_however_many_ask_for_it(ask: Any, settled: Any) -> None:
    listing = ask(settled("simone"))
    codes = at_the_same_time([lambda: code_of(listing)] * 4)
    assert len(set(codes)) == 1 and ShortCode.objects.count() == 1


def test_the_poster_says_what_and_never_who(
    ask: Any, settled: Any, mediator: Any, agreed: Any, ada: Any, visitor: Any, signed_in: Any
) -> None:
    simone = settled("simone")
    shown = ask(simone, title="Carry my shopping", body="Third floor, ring at Simone's")
    for fields in ({"visibility": "members"}, {"visibility": "mediators"}):
        ask(settled(f"by-{fields['visibility']}"), title=f"For {fields['visibility']}", **fields)
    ask(mediator, title="Letters to read", alias="Rosalie", consent=agreed())
    keep_service(None, by=ada, name="Relais", contact="04 90 11 22 33", what_for="Everything", is_desk=True)
    give_codes_due()
    for reader in (visitor, signed_in(simone)):
        page = reader.get(POSTER).content.decode()
        sheet = page[page.index("<article") : page.index("</article>")]
        assert "Carry my shopping" in sheet and shown.short_code.code in sheet and "04 90 11 22 33" in sheet
        assert "through a mediator" in sheet and sheet.count("<svg") == 3 and "style=" not in sheet
        for secret in ("Simone", "Rosalie", "Third floor", "For members", "For mediators", "Melanie"):
            assert secret not in sheet, secret


def test_as_many_as_fit_and_the_rest_is_counted(ask: Any, resident: Any, visitor: Any) -> None:
    mediator = resident("melanie", "mediator")
    for n in range(SHEETS["a4"].room + 2):
        ask(mediator, title=f"Request number {n:02}")
    give_codes_due()
    small, large = visitor.get(POSTER).content.decode(), visitor.get(POSTER + "?format=a3").content.decode()
    assert small.count("sheet-words") == SHEETS["a4"].room and "2 more notices there" in small
    assert "Request number 13" in small and "Request number 00" not in small
    assert large.count("sheet-words") == SHEETS["a4"].room + 2 and "more notice" not in large
    assert "sheet-a4" in visitor.get(POSTER + "?format=a0").content.decode()
    assert visitor.get("/entraide/affiche/nowhere/").status_code == 404


@pytest.fixture
def said(town: Any) -> dict[str, str]:
    with override("en"):
        read = wording(Purpose.ANSWERING, town=town.name).code
    return {
        "client_key": str(uuid4()),
        "message": "I can come on Saturday with my car.",
        "alias": "Ahmed",
        "reach": "06 12 34 56 78, after six",
        "how": "in_person",
        "agreed_on": timezone.localdate().isoformat(),
        "was_read": "on",
        "wording": read,
    }


def test_a_neighbour_answers_at_the_desk_and_the_author_reads_an_alias(
    ask: Any, alice: Any, mediator: Any, resident: Any, signed_in: Any, worker: Any, said: Any
) -> None:
    listing, paul = ask(alice), resident("paul", "mediator")
    address = f"/entraide/relais/code/?code={code_of(listing).lower()}"
    browser = signed_in(mediator)
    page = browser.post(address, {**said, "alias": "Ahmed Benali"})
    assert "This looks like a full name" in page.content.decode() and "06 12 34" in page.content.decode()
    for _twice in range(2):
        browser.post(address, said)
    response = Response.objects.get()
    assert (
        response.neighbour.reach == "06 12 34 56 78, after six"
        and "06 12" not in response.neighbour.sealed_reach
    )
    worker.run()
    assert [notice.kind for notice in alice.notices.all()] == [Verb.HELP_PROPOSED]
    author = signed_in(alice).get(listing.get_absolute_url()).content.decode()
    assert "Ahmed" in author and "through the desk" in author and "with my car" in author
    for place in (author, signed_in(paul).get(listing.get_absolute_url()).content.decode()):
        assert "06 12" not in place
    assert "06 12 34 56 78" in signed_in(paul).get("/entraide/relais/").content.decode()

    accept_response(response, by=alice)
    worker.run()
    assert mediator.notices.filter(kind=Verb.HELP_ACCEPTED).exists(), "somebody must tell the neighbour"
    release_response(Response.objects.get(), by=paul)
    response.refresh_from_db()
    assert response.state == ResponseState.RELEASED


def test_a_neighbour_changes_their_mind(ask: Any, alice: Any, mediator: Any, agreed: Any, said: Any) -> None:
    facts = {"alias": "Ahmed", "reach": "06 12", "message": "I come.", "agreement": agreed("answering")}
    response = answer_for_neighbour(ask(alice), by=mediator, client_key=uuid4(), **facts)
    withdraw_consent(response.neighbour.consent, by=mediator)
    response.refresh_from_db()
    assert response.state == ResponseState.WITHDRAWN and Neighbour.objects.get().reach == ""
    with pytest.raises(WrongMoment):
        answer_for_neighbour(ask(alice, visibility="members"), by=mediator, client_key=uuid4(), **facts)


def test_how_to_reach_a_neighbour_is_forgotten_after_a_week_and_the_alias_after_three_months(
    ask: Any, alice: Any, mediator: Any, agreed: Any
) -> None:
    listing = ask(alice)
    facts = {"alias": "Ahmed", "reach": "06 12", "message": "I come.", "agreement": agreed("answering")}
    answer_for_neighbour(listing, by=mediator, client_key=uuid4(), **facts)
    cancel_listing(listing, by=alice)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        retention.keep_promises()
        assert (Neighbour.objects.get().reach, Neighbour.objects.get().alias) == ("", "Ahmed")
    with time_machine.travel(timezone.now() + timedelta(days=92), tick=False):
        retention.keep_promises()
        assert not Neighbour.objects.exists()


def test_sheets_for_somebody_without_a_screen(
    ask: Any, mediator: Any, alice: Any, bob: Any, agreed: Any, help_with: Any, signed_in: Any
) -> None:
    browser = signed_in(mediator)
    blank = browser.get("/entraide/relais/feuille/").content.decode()
    assert "What I need" in blank and "One word to a mediator is enough" in blank
    assert signed_in(alice).get("/entraide/relais/feuille/").status_code == 404

    listing = ask(mediator, alias="Rose", consent=agreed())
    response = help_with(listing, bob, accepted=True)
    response.message = "Saturday at ten, my number is 06 12 34 56 78 or bob@example.org"
    response.save()
    sheet = browser.get(f"/entraide/{listing.pk}/resultats/").content.decode()
    assert "Bob" in sheet and "You said yes." in sheet and "Saturday at ten" in sheet
    assert "06 12" not in sheet and "bob@" not in sheet
    assert signed_in(bob).get(f"/entraide/{listing.pk}/resultats/").status_code == 404
