"""Every state, every named step, every quality in which somebody acts: exactly what the table says, nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.models import Entry
from mutual_aid.actions.moves import step_listing, step_response
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.states import HIDEABLE, LISTING_STEPS, RESPONSE_STEPS, Actor, ListingState, ResponseState

ROLES = [Actor.AUTHOR, Actor.MEDIATOR, Actor.HELPER, Actor.MEMBER, Actor.MODERATOR, Actor.SYSTEM]

# What the reference says (2.4), written down a second time, by hand: the table in the code must agree.
REFERENCE = {
    "submit": ("draft", "open", "author mediator"),
    "submit_for_review": ("draft", "pending", "author"),
    "approve": ("pending", "open", "moderator"),
    "refuse": ("pending", "draft", "moderator"),
    "cover": ("open", "covered", "system"),
    "uncover": ("covered", "open", "system"),
    "complete": ("open covered", "done", "author mediator"),
    "auto_complete": ("covered", "done", "system"),
    "cancel": ("draft pending open covered paused", "cancelled", "author mediator moderator"),
    "expire": ("open covered paused", "expired", "system"),
    "renew": ("expired", "open", "author"),
    "reopen": ("done cancelled", "open", "author"),
    "pause": ("open", "paused", "author"),
    "resume": ("paused", "open", "author"),
    "hide": ("draft pending open covered paused done expired cancelled", "hidden", "moderator"),
    "unhide": ("hidden", None, "moderator"),
    "anonymise": ("done expired cancelled", "archived", "system"),
}
REFERENCE_OF_RESPONSES = {
    "withdraw": ("proposed", "withdrawn", "helper"),
    "accept": ("proposed", "accepted", "author mediator"),
    "decline": ("proposed", "declined", "author mediator"),
    "lapse": ("proposed", "lapsed", "system"),
    "release_by_helper": ("accepted", "released", "helper"),
    "release_by_author": ("accepted", "released", "author mediator moderator home"),
    "mark_done": ("accepted", "done", "helper author"),
    "not_done": ("accepted done", "not_done", "helper author"),
}


@pytest.fixture
def people(settled: Any) -> dict[Actor, Any]:
    return {
        Actor.AUTHOR: settled("simone"),
        Actor.MEDIATOR: settled("melanie", "mediator"),
        Actor.HELPER: settled("bob"),
        Actor.MEMBER: settled("charlie"),
        Actor.MODERATOR: settled("mona", "moderator"),
        Actor.SYSTEM: None,
    }


@pytest.fixture
def response(people: Any, ask: Any, help_with: Any) -> Response:
    listing = ask(people[Actor.AUTHOR])
    Listing.objects.filter(pk=listing.pk).update(mediator=people[Actor.MEDIATOR])
    return help_with(Listing.objects.get(pk=listing.pk), people[Actor.HELPER])


def said() -> Any:
    """What the board itself said; the ground says by itself that a thread has closed."""
    return Entry.objects.filter(verb__startswith="mutual_aid.")


def outcome(thing: Any, do: Any) -> str:
    """The state afterwards, and that the record and the journal each gained one line; or the name of the refusal."""
    lines, entries = Transition.objects.count(), said().count()
    try:
        do()
    except (MayNot, WrongMoment) as refused:
        assert (Transition.objects.count(), said().count()) == (lines, entries)
        assert type(thing).objects.get(pk=thing.pk).state == thing.state
        return type(refused).__name__
    assert (Transition.objects.count(), said().count()) == (lines + 1, entries + 1)
    return str(type(thing).objects.get(pk=thing.pk).state)


def test_each_state_of_a_listing_each_step_each_role(response: Response, people: Any) -> None:
    assert set(REFERENCE) == set(LISTING_STEPS)
    wrong = []
    for state in ListingState:
        for name, (before, after, actors) in REFERENCE.items():
            for role in ROLES:
                previous = ListingState.COVERED if state == ListingState.HIDDEN else ""
                Listing.objects.filter(pk=response.listing_id).update(state=state, previous_state=previous)
                listing = Listing.objects.get(pk=response.listing_id)
                expected = after or ListingState.COVERED
                if role not in actors.split():
                    expected = "MayNot"
                elif state not in before.split():
                    expected = "WrongMoment"
                got = outcome(listing, lambda n=name, w=listing, r=role: step_listing(w, n, by=people[r]))
                if got != expected:
                    wrong.append((state.value, name, role.value, got, expected))
    assert wrong == []


def test_each_state_of_a_response_each_step_each_role(response: Response, people: Any) -> None:
    assert set(REFERENCE_OF_RESPONSES) == set(RESPONSE_STEPS) - {"propose"}
    wrong = []
    for state in ResponseState:
        for name, (before, after, actors) in REFERENCE_OF_RESPONSES.items():
            for role in ROLES:
                Response.objects.filter(pk=response.pk).update(state=state)
                found = Response.objects.get(pk=response.pk)
                expected = after
                if role not in actors.split():
                    expected = "MayNot"
                elif state not in before.split():
                    expected = "WrongMoment"
                got = outcome(found, lambda n=name, w=found, r=role: step_response(w, n, by=people[r]))
                if got != expected:
                    wrong.append((state.value, name, role.value, got, expected))
    assert wrong == []


def test_hiding_keeps_the_state_for_every_state_it_may_hide(response: Response, people: Any) -> None:
    from mutual_aid.actions import hide_listing, unhide_listing

    for state in HIDEABLE - {ListingState.OPEN, ListingState.COVERED}:
        Listing.objects.filter(pk=response.listing_id).update(state=state, previous_state="")
        listing = hide_listing(response.listing, by=people[Actor.MODERATOR], reason="Shows an address.")
        assert listing.state == ListingState.HIDDEN
        assert unhide_listing(listing, by=people[Actor.MODERATOR]).state == state


def test_whoever_is_slower_is_told_so(response: Response, people: Any) -> None:
    stale = Listing.objects.get(pk=response.listing_id)
    step_listing(Listing.objects.get(pk=stale.pk), "pause", by=people[Actor.AUTHOR])
    with pytest.raises(WrongMoment):
        step_listing(stale, "complete", by=people[Actor.AUTHOR])


def test_the_record_is_append_only(response: Response) -> None:
    line = Transition.objects.latest("pk")
    line.reason = "another story"
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


def test_too_late_to_renew_or_to_open_again(response: Response, people: Any) -> None:
    from mutual_aid.actions import renew_listing, reopen_listing

    author = people[Actor.AUTHOR]
    for state, act, days in [("expired", renew_listing, 60), ("done", reopen_listing, 14)]:
        for late, allowed in [(days - 1, True), (days + 1, False)]:
            closed_at = timezone.now() - timedelta(days=late)
            Listing.objects.filter(pk=response.listing_id).update(state=state, closed_at=closed_at)
            if allowed:
                assert act(response.listing, by=author).state == ListingState.OPEN
            else:
                with pytest.raises(WrongMoment):
                    act(response.listing, by=author)
