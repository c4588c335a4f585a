"""What the privacy page promises is what the worker does: each thing in its time, once, and figures stay."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from commons.base.retention import keep_promises
from commons.conversations.models import Topic, TopicEvent
from commons.journal.chores import all_chores
from commons.journal.models import Entry
from commons.moderation.actions import flag
from commons.notices.models import Notice
from mutual_aid.actions import (
    cancel_listing,
    complete_listing,
    decline_response,
    hide_listing,
    reopen_listing,
    thank,
)
from mutual_aid.models import Listing, MeetingPlace, Response, Thanks, Transition
from mutual_aid.states import ListingState


def after(days: float, *, does: bool) -> None:
    """So many days from now the chore does something (or nothing), and the second time nothing."""
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        assert bool(keep_promises()) == does
        lines, entries = Transition.objects.count(), Entry.objects.count()
        assert keep_promises() == 0
        assert (Transition.objects.count(), Entry.objects.count()) == (lines, entries)


def test_everything_promised_is_erased_in_its_time(
    settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone, meeting_place="At the fountain")
    response = help_with(listing, bob, accepted=True)
    complete_listing(listing, by=simone, reason="With a friend's car")
    thank(response, by=simone, text="Thank you!")
    worker.run()
    assert Notice.objects.exists()
    after(6.9, does=False)
    after(7.1, does=True)
    assert not MeetingPlace.objects.exists()
    after(15, does=True)
    assert not TopicEvent.objects.exists(), "what open pages ask for, in any conversation"
    after(89, does=False)
    after(91, does=True)
    listing.refresh_from_db()
    assert (listing.state, listing.title, listing.body, listing.html) == (ListingState.ARCHIVED, "", "", "")
    assert (listing.category, listing.cell) == ("courses", listing.neighbourhood.cell), "figures need these"
    assert not Topic.objects.exists() and Response.objects.get().message == ""
    assert not Notice.objects.exists()
    assert listing.author == simone and Transition.objects.exclude(reason="").exists()
    after(366, does=True)
    listing.refresh_from_db()
    assert listing.author is None and Response.objects.get().helper is None and not Thanks.objects.exists()
    assert set(Transition.objects.exclude(name="anonymise").values_list("reason", "by")) == {("", None)}
    assert set(Entry.objects.filter(verb__startswith="mutual_aid.").values_list("by", flat=True)) == {None}


def test_opened_again_keeps_its_words(settled: Any, ask: Any) -> None:
    listing = ask(settled("simone"), meeting_place="At the fountain")
    reopen_listing(cancel_listing(listing, by=listing.author), by=listing.author)
    Listing.objects.update(expires_at=timezone.now() + timedelta(days=200))
    after(100, does=False)
    assert MeetingPlace.objects.exists() and Listing.objects.get().title


def test_a_standing_offer_forgets_who_asked_long_ago(settled: Any, ask: Any, help_with: Any) -> None:
    listing = ask(settled("simone"), kind="offer", helpers_needed=5)
    decline_response(help_with(listing, settled("bob")), by=listing.author)
    waiting = help_with(listing, settled("lea"))
    after(91, does=True)
    assert not Response.objects.exclude(pk=waiting.pk).get().message and waiting.message
    after(366, does=True)
    assert Response.objects.exclude(pk=waiting.pk).get().helper is None
    assert Response.objects.get(pk=waiting.pk).helper.handle == "lea", "it is still open"


def test_a_draft_that_was_never_sent_goes_after_thirty_days(settled: Any, ask: Any) -> None:
    ask(settled("simone"), as_draft=True, meeting_place="At the fountain")
    after(29, does=False)
    after(31, does=True)
    assert not Listing.objects.exists() and not MeetingPlace.objects.exists()
    assert Entry.objects.latest("pk").about is None


def test_what_was_hidden_and_flagged_goes_after_a_year(
    settled: Any, ask: Any, help_with: Any, mona: Any
) -> None:
    listing = ask(settled("simone"), meeting_place="At the fountain")
    response = help_with(listing, settled("bob"))
    made = flag(listing, by=response.helper, reason="private", note="She writes her address")
    hide_listing(listing, by=mona, reason="An address")
    type(made).objects.filter(pk=made.pk).update(state="upheld")
    after(31, does=True)
    assert not MeetingPlace.objects.exists() and Listing.objects.get().title
    after(366, does=True)
    listing.refresh_from_db()
    made.refresh_from_db()
    assert (listing.title, listing.author, listing.state) == ("", None, ListingState.HIDDEN)
    assert (made.by, made.note) == (None, "") and not Topic.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "7 days after the listing has ended: it is erased."),
        ("fr", "90\xa0jours après la fin de l’annonce\u202f: c’est effacé"),
    ],
)
def test_the_privacy_page_says_so(town: Any, client: Any, language: str, words: str) -> None:
    with translation.override(language):
        page = client.get("/vie-privee/", headers={"accept-language": language}).content.decode()
        board = client.get("/vie-privee/registre/mutual_aid/", headers={"accept-language": language})
    assert 'id="durees"' in page and 'href="/vie-privee/registre/mutual_aid/"' in page
    assert words in board.content.decode()


def test_the_worker_does_it_every_day() -> None:
    (chore,) = [chore for chore in all_chores() if chore.do is keep_promises]
    assert chore.every == 86_400
