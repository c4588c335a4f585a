"""Every state, every named step, every quality in which somebody acts: exactly what the table says, nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.journal.models import Entry
from mutual_aid import actions
from mutual_aid.actions import propose_help
from mutual_aid.actions.moves import step_listing, step_response
from mutual_aid.models import Listing, Response, Transition
from mutual_aid.states import HIDEABLE, LISTING_STEPS, RESPONSE_STEPS, Actor, ListingState, ResponseState
from mutual_aid.views.listing import ON_LISTING, ON_LISTING_WITH_REASON, ON_RESPONSE, ON_RESPONSE_WITH_REASON

LOCAL = [Actor.AUTHOR, Actor.MEDIATOR, Actor.HELPER, Actor.MEMBER, Actor.MODERATOR]
ROLES = [*LOCAL, Actor.SYSTEM, "remote"]

# What the reference says (2.4), written down a second time, by hand: the table in the code must agree.
REFERENCE = {
    "submit": ("draft", "open", "author mediator"),
    "submit_for_review": ("draft", "pending", "author"),
    "approve": ("pending", "open", "moderator"),
    "refuse": ("pending", "draft", "moderator"),
    "publish_after_all": ("draft", "open", "moderator system"),
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
    "unhide": ("hidden", None, "moderator system"),
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
def people(settled: Any, rosa: Any) -> dict[str, Any]:
    return {
        Actor.AUTHOR: settled("simone"),
        Actor.MEDIATOR: settled("melanie", "mediator"),
        Actor.HELPER: settled("bob"),
        Actor.MEMBER: settled("charlie"),
        Actor.MODERATOR: settled("mona", "moderator"),
        Actor.SYSTEM: None,
        "remote": rosa,
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
                    wrong.append((state.value, name, str(role), got, expected))
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
                    wrong.append((state.value, name, str(role), got, expected))
    assert wrong == []


# The verbs themselves: what each does first when all is well, and a reason where one is needed.
ON_LISTINGS = {
    "submit_listing": "submit",
    "approve_listing": "approve",
    "refuse_listing": "refuse",
    "complete_listing": "complete",
    "cancel_listing": "cancel",
    "renew_listing": "renew",
    "reopen_listing": "reopen",
    "pause_listing": "pause",
    "resume_listing": "resume",
    "hide_listing": "hide",
    "unhide_listing": "unhide",
}
REASONED = {"refuse_listing", "complete_listing", "cancel_listing", "hide_listing"}
ON_RESPONSES = {
    "withdraw_response": "withdraw",
    "accept_response": "accept",
    "decline_response": "decline",
    "mark_done": "mark_done",
    "report_no_show": "not_done",
}


class Undo(Exception):
    pass


def first_line(do: Any, after: int) -> str:
    """The name of the first transition that `do` wrote, or of its refusal; everything is taken back."""
    got: Any = ""
    lines, entries = Transition.objects.count(), Entry.objects.count()
    ours = Entry.objects.filter(verb__startswith="mutual_aid.").count()
    try:
        with transaction.atomic():
            do()
            made = Transition.objects.filter(pk__gt=after).order_by("pk")
            got = made[0].name if made else "nothing"
            # Each line of the record stands beside one entry of the journal; the thread that opens has its own.
            said = Entry.objects.filter(verb__startswith="mutual_aid.").count()
            assert said - ours == len(made) or got == "nothing", got  # "nothing": the other side confirms
            raise Undo
    except Undo:
        return got
    except (MayNot, WrongMoment) as refused:
        assert (Transition.objects.count(), Entry.objects.count()) == (lines, entries)
        return type(refused).__name__


def test_each_verb_on_a_listing_in_each_state_by_each_role(response: Response, people: Any) -> None:
    wrong, last = [], Transition.objects.latest("pk").pk
    for state in ListingState:
        previous = ListingState.PAUSED if state == ListingState.HIDDEN else ""
        Listing.objects.filter(pk=response.listing_id).update(
            state=state, previous_state=previous, closed_at=timezone.now()
        )
        for verb, name in ON_LISTINGS.items():
            before, _after, actors = REFERENCE[name]
            reason = {"reason": "Because."} if verb in REASONED else {}
            for role in [*LOCAL, "remote"]:
                listing = Listing(pk=response.listing_id)
                expected = name if state in before.split() else "WrongMoment"
                if role not in actors.split():
                    expected = "MayNot"
                act = getattr(actions, verb)
                got = first_line(lambda a=act, w=listing, r=role, k=reason: a(w, by=people[r], **k), last)
                if got != expected:
                    wrong.append((state.value, verb, str(role), got, expected))
    assert wrong == []


def test_each_verb_on_a_response_in_each_state_by_each_role(response: Response, people: Any) -> None:
    """The order of refusals is each verb's own: here it matters that it is refused."""
    wrong, last = [], Transition.objects.latest("pk").pk
    for state in ResponseState:
        Response.objects.filter(pk=response.pk).update(state=state)
        for verb, name in ON_RESPONSES.items():
            before, _after, actors = REFERENCE_OF_RESPONSES[name]
            for role in [*LOCAL, "remote"]:
                allowed = role in actors.split() and state in before.split()
                if verb == "report_no_show":
                    allowed = allowed and state == ResponseState.ACCEPTED
                act, thing = getattr(actions, verb), Response(pk=response.pk, listing_id=response.listing_id)
                got = first_line(lambda a=act, w=thing, r=role: a(w, by=people[r]), last)
                if (got == name) != allowed:
                    wrong.append((state.value, verb, str(role), got))
    assert wrong == []


def test_proposing_in_each_state_by_each_role(response: Response, people: Any) -> None:
    """R1: any member but those concerned, on what is open or covered."""
    wrong, last = [], Transition.objects.latest("pk").pk
    may = {Actor.MEMBER, Actor.MODERATOR, "remote"}
    Response.objects.filter(pk=response.pk).update(state=ResponseState.WITHDRAWN)
    Listing.objects.filter(pk=response.listing_id).update(share=True)
    for state in ListingState:
        Listing.objects.filter(pk=response.listing_id).update(state=state)
        for role in [*LOCAL, "remote"]:
            allowed = role in may | {Actor.HELPER} and state in (ListingState.OPEN, ListingState.COVERED)
            listing = Listing(pk=response.listing_id)

            def propose(w: Any = listing, r: Any = role) -> None:
                try:
                    propose_help(w, by=people[r], message="I can come.")
                except NotHere as absent:
                    raise MayNot from absent

            got = first_line(propose, last)
            if (got == "propose") != allowed:
                wrong.append((state.value, str(role), got))
    assert wrong == []


@pytest.mark.parametrize("state", [ListingState.OPEN, ListingState.DRAFT, ListingState.EXPIRED])
def test_a_visitor_changes_nothing_through_any_door(response: Response, visitor: Any, state: Any) -> None:
    Listing.objects.filter(pk=response.listing_id).update(state=state)
    before = Transition.objects.count(), Entry.objects.count()
    for do in [*ON_LISTING, *ON_LISTING_WITH_REASON]:
        sent = visitor.post(f"/entraide/{response.listing_id}/decision/", {"do": do, "reason": "x"})
        assert sent.status_code in (302, 403, 404) and "/entraide/" not in sent.get("Location", "")[:10]
    for do in [*ON_RESPONSE, *ON_RESPONSE_WITH_REASON]:
        sent = visitor.post(f"/entraide/propositions/{response.pk}/decision/", {"do": do, "reason": "x"})
        assert sent.status_code in (302, 403, 404)
    assert (Transition.objects.count(), Entry.objects.count()) == before


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
