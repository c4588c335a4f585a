"""Borrowing a thing, from the shelf to its return; and what happens when the days, or the thing, do not fit."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.base.retention import keep_promises
from commons.conversations.models import Post
from commons.journal.models import Entry
from commons.notices.models import Notice
from mutual_aid import actions
from mutual_aid.actions import lending_timers
from mutual_aid.models import Condition, Item, Listing, Reservation, Transition
from mutual_aid.verbs import Verb

SECRET = "My telephone is 06 12 34 56 78, third floor"


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


@pytest.fixture
def drill(alice: Any, roquette: Any) -> Item:
    return actions.add_item(by=alice, title="A drill and its bits", category="outils", neighbourhood=roquette)


@pytest.fixture
def borrow(drill: Item) -> Callable[..., Reservation]:
    def make(by: Any, first: int = 2, last: int = 4) -> Reservation:
        return actions.reserve(drill, by=by, starts_on=day(first), ends_on=day(last), message=SECRET)

    return make


def test_a_loan_from_the_shelf_to_the_return(
    alice: Any, bob: Any, charlie: Any, signed_in: Any, photo: Any, worker: Any, roquette: Any
) -> None:
    lender, borrower, stranger = signed_in(alice), signed_in(bob), signed_in(charlie)
    thing = {
        "title": "A red drill", "category": "outils", "neighbourhood": roquette.pk, "on_board": "on",
        "file": photo(), "alt": "A red drill in its case", "client_key": str(uuid4()),
    }  # fmt: skip
    shelf = lender.post("/entraide/preter/", thing, follow=True).redirect_chain[-1][0]
    item = Item.objects.get()
    assert item.photo and item.photo.alt == "A red drill in its case"
    assert Listing.objects.get().item == item
    assert "A red drill" in borrower.get("/entraide/objets/").text
    assert "Borrow it" in borrower.get(shelf).text

    wish = {"starts_on": str(day(1)), "ends_on": str(day(3)), "message": SECRET, "client_key": str(uuid4())}
    page = borrower.post(f"{shelf}reserver/", wish, follow=True).redirect_chain[-1][0]
    borrower.post(f"{shelf}reserver/", wish)
    loan = Reservation.objects.get()
    assert lender.get(page).status_code == 200
    assert stranger.get(page).status_code == 404
    assert stranger.get(loan.thread.get_absolute_url()).status_code == 404

    lender.post(f"{page}decision/", {"do": "agree"})
    lender.post(f"{page}remise/", {"words": "A scratch on the left side", "file": photo(900, 600)})
    given = borrower.get(page).text
    assert "A scratch on the left side" in given and "Yes, it is so" in given
    picture = borrower.get(f"{page}photo/handover/")
    assert picture.content[8:12] == b"WEBP" and picture["Cache-Control"] == "private, no-store"
    assert stranger.get(f"{page}photo/handover/").status_code == 404
    assert b"scratch" not in bytes(Condition.objects.get().sealed_words, "utf8")
    borrower.post(f"{page}decision/", {"do": "confirm_handover"})
    borrower.post(f"{page}retour/", {"words": "Clean, with all its bits"})
    assert Item.objects.free_between(day(1), day(3)).exists()
    lender.post(f"{page}decision/", {"do": "confirm_return"})
    loan.refresh_from_db()
    assert loan.state == Reservation.State.CLOSED
    names = ["reserve", "agree", "hand_over", "bring_back", "close"]
    assert (
        list(Transition.objects.filter(about_id=loan.pk, name__in=names).values_list("name", flat=True))
        == names
    )

    worker.run()
    told = "".join(str(vars(notice)) for notice in Notice.objects.all()) + "".join(
        m.body for m in mail.outbox
    )
    kept = "".join(str(entry.detail) for entry in Entry.objects.all()) + Post.objects.latest("pk").source
    assert "06 12" not in told + kept and "scratch" not in told + kept
    assert Notice.objects.filter(person=alice).exists() and Notice.objects.filter(person=bob).exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_for_the_same_days(drill: Item, resident: Any, borrow: Any) -> None:
    people = [resident(f"borrower{n}") for n in range(20)]
    start, outcomes = threading.Barrier(20), []

    def ask(person: Any) -> None:
        try:
            start.wait(timeout=60)
            borrow(person)
            outcomes.append("held")
        except actions.Taken as taken:
            assert taken.sentence  # which days are free
            outcomes.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["held"] + ["taken"] * 19
    assert Reservation.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_what_nobody_guarded(drill: Item, bob: Any, borrow: Any) -> None:
    loan = borrow(bob)
    same = {"item": drill, "borrower": bob, "starts_on": loan.ends_on, "ends_on": loan.ends_on}
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has the guard under the lock alone")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.create(**same)
    Reservation.objects.create(**same, state="cancelled")


@pytest.mark.parametrize(
    ("first", "last", "field", "says"),
    [
        (-1, 2, "starts_on", "This day is past"),
        (5, 4, "ends_on", "It ends before it begins"),
        (1, 90, "ends_on", "sixty days at most"),
        (170, 190, "ends_on", "within the next six months"),
        (3, 9, "starts_on", "It is free"),
    ],
)
def test_days_that_do_not_fit_are_said_at_their_field(
    drill: Item,
    bob: Any,
    charlie: Any,
    signed_in: Any,
    borrow: Any,
    first: int,
    last: int,
    field: str,
    says: str,
) -> None:
    borrow(charlie)
    wish = {
        "starts_on": str(day(first)),
        "ends_on": str(day(last)),
        "message": "For a shelf",
        "client_key": uuid4(),
    }
    answer = signed_in(bob).post(f"{drill.get_absolute_url()}reserver/", wish)
    assert says in str(answer.context["form"].errors[field]) and "For a shelf" in answer.text
    assert Reservation.objects.count() == 1


def test_longer_by_agreement_and_late_without_reproach(
    alice: Any, bob: Any, charlie: Any, signed_in: Any, borrow: Any, worker: Any, monkeypatch: Any
) -> None:
    loan = actions.hand_over(actions.agree(borrow(bob, 0, 1), by=alice), by=bob, words="As new")
    morning = timezone.localtime().replace(hour=9)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    assert lending_timers.remind_due() == 1 and lending_timers.remind_due() == 0
    monkeypatch.setattr(timezone, "now", lambda: morning + timedelta(days=4))
    assert lending_timers.remind_due() == 1
    worker.run()
    assert Notice.objects.filter(entry__verb=Verb.LOAN_DUE, person=bob).count() == 2
    assert Notice.objects.filter(entry__verb=Verb.LOAN_DUE, person=alice).count() == 1
    page = signed_in(bob).get(loan.get_absolute_url()).text
    assert "It happens to everybody" in page
    actions.ask_longer(loan, by=bob, until=day(3))
    with pytest.raises(MayNot):
        actions.answer_longer(loan, by=bob, yes=True)
    assert actions.answer_longer(loan, by=alice, yes=True).ends_on == day(3)
    assert "It happens to everybody" not in signed_in(bob).get(loan.get_absolute_url()).text
    other = actions.agree(borrow(charlie, 5, 6), by=alice)
    with pytest.raises(WrongMoment, match="must come back first"):
        actions.hand_over(other, by=charlie, words="As new")
    with pytest.raises(actions.Taken):
        actions.ask_longer(loan, by=bob, until=day(5))


def test_whoever_is_next_is_told_that_the_thing_is_late(
    alice: Any, bob: Any, charlie: Any, signed_in: Any, borrow: Any, worker: Any, monkeypatch: Any
) -> None:
    actions.hand_over(actions.agree(borrow(bob, 0, 1), by=alice), by=bob, words="As new")
    following = actions.agree(borrow(charlie, 3, 4), by=alice)
    page = following.get_absolute_url()
    assert "Somebody else still has this thing" not in signed_in(charlie).get(page).text
    morning = timezone.localtime().replace(hour=9) + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    assert lending_timers.remind_due() == 1 and lending_timers.remind_due() == 0, "once"
    worker.run()
    told = Notice.objects.filter(entry__verb=Verb.LOAN_AWAITED)
    assert {notice.person for notice in told} == {alice, charlie}, (
        "not the one who is late: they were reminded"
    )
    warned = signed_in(charlie).get(page).text
    assert "Somebody else still has this thing" in warned and bob.name not in warned


def test_something_broken_goes_to_a_mediator_who_never_judges_their_own_loan(
    alice: Any, bob: Any, mediator: Any, signed_in: Any, borrow: Any
) -> None:
    loan = actions.hand_over(actions.agree(borrow(bob), by=alice), by=alice, words="As new")
    relay = signed_in(mediator)
    assert relay.get(loan.get_absolute_url()).status_code == 404
    signed_in(alice).post(f"{loan.get_absolute_url()}souci/", {"reason": "The handle is broken"})
    assert "The handle is broken" in relay.get(loan.get_absolute_url()).text
    assert relay.get(loan.thread.get_absolute_url()).status_code == 404
    with pytest.raises(MayNot):
        actions.settle_loan(loan, by=alice, reason="I decide")
    relay.post(f"{loan.get_absolute_url()}decision/", {"do": "settle", "reason": "Bob mends the handle"})
    loan.refresh_from_db()
    assert loan.state == Reservation.State.CLOSED
    assert "Bob mends the handle" in signed_in(bob).get(loan.get_absolute_url()).text


def test_a_block_calls_off_what_was_agreed_and_a_thing_leaves_with_its_owner(
    alice: Any, bob: Any, drill: Item, borrow: Any, worker: Any, signed_in: Any
) -> None:
    from commons.people.actions import block

    loan = actions.agree(borrow(bob), by=alice)
    block(bob, alice)
    worker.run()
    loan.refresh_from_db()
    assert loan.state == Reservation.State.CANCELLED
    assert signed_in(bob).get(drill.get_absolute_url()).status_code == 404
    lending_timers.leave_shelves(alice, True)
    drill.refresh_from_db()
    assert drill.state == Item.State.GONE


def test_words_photos_and_threads_are_erased_as_promised(alice: Any, bob: Any, borrow: Any) -> None:
    loan = actions.cancel(borrow(bob), by=bob, reason="I found one")
    Reservation.objects.filter(pk=loan.pk).update(closed_at=timezone.now() - timedelta(days=91))
    keep_promises()
    assert not Post.objects.exists() and not Transition.objects.exclude(reason="").exists()
    Reservation.objects.filter(pk=loan.pk).update(closed_at=timezone.now() - timedelta(days=366))
    keep_promises()
    loan.refresh_from_db()
    assert loan.borrower is None


def test_visitors_and_moderators_at_the_shelf(
    drill: Item, bob: Any, mona: Any, visitor: Client, signed_in: Any, borrow: Any
) -> None:
    seen = visitor.get(drill.get_absolute_url())
    assert "A drill" in seen.text and "Alice" not in seen.text and "taken" not in seen.text
    loan = borrow(bob)
    assert not Item.objects.free_between(day(1), day(2)).exists()
    wanted = {"first": str(day(1)), "last": str(day(2))}
    assert "A drill" not in visitor.get("/entraide/objets/", wanted).text
    assert "A drill" in visitor.get("/entraide/objets/", {"where": "la-roquette", "q": "drill"}).text
    signed_in(mona).post(f"{drill.get_absolute_url()}decision/", {"do": "hide", "reason": "Not a drill"})
    loan.refresh_from_db()
    assert loan.state == Reservation.State.CANCELLED
    assert visitor.get(drill.get_absolute_url()).status_code == 404


def test_a_group_lends_through_those_who_look_after_it(
    alice: Any, bob: Any, ada: Any, signed_in: Any, roquette: Any
) -> None:
    from commons.communities.actions import name_steward

    group = roquette.community
    name_steward(group, by=ada, person=alice)
    item = actions.add_item(
        by=alice, group=group, title="A marquee", category="outils", neighbourhood=roquette
    )
    with pytest.raises(MayNot):
        actions.add_item(by=bob, group=group, title="A drum", category="autre", neighbourhood=roquette)
    loan = actions.reserve(item, by=ada, starts_on=day(1), ends_on=day(2), message="For a feast")
    assert signed_in(alice).post(f"{loan.get_absolute_url()}decision/", {"do": "agree"}).status_code == 302
    assert Reservation.objects.get().state == Reservation.State.RESERVED
    assert group.name in signed_in(bob).get(item.get_absolute_url()).text


def test_a_number_in_public_words_is_refused_at_its_field(alice: Any, signed_in: Any, roquette: Any) -> None:
    typed = {"title": "A tent", "category": "outils", "neighbourhood": roquette.pk, "description": SECRET}
    answer = signed_in(alice).post("/entraide/preter/", typed)
    assert (
        "private thread" in str(answer.context["form"].errors["description"]) and "third floor" in answer.text
    )
    assert not Item.objects.exists()
