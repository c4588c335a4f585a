"""Another look at a decision: by somebody who did not decide, or by five residents drawn by lot."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.conversations.models import Post
from commons.moderation import actions, jury
from commons.moderation.models import Appeal, Case, Decision, Juror, JuryWish
from commons.people.actions import block
from commons.people.models import Person


@pytest.fixture
def hidden(mona: Person, flagged: Case, signed_in: Any, decide: Any) -> Decision:
    """Alice's message, hidden by mona."""
    decide(signed_in(mona), flagged)
    return Decision.objects.get()


@pytest.fixture
def pool(resident: Any, long_here: Any) -> list[Person]:
    """Seven residents who have said yes to being drawn."""
    people = [resident(f"voisine{n}") for n in range(7)]
    long_here()
    for person in people:
        actions.wish_for_jury(by=Person.objects.get(pk=person.pk), wanted=True)
    return people


def contest(browser: Any, decision: Decision, way: str) -> Appeal:
    browser.post(f"{decision.get_absolute_url()}contester/", {"words": "Je parlais du pont.", "way": way})
    return Appeal.objects.get()


def test_another_moderator_looks_and_what_was_hidden_is_shown_again(
    alice: Person, bob: Person, mona: Person, maud: Person, hidden: Decision, signed_in: Any, worker: Any
) -> None:
    author = signed_in(alice)
    made = contest(author, hidden, "moderator")
    worker.run()
    where = f"/moderation/recours/{made.pk}/"
    assert where in [notice.href for notice in maud.notices.all()]
    assert where not in [notice.href for notice in mona.notices.all()]
    said = {"reverse": "yes", "answer": "Le pont, en effet."}
    assert signed_in(mona).post(where, said).status_code == 403, "not who decided"
    assert signed_in(bob).get(where).status_code == 404
    assert signed_in(maud).post(where, {"answer": "x"}).status_code == 422
    signed_in(maud).post(where, said)
    worker.run()
    assert Post.objects.get().state == "visible"
    assert (Decision.objects.get().state, Appeal.objects.get().state) == ("reversed", "reversed")
    page = author.get(hidden.get_absolute_url()).content.decode()
    assert "Le pont, en effet." in page and "contester/" not in page, "once"
    for person in (alice, bob, mona):
        assert person.notices.filter(kind="moderation.appeal_settled").exists(), person
    assert signed_in(maud).post(where, said).status_code == 409


def test_five_residents_who_said_yes_are_drawn_and_most_of_them_decide(
    alice: Person, mona: Person, hidden: Decision, pool: Any, signed_in: Any, worker: Any
) -> None:
    made = contest(signed_in(alice), hidden, "jury")
    seats = list(Juror.objects.order_by("place"))
    assert made.state == "jury" and len(seats) == 5
    assert [seat.person_id for seat in seats] == jury.drawn_order(made.seed, made.candidates)[:5]
    worker.run()
    for seat in seats[:3]:
        assert seat.person
        browser = signed_in(seat.person)
        assert seat.get_absolute_url() in browser.get("/").content.decode()
        page = browser.get(seat.get_absolute_url()).content.decode().split("<main")[1]
        assert (
            "Une phrase de trop" in page and "Je parlais du pont." in page and "Ce message insulte." in page
        )
        assert not any(name in page for name in ("Alice", "Mona", "Bob")), "blind"
        assert browser.post(seat.get_absolute_url(), {"vote": "reverse"}).status_code == 422
        browser.post(seat.get_absolute_url(), {"vote": "reverse", "words": "Rien de blessant."})
    made.refresh_from_db()
    assert made.state == "reversed" and made.settled_by is None and Post.objects.get().state == "visible"
    worker.run()
    minutes = signed_in(alice).get(hidden.get_absolute_url()).content.decode()
    assert "It is taken back: 3. No answer: 2." in minutes and made.seed in minutes
    assert "it gives the same people" in minutes and "Voisine" not in minutes
    for person in (alice, mona, seats[0].person):
        assert person and person.notices.filter(kind="moderation.appeal_settled").exists(), person
    late = signed_in(seats[4].person).post(seats[4].get_absolute_url(), {"vote": "keep", "words": "x"})
    assert late.status_code == 409


def test_nobody_is_drawn_who_has_to_do_with_it_or_has_not_said_yes(
    alice: Person, bob: Person, charlie: Person, maud: Person, hidden: Decision, pool: Any, long_here: Any,
    signed_in: Any,
) -> None:  # fmt: skip
    long_here()
    for person in (alice, bob):
        actions.wish_for_jury(by=Person.objects.get(pk=person.pk), wanted=True)
    JuryWish.objects.create(person=maud)  # said yes before she became a moderator
    block(pool[0], alice)
    made = contest(signed_in(alice), hidden, "jury")
    assert set(made.candidates) == {person.pk for person in pool[1:]}
    assert not set(made.candidates) & {alice.pk, bob.pk, charlie.pk, maud.pk, pool[0].pk}


def test_who_steps_back_is_followed_by_the_next_of_the_lot(
    alice: Person, hidden: Decision, pool: Any, signed_in: Any
) -> None:
    made = contest(signed_in(alice), hidden, "jury")
    seat = Juror.objects.get(place=2)
    browser = signed_in(seat.person)
    browser.post(seat.get_absolute_url(), {"back": "1"})
    order = jury.drawn_order(made.seed, made.candidates)
    assert Juror.objects.get(place=6).person_id == order[5]
    assert browser.post(seat.get_absolute_url(), {"vote": "keep", "words": "x"}).status_code == 409
    assert signed_in(alice).get(seat.get_absolute_url()).status_code == 404, (
        "a jury is nobody else's business"
    )


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (["keep", "keep"], "waiting"),
        (["keep", "reverse", "keep"], "upheld"),
        (["keep", "reverse"] * 2, "waiting"),
    ],
)
def test_at_the_end_of_its_time_most_of_those_who_answered_decide(
    alice: Person, hidden: Decision, pool: Any, signed_in: Any, worker: Any, votes: list[str], outcome: str
) -> None:
    contest(signed_in(alice), hidden, "jury")
    for seat, vote in zip(Juror.objects.order_by("place"), votes, strict=False):
        assert seat.person
        actions.vote(seat, by=seat.person, vote=vote, words="…")
    worker.run()
    assert Appeal.objects.get().state == "jury", "there is time left"
    Appeal.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    worker.run()
    assert Appeal.objects.get().state == outcome, "too few, or level: another moderator looks"
    assert Post.objects.get().state == "hidden"


def test_where_too_few_have_said_yes_another_moderator_looks(
    alice: Person, maud: Person, hidden: Decision, signed_in: Any, worker: Any
) -> None:
    assert contest(signed_in(alice), hidden, "jury").state == "waiting"
    worker.run()
    assert maud.notices.filter(kind="moderation.appeal_made").exists()


def test_somebody_suspended_contests_and_a_jury_brings_them_back(
    alice: Person, mona: Person, maud: Person, flagged: Case, pool: Any, signed_in: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged, kind="suspended", days="0")
    signed_in(maud).post(f"{flagged.get_absolute_url()}confirmer/")
    contest(signed_in(alice), Decision.objects.get(), "jury")
    for seat in Juror.objects.order_by("place")[:3]:
        assert seat.person
        actions.vote(seat, by=seat.person, vote="reverse", words="…")
    assert Person.objects.get(pk=alice.pk).is_active and Appeal.objects.get().state == "reversed"


def test_one_says_yes_to_juries_and_takes_it_back(
    bob: Person, mona: Person, long_here: Any, signed_in: Any
) -> None:
    assert "been here for a week" in signed_in(bob).get("/moderation/jurys/").content.decode()
    assert signed_in(bob).post("/moderation/jurys/", {"yes": "1"}).status_code == 403, "new here"
    long_here()
    browser = signed_in(bob)
    browser.post("/moderation/jurys/", {"yes": "1"})
    assert JuryWish.objects.get().person == bob
    browser.post("/moderation/jurys/", {"no": "1"})
    assert not JuryWish.objects.exists()
    assert signed_in(mona).post("/moderation/jurys/", {"yes": "1"}).status_code == 403


def test_the_draw_is_the_same_for_everybody_and_depends_on_the_seed() -> None:
    order = jury.drawn_order("00ff", [3, 1, 2, 1])
    assert order == jury.drawn_order("00ff", [2, 1, 3]) and sorted(order) == [1, 2, 3]
    drawn = {tuple(jury.drawn_order(f"{seed:x}", range(10))[:5]) for seed in range(200)}
    assert len(drawn) > 190
    first = [jury.drawn_order(f"{seed:x}", range(10))[0] for seed in range(2000)]
    assert all(140 < first.count(key) < 260 for key in range(10)), "everybody as often"
