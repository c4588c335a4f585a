"""A canary in the meeting place: whoever may not read it never meets it, on any page, in any row, in any log."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models

from commons.journal.models import Entry
from commons.search.models import SearchDocument
from mutual_aid.actions import cancel_listing, complete_listing, release_response, revise_listing
from mutual_aid.models import Listing, MeetingPlace

CANARY = "CANARI-12-RUE-DES-PENITENTS"


@pytest.fixture
def listing(settled: Any, ask: Any) -> Listing:
    return ask(settled("simone"), meeting_place=CANARY, helpers_needed=2, share=True)


def pages(listing: Listing) -> list[str]:
    one = listing.get_absolute_url()
    mine = ["/entraide/moi/", "/avis/", f"{one}modifier/", f"{one}aider/"]
    return [
        one,
        "/entraide/",
        "/entraide/?q=PENITENTS",
        "/recherche/?q=PENITENTS",
        "/journal/",
        "/discussions/",
        *mine,
    ]


def seen_by(browser: Any, listing: Listing) -> list[str]:
    """The pages on which this browser meets the canary; the searches ask for a part of it only."""
    return [place for place in pages(listing) if CANARY in browser.get(place, follow=True).content.decode()]


def test_only_an_accepted_helper_meets_it(
    listing: Listing,
    settled: Any,
    help_with: Any,
    mona: Any,
    ada: Any,
    mediator: Any,
    signed_in: Any,
    visitor: Any,
) -> None:
    bob, lea = settled("bob"), settled("lea")
    accepted, waiting = help_with(listing, bob, accepted=True), help_with(listing, lea)
    one = listing.get_absolute_url()
    for stranger in (visitor, *map(signed_in, (lea, mona, ada, mediator, settled("dora")))):
        assert seen_by(stranger, listing) == []
    assert seen_by(signed_in(bob), listing) == [one]
    assert one in seen_by(signed_in(listing.author), listing)
    release_response(accepted, by=bob)
    assert seen_by(signed_in(bob), listing) == [], "at once, and for ever"
    assert waiting.state == "proposed"


@pytest.mark.parametrize("end", [complete_listing, cancel_listing])
def test_closing_takes_it_away_from_the_helper(
    end: Any, listing: Listing, settled: Any, help_with: Any, signed_in: Any
) -> None:
    bob = settled("bob")
    help_with(listing, bob, accepted=True)
    end(listing, by=listing.author)
    assert seen_by(signed_in(bob), listing) == []
    assert MeetingPlace.objects.exists(), "for seven days more (test_keep_promises)"


def test_no_row_no_mail_no_log_holds_it(
    listing: Listing, settled: Any, help_with: Any, worker: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    help_with(listing, settled("bob"), accepted=True)
    revise_listing(listing, by=listing.author, title="Another title", meeting_place=f"{CANARY} bis")
    complete_listing(listing, by=listing.author)
    worker.run()
    assert Entry.objects.exists() and SearchDocument.objects.count() <= 1
    for model in apps.get_models():
        text = [
            f
            for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.all():
            assert all(CANARY not in str(getattr(row, field.attname)) for field in text), model
    assert all(CANARY not in f"{message.subject} {message.body}" for message in mail.outbox)
    assert CANARY not in caplog.text
    assert CANARY in MeetingPlace.objects.get().text, "the canary was really there"


def test_the_admin_has_no_window_on_it() -> None:
    from django.contrib import admin

    ours = {
        model: shown for model, shown in admin.site._registry.items() if model._meta.app_label == "mutual_aid"
    }
    assert {model.__name__ for model in ours} == {"Item", "Listing", "Transition"}
    shown = {name for shown in ours.values() for name in [*(shown.fields or []), *shown.list_display]}
    assert (
        not {"body", "html", "consent_note", "on_behalf_of_alias", "sealed", "reason", "usage", "owner"}
        & shown
    )
