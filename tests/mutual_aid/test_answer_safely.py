"""Answering: what is entrusted, who is of age, how often, what ended meanwhile, and words one should think about."""

from typing import Any
from uuid import uuid4

import pytest

from commons.base.errors import MayNot
from mutual_aid.actions import complete_listing, propose_help
from mutual_aid.models import AdultDeclaration, Response


def sent(**more: str) -> dict[str, str]:
    return {"message": "I can come on Saturday.", "client_key": str(uuid4()), **more}


def test_help_in_a_home_asks_once_for_a_word_that_one_is_of_age(
    settled: Any, ask: Any, signed_in: Any
) -> None:
    one, other = (ask(settled(name), category="bricolage") for name in ("simone", "carmen"))
    bob = settled("bob")
    browser, address = signed_in(bob), f"{one.get_absolute_url()}aider/"
    assert "I am eighteen or older" in browser.get(address).content.decode()
    refused = browser.post(address, sent())
    assert refused.status_code == 422 and "Please tick the box" in refused.content.decode()
    assert "I can come on Saturday." in refused.content.decode()
    browser.post(address, sent(adult="on"))
    assert AdultDeclaration.objects.get().person == bob
    asked = browser.get(f"{other.get_absolute_url()}aider/").content.decode()
    assert "eighteen" not in asked
    browser.post(f"{other.get_absolute_url()}aider/", sent())
    assert Response.objects.count() == 2
    assert "eighteen" not in browser.get(f"{ask(settled('rose')).get_absolute_url()}aider/").content.decode()


@pytest.mark.parametrize("category", ["garde", "cles", "achats", "medicaments"])
def test_what_is_entrusted_goes_to_people_whom_the_town_knows(
    category: str, settled: Any, ask: Any, help_with: Any, signed_in: Any, rosa: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone, category=category, share=True, helpers_needed=2)
    response = help_with(listing, settled("bob"))
    page = signed_in(simone).get(listing.get_absolute_url()).content.decode()
    assert "ask a mediator to be there" in page and "Say yes" not in page
    forced = signed_in(simone).post(f"/entraide/propositions/{response.pk}/decision/", {"do": "accept"})
    assert forced.status_code == 403 and "somebody whom the town trusts" in forced.content.decode()
    help_with(listing, settled("odile", "trusted"), accepted=True)
    with pytest.raises(MayNot):
        propose_help(listing, by=rosa, message="I can come.")


def test_somebody_from_elsewhere_is_not_sent_into_a_home(settled: Any, ask: Any, rosa: Any) -> None:
    with pytest.raises(MayNot):
        propose_help(ask(settled("simone"), category="compagnie", share=True), by=rosa, message="I come.")
    garden = ask(settled("carmen"), category="jardinage", share=True)
    assert propose_help(garden, by=rosa, message="I come.", adult=True).helper == rosa
    assert not AdultDeclaration.objects.exists()


def test_three_proposals_in_the_first_week_ten_afterwards(
    settled: Any, ask: Any, alice: Any, signed_in: Any
) -> None:
    listings = [ask(settled(f"person{n}")) for n in range(11)]
    for person, most in ((alice, 3), (settled("bob"), 10)):
        browser = signed_in(person)
        for listing in listings[:most]:
            assert browser.post(f"{listing.get_absolute_url()}aider/", sent()).status_code == 302
        late = browser.post(f"{listings[most].get_absolute_url()}aider/", sent(message="One more."))
        assert late.status_code == 429
        page = late.content.decode()
        assert f"your help {most} times since yesterday" in page and "One more." in page


def test_it_ends_while_one_answers_and_the_words_come_back(settled: Any, ask: Any, signed_in: Any) -> None:
    simone, browser = settled("simone"), signed_in(settled("bob"))
    listing = ask(simone)
    address = f"{listing.get_absolute_url()}aider/"
    assert browser.get(address).status_code == 200
    complete_listing(listing, by=simone, reason="Settled.")
    late = browser.post(address, sent(message="I had written long words."))
    page = late.content.decode()
    assert late.status_code == 409 and "I had written long words." in page
    assert "See what is like it" in page and "category=courses" in page and not Response.objects.exists()


def test_words_of_a_swindler_are_asked_about_and_their_reader_is_warned(
    settled: Any, ask: Any, signed_in: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone)
    browser, address = signed_in(bob), f"{listing.get_absolute_url()}aider/"
    asked = browser.post(address, sent(message="Write to me on WhatsApp."))
    page = asked.content.decode()
    assert asked.status_code == 422 and "a conversation elsewhere" in page and "I mean it" in page
    assert "Write to me on WhatsApp." in page and not Response.objects.exists()
    browser.post(address, sent(message="Write to me on WhatsApp.", confirmed="on"))
    assert "Be careful" in signed_in(simone).get(listing.get_absolute_url()).content.decode()
    assert "Be careful" not in browser.get(listing.get_absolute_url()).content.decode()
