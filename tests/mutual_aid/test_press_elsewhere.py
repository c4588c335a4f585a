"""Double taps, the back button, and the other side being faster: loans, tasks, the desk, moderators."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from commons.conversations.models import Post
from mutual_aid import actions
from mutual_aid.actions.slots import Role, organise
from mutual_aid.models import Condition, Item, Listing, Reservation, Response, Transition
from mutual_aid.states import ListingState

WORDS = "The blade is new, the cover has a hole."


def day(n: int) -> str:
    return str(timezone.localdate() + timedelta(days=n))


@pytest.fixture
def mower(alice: Any, roquette: Any) -> Item:
    return actions.add_item(by=alice, title="A hand mower", category="outils", neighbourhood=roquette)


@pytest.fixture
def loan(mower: Item, alice: Any, bob: Any) -> Reservation:
    asked = actions.reserve(
        mower,
        by=bob,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=2),
        message="For a shelf",
    )
    return actions.agree(asked, by=alice)


def test_a_wish_to_borrow_sent_twice_is_one(mower: Item, bob: Any, signed_in: Any) -> None:
    """The days that the first tap took are one's own: no sentence says that they are taken."""
    wish = {"starts_on": day(1), "ends_on": day(2), "message": "For a shelf", "client_key": str(uuid4())}
    address = f"{mower.get_absolute_url()}reserver/"
    first, second = (signed_in(bob).post(address, wish) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.url == second.url
    assert Reservation.objects.count() == Post.objects.count() == 1


def test_handed_over_twice_and_by_both_sides(loan: Reservation, alice: Any, bob: Any, signed_in: Any) -> None:
    address = f"{loan.get_absolute_url()}remise/"
    first, second = (signed_in(bob).post(address, {"words": WORDS}) for _ in range(2))
    assert first.url == second.url == loan.get_absolute_url(), "a double tap"
    other = signed_in(alice).post(address, {"words": "It was scratched before, on the left."})
    assert other.status_code == 409 and "It was scratched before" in other.text, "no word is lost"
    assert signed_in(alice).get(address).status_code == 302, "the back button"
    assert Condition.objects.count() == 1


def test_two_calls_for_a_mediator(loan: Reservation, alice: Any, bob: Any, signed_in: Any) -> None:
    actions.hand_over(loan, by=bob, words=WORDS)
    address = f"{loan.get_absolute_url()}souci/"
    first, second = (signed_in(bob).post(address, {"reason": "The handle broke"}) for _ in range(2))
    assert first.status_code == second.status_code == 302
    other = signed_in(alice).post(address, {"reason": "It came back without its cover"})
    assert other.status_code == 409 and "without its cover" in other.text


def test_a_reason_that_is_too_long_comes_back(
    loan: Reservation, mower: Item, alice: Any, mona: Any, signed_in: Any
) -> None:
    long = "Because of the rain. " * 30
    doors = [
        (alice, f"{loan.get_absolute_url()}decision/", "cancel"),
        (mona, f"{mower.get_absolute_url()}decision/", "hide"),
    ]
    for person, address, do in doors:
        answer = signed_in(person).post(address, {"do": do, "reason": long})
        assert answer.status_code == 422 and long.strip() in answer.text, address


def test_coming_to_a_task_twice(alice: Any, bob: Any, roquette: Any, signed_in: Any) -> None:
    begins = timezone.now() + timedelta(days=3)
    task = organise(
        by=alice, title="The river bank", body="Gloves", category="jardinage", neighbourhood=roquette,
        starts_at=begins, ends_at=begins + timedelta(hours=2), roles=[Role("Carry", 2)], takes_everybody=True,
    )  # fmt: skip
    sent = {"slot": task.slots.get().pk, "message": "", "client_key": str(uuid4())}
    answers = [signed_in(bob).post(f"{task.get_absolute_url()}venir/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and answers[0].url == answers[1].url
    assert Response.objects.count() == 1 and Transition.objects.filter(name="accept").count() == 1


def test_the_slower_moderator_keeps_what_they_typed(
    settled: Any, ask: Any, mona: Any, resident: Any, signed_in: Any
) -> None:
    listing = ask(settled("simone"), body="Un virement")
    address = f"{listing.get_absolute_url()}rendre/"
    other = resident("marc", "moderator")
    assert signed_in(other).get(address).status_code == 200
    actions.approve_listing(listing, by=mona)
    late = signed_in(other).post(address, {"rule": "money", "reason": "Please leave the money out."})
    assert late.status_code in (403, 409) and "Please leave the money out." in late.text
    assert Listing.objects.get().state == ListingState.OPEN


def test_a_request_noted_at_the_desk_twice_is_one(mediator: Any, roquette: Any, signed_in: Any) -> None:
    page = signed_in(mediator).get("/entraide/relais/noter/")
    form = page.context["form"]
    sent = {
        "kind": "request", "title": "Read my letters", "category": "papiers", "body": "An hour.",
        "neighbourhood": roquette.pk, "helpers_needed": "1", "visibility": "public", "alias": "Rose",
        "reach": "By her neighbour", "how": "by_phone", "agreed_on": day(0), "was_read": "on",
        "wording": form.fields["wording"].initial, "client_key": str(uuid4()),
    }  # fmt: skip
    answers = [signed_in(mediator).post("/entraide/relais/noter/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302] and answers[0].url == answers[1].url
    assert Listing.objects.count() == 1
