"""What another look takes back is again what it was: a page, thanks, a listing on the board, a message."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from commons.base import retention
from commons.base.errors import NotHere
from commons.conversations.models import Post, RemovedPost
from commons.moderation import actions
from commons.moderation.actions import Choice
from commons.moderation.models import Case, Decision
from commons.people.models import Person
from mutual_aid.actions import complete_listing, refuse_listing, show_thanks, thank, withhold_thanks
from mutual_aid.models import Listing, Thanks
from wiki.actions import create_page, delete_page, open_theme, revise_page
from wiki.models import Page


def win(decision: Decision, *, by: Person, before: Person) -> None:
    """Its author contests it, and another moderator takes it back."""
    made = actions.appeal(decision, by=by, words="Je ne suis pas d’accord.")
    actions.answer_appeal(made, by=before, reverse=True, answer="En effet.")


def test_who_began_a_page_contests_that_it_was_deleted(
    ada: Person, alice: Person, bob: Person, mona: Person, maud: Person, worker: Any
) -> None:
    theme = open_theme(by=ada, name="Compost", handle="compost", description="")
    page = create_page(theme, by=alice, title="Retourner", text="Une fois par semaine")
    revise_page(page, by=bob, text="Une fois par mois", based_on=page.text_now)
    delete_page(page, by=mona, reason="Cela n’a rien à faire ici.")
    worker.run()
    decision = Decision.objects.get()
    assert (decision.kind, decision.concerned, decision.words) == (
        "hidden", alice, "Cela n’a rien à faire ici.",
    )  # fmt: skip
    with pytest.raises(NotHere):
        actions.appeal(decision, by=bob, words="Moi aussi.")
    win(decision, by=alice, before=maud)
    assert Page.objects.existing().get() == page


def test_a_page_that_a_case_takes_away_is_contested_too(
    ada: Person, alice: Person, bob: Person, mona: Person, maud: Person
) -> None:
    theme = open_theme(by=ada, name="Compost", handle="compost", description="")
    page = create_page(theme, by=alice, title="Retourner", text="Une fois par semaine")
    case = actions.flag(page, by=bob, reason="other", note="").case
    assert case and "limited" not in actions.acts_on(case, mona), "many have written it"
    choice = Choice(kind="hidden", rule="charter", words="Hors sujet.", answer="Merci.")
    decision = actions.decide_case(case, by=mona, choice=choice)
    assert decision
    win(decision, by=alice, before=maud)
    assert Page.objects.existing().exists()


def test_thanks_that_a_moderator_withheld_are_read_again(
    mona: Person, maud: Person, settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    response = help_with(ask(simone), bob, accepted=True)
    complete_listing(response.listing, by=simone)
    response.refresh_from_db()
    thanks = thank(response, by=simone, text="Merci à la Roquette.")
    show_thanks(thanks, by=bob)
    withhold_thanks(thanks, by=mona)
    worker.run()
    decision = Decision.objects.get()
    assert (decision.kind, decision.concerned, decision.about) == ("removed", simone, thanks)
    win(decision, by=simone, before=maud)
    assert Thanks.objects.filter(public=True, withheld=False).exists()


def test_a_listing_that_was_given_back_goes_on_the_board(
    mona: Person, maud: Person, settled: Any, ask: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone, body="Écrivez-moi sur WhatsApp, je n’ai rien d’autre.")
    assert listing.state == "pending"
    refuse_listing(listing, by=mona, reason="Pas d’ailleurs.")
    win(Decision.objects.get(kind="refused"), by=simone, before=maud)
    listing = Listing.objects.get()
    assert (listing.state, listing.closed_reason) == ("open", "")


@pytest.fixture
def removed(alice: Person, mona: Person, flagged: Case) -> Decision:
    choice = Choice(kind="removed", rule="charter", words="Ce message insulte.", answer="Merci.")
    decision = actions.decide_case(flagged, by=mona, choice=choice)
    assert decision and Post.objects.get().source == ""
    return decision


def test_a_removed_message_has_its_words_again(
    alice: Person, bob: Person, maud: Person, removed: Decision, signed_in: Any
) -> None:
    topic = Post.objects.get().topic.get_absolute_url()
    for reader in (alice, bob, maud):
        assert "Une phrase de trop" not in signed_in(reader).get(topic).content.decode()
    assert "Une phrase de trop" in signed_in(alice).get(removed.get_absolute_url()).content.decode()
    win(removed, by=alice, before=maud)
    assert "Une phrase de trop" in signed_in(bob).get(topic).content.decode()
    assert not RemovedPost.objects.exists()


def test_its_words_are_kept_as_long_as_it_may_be_contested(alice: Person, removed: Decision) -> None:
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=182)):
        retention.keep_promises()
        assert RemovedPost.objects.exists()
    with time_machine.travel(now + timedelta(days=184)), pytest.raises(NotHere):
        actions.appeal(removed, by=alice, words="Trop tard.")
    with time_machine.travel(now + timedelta(days=214)):
        retention.keep_promises()
    assert not RemovedPost.objects.exists()
