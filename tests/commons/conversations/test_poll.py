"""Polls: asking, voting without script, what is told and when; and trying to find out who chose what."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.actions import declare_residence, verify_residence
from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations import actions
from commons.conversations.counting import ranked
from commons.conversations.models import Ballot, Poll, PollReceipt, Post, Topic
from commons.journal.models import Entry
from commons.live.remembered import forget
from commons.people.models import Person


@pytest.fixture
def asked(topic: Topic, alice: Person) -> Callable[..., Poll]:
    def ask(
        method: str = "single", secret: bool = True, options: tuple[str, ...] = ("Oui", "Non", "Blanc")
    ) -> Poll:
        return actions.open_poll(
            topic,
            by=alice,
            question="Faut-il des bancs ?",
            options=options,
            method=method,
            secret=secret,
            closes_at=timezone.now() + timedelta(days=7),
        )

    return ask


@pytest.fixture
def voters(resident: Any) -> list[Person]:
    return [resident(f"voter{n}") for n in range(6)]


def choice(poll: Poll, *texts: str) -> list[int]:
    keys = {option.text: option.pk for option in poll.options.all()}
    return [keys[text] for text in texts]


def test_alice_asks_and_bob_votes_without_script(
    alice: Person, bob: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    last = timezone.localdate() + timedelta(days=3)
    said = {
        "question": "Faut-il des bancs ?",
        "options": "Oui\n\n Non \nOui",
        "method": "single",
        "closes_on": last.isoformat(),
        "client_id": str(uuid.uuid4()),
    }
    browser = signed_in(alice)
    answer = browser.post(f"/discussions/{topic.pk}/sondage/", said)
    assert answer.status_code == 303
    assert browser.post(f"/discussions/{topic.pk}/sondage/", said).headers == answer.headers  # pressed twice
    poll = Poll.objects.get()
    assert [option.text for option in poll.choices] == ["Oui", "Non"] and not poll.secret
    assert f"/discussions/sondages/{poll.pk}/" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    yes = choice(poll, "Oui")[0]
    bobs = signed_in(bob)
    assert b'type="radio"' in bobs.get(f"/discussions/sondages/{poll.pk}/").content
    bobs.post(f"/discussions/sondages/{poll.pk}/voter/", {"choice": yes})
    page = bobs.get(f"/discussions/sondages/{poll.pk}/").content.decode()
    assert "1 person has voted" in page and "You can change your mind" in page
    assert re.search(r"Bob</a> · Oui", page)
    assert "Bob" not in visitor.get(f"/discussions/sondages/{poll.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("options", "Oui"),
        ("options", "\n".join(map(str, range(11)))),
        ("closes_on", "2020-01-01"),
        ("closes_on", "9999-12-31"),
        ("options", "x" * 201 + "\ny"),
        ("question", " "),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(
    alice: Person, topic: Topic, signed_in: Any, field: str, value: str
) -> None:
    said = {
        "question": "?",
        "options": "Oui\nNon",
        "method": "single",
        "closes_on": timezone.localdate().isoformat(),
    }
    answer = signed_in(alice).post(f"/discussions/{topic.pk}/sondage/", said | {field: value})
    assert answer.status_code == 422 and f"id_{field}_error" in answer.content.decode()
    assert not Poll.objects.exists() and topic.posts.count() == 1


def test_a_secret_result_waits_for_the_end_and_for_five(
    asked: Callable[..., Poll], voters: list[Person], visitor: Client, worker: Any
) -> None:
    poll = asked()
    for person in voters[:4]:
        actions.vote(poll, by=person, choices=choice(poll, "Oui"))
    page = visitor.get(f"/discussions/sondages/{poll.pk}/").content.decode()
    assert "4 people have voted" in page and "once the poll is closed" in page and "vote</span>" not in page
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        actions.close_polls()
        assert "Fewer than five" in visitor.get(f"/discussions/sondages/{poll.pk}/").content.decode()
    Poll.objects.update(closed_at=None)
    actions.vote(poll, by=voters[4], choices=choice(poll, "Non"))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert actions.close_polls() == 1 and actions.close_polls() == 0
        page = visitor.get(poll.post.get_absolute_url()).content.decode()
    assert "<b>Oui</b>" in page and "4 votes" in page and 'value="80"' in page


def test_a_secret_vote_is_given_once_and_an_open_one_may_change(
    asked: Callable[..., Poll], bob: Person, signed_in: Any
) -> None:
    secret, known = asked(), asked(secret=False)
    actions.vote(secret, by=bob, choices=choice(secret, "Oui"))
    with pytest.raises(WrongMoment):
        actions.vote(secret, by=bob, choices=choice(secret, "Non"))
    assert "cannot be changed" in signed_in(bob).get(f"/discussions/sondages/{secret.pk}/").content.decode()
    actions.vote(known, by=bob, choices=choice(known, "Oui"))
    actions.vote(known, by=bob, choices=choice(known, "Non"))
    known = Poll.objects.get(pk=known.pk)
    assert {one.option: one.votes for one in known.standings} == dict(
        zip(choice(known, "Oui", "Non", "Blanc"), (0, 1, 0), strict=True)
    )
    assert known.voters == 1
    with pytest.raises(MayNot):
        actions.close_poll(secret, by=bob)


def test_a_closed_poll_takes_no_vote_and_a_forged_one_none_either(
    asked: Callable[..., Poll], alice: Person, bob: Person, rosa: Person, topic: Topic
) -> None:
    poll, other = asked(secret=False), asked(secret=False)
    for choices in ([], choice(poll, "Oui", "Non"), choice(other, "Oui"), [10**9], choice(poll, "Oui") * 2):
        with pytest.raises(NotHere):
            actions.vote(poll, by=bob, choices=choices)
    with pytest.raises(MayNot):
        actions.vote(poll, by=rosa, choices=choice(poll, "Oui"))
    actions.close_poll(poll, by=alice)
    with pytest.raises(WrongMoment):
        actions.vote(poll, by=bob, choices=choice(poll, "Oui"))
    actions.lock_topic(topic, by=alice, outcome="Fini")
    with pytest.raises(MayNot):
        actions.vote(other, by=bob, choices=choice(other, "Oui"))


def test_where_residents_are_asked_only_they_vote(
    alice: Person, bob: Person, resident: Any, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    said = {
        "question": "Faut-il un budget ?",
        "options": "Oui\nNon",
        "method": "single",
        "secret": "on",
        "for_residents": "on",
        "closes_on": timezone.localdate().isoformat(),
    }
    signed_in(alice).post(f"/discussions/{topic.pk}/sondage/", said)
    poll = Poll.objects.get()
    where, yes = f"/discussions/sondages/{poll.pk}/", {"choice": choice(poll, "Oui")[0]}
    assert b"whose address is verified" in visitor.get(where).content
    browser = signed_in(bob)
    page = browser.get(where).content.decode()
    assert 'type="radio"' not in page and "/moi/habitant/" in page
    assert browser.post(f"{where}voter/", yes).status_code == 403
    declare_residence(bob, by=bob)  # saying so is not enough
    with pytest.raises(MayNot):
        actions.vote(poll, by=bob, choices=choice(poll, "Oui"))
    verify_residence(bob, by=resident("odile", "mediator"), met=False)
    assert 'type="radio"' in browser.get(where).content.decode()
    assert browser.post(f"{where}voter/", yes).status_code == 303
    assert Poll.objects.get().voters == 1


DRAWN = (uuid.UUID, datetime)  # what differs between two votes whatever is chosen


def stolen() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database holds, table by table in the order in which it lies there, without keys, moments and
    what is drawn: those of two votes never are the same.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            fields = [
                field.column
                for field in model._meta.concrete_fields
                if not field.primary_key and field.column != "entry_id"
            ]
            if not fields:
                continue
            names = ", ".join(f'"{name}"' for name in fields)
            lying = "ctid" if connection.vendor == "postgresql" else "rowid"
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY {lying}')
            found[model._meta.label] = [
                tuple(value for value in row if not _is_drawn(value)) for row in cursor.fetchall()
            ]
    return found


def _is_drawn(value: Any) -> bool:
    return isinstance(value, DRAWN) or bool(re.fullmatch(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d .*", str(value)))


class ThatWasATry(Exception):
    pass


def after_votes(poll: Poll, votes: list[tuple[Person, list[int]]]) -> dict[str, list[tuple[Any, ...]]]:
    """What lies in the database once they have voted so; nothing of it stays."""
    forget()
    try:
        with transaction.atomic():
            for person, choices in votes:
                actions.vote(poll, by=person, choices=choices)
            found = stolen()
            raise ThatWasATry
    except ThatWasATry:
        return found


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["single", "several", "ranked"])
def test_nothing_in_the_database_links_a_voter_to_a_choice(
    asked: Callable[..., Poll], voters: list[Person], method: str
) -> None:
    """The same people vote in the same order, once one way and once each the other's way: whoever steals the database
    afterwards reads the same rows in the same order, so they cannot tell which of the two it was.
    """
    poll = asked(method=method)
    yes, no = ("Oui",), ("Non",)
    if method != "single":
        yes, no = ("Oui", "Blanc"), ("Non", "Oui")
    ways = [choice(poll, *yes), choice(poll, *no)]
    one = after_votes(poll, [(person, ways[n % 2]) for n, person in enumerate(voters)])
    other = after_votes(poll, [(person, ways[(n + 1) % 2]) for n, person in enumerate(voters)])
    assert one == other
    assert len(one["conversations.PollReceipt"]) == len(voters) and not one["conversations.Ballot"]
    assert sum(votes for *_rest, votes in one["conversations.PollCount"]) > 0
    open_one = asked(method=method, secret=False)  # the same try finds out all about an open poll
    ways = [choice(open_one, *yes), choice(open_one, *no)]
    assert after_votes(open_one, [(voters[0], ways[0]), (voters[1], ways[1])]) != after_votes(
        open_one, [(voters[0], ways[1]), (voters[1], ways[0])]
    )


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_not_even_the_bookkeeping_of_the_database_tells_the_last_choice(
    asked: Callable[..., Poll], bob: Person
) -> None:
    """PostgreSQL notes which transaction wrote a row: every sum of a poll is written by every vote."""
    poll = asked(method="ranked")
    actions.vote(poll, by=bob, choices=choice(poll, "Non"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM conversations_pollcount")
            assert cursor.fetchone() == (1,)
    assert {field.name for field in PollReceipt._meta.concrete_fields} == {"id", "poll", "person"}
    for entry in Entry.objects.filter(verb="conversations.poll_answered"):
        assert entry.by_id is None and set(entry.detail) == {"post", "seq"}


def test_a_vote_rewrites_every_sum(
    asked: Callable[..., Poll], bob: Person, django_assert_num_queries: Any
) -> None:
    """So that the database's own bookkeeping (which row was written last) says nothing of what was chosen."""
    poll = asked(method="ranked")
    with CaptureQueriesContext(connection) as asked_of:
        actions.vote(poll, by=bob, choices=choice(poll, "Non"))
    written = [
        q["sql"] for q in asked_of.captured_queries if q["sql"].startswith('UPDATE "conversations_pollcount"')
    ]
    assert len(written) == 1 and re.search(r'WHERE "conversations_pollcount"."poll_id" = \d+$', written[0])


def test_the_strongest_paths_of_the_published_example() -> None:
    """Schulze 2011, example of 45 voters and five options: E before A before C before B before D."""
    ballots = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    over: dict[tuple[int, int | None], int] = {}
    for order, people in ballots.items():
        for at, one in enumerate(order):
            for other in order[at + 1 :]:
                pair = ("ABCDE".index(one), "ABCDE".index(other))
                over[pair] = over.get(pair, 0) + people
    found = ranked(range(5), over)
    assert ["ABCDE"[standing.option] for standing in found] == ["E", "A", "C", "B", "D"]
    assert [standing.rank for standing in found] == [1, 2, 3, 4, 5]


def test_an_order_is_voted_by_places(asked: Callable[..., Poll], bob: Person, signed_in: Any) -> None:
    poll = asked(method="ranked", secret=False)
    yes, no, blank = choice(poll, "Oui", "Non", "Blanc")
    browser, where = signed_in(bob), f"/discussions/sondages/{poll.pk}/voter/"
    assert browser.post(where, {f"place_{yes}": "1", f"place_{no}": "1"}).status_code == 422
    assert browser.post(where, {}).status_code == 422
    assert browser.post(where, {f"place_{no}": "1", f"place_{blank}": "2"}).status_code == 303
    assert Ballot.objects.get().choices == [no, blank]
    assert [one.option for one in Poll.objects.get().standings] == [no, blank, yes]


def test_who_may_not_read_may_not_vote(
    alice: Person, bob: Person, rosa: Person, square: Any, signed_in: Any, visitor: Client
) -> None:
    inside = actions.start_topic(by=alice, title="Ici", text="x", community=square, reach=Topic.Reach.MEMBERS)
    poll = actions.open_poll(
        inside,
        by=alice,
        question="?",
        options=["a", "b"],
        method="single",
        secret=True,
        closes_at=timezone.now() + timedelta(days=1),
    )
    assert visitor.get(f"/discussions/sondages/{poll.pk}/").status_code == 404
    page = signed_in(bob).get(f"/discussions/sondages/{poll.pk}/")
    assert page.status_code == 200 and "X-Page-Store" not in page.headers
    actions.hide_post(poll.post, by=_moderator(alice), reason="x")
    assert signed_in(bob).get(f"/discussions/sondages/{poll.pk}/").status_code == 404


def _moderator(person: Person) -> Person:
    from commons.people.actions import give_role

    give_role(person, by=None, role="moderator", reason="test")
    return Person.objects.get(pk=person.pk)


def test_a_deleted_question_is_no_poll_any_more(
    asked: Callable[..., Poll], alice: Person, bob: Person, visitor: Client
) -> None:
    poll = asked()
    actions.delete_post(Post.objects.get(pk=poll.post_id), by=alice)
    assert visitor.get(f"/discussions/sondages/{poll.pk}/").status_code == 404
    with pytest.raises(MayNot):
        actions.vote(Poll.objects.get(), by=bob, choices=choice(poll, "Oui"))
