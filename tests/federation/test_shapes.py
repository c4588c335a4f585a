"""Shapes that are agreed on and not yet sent: what they say, and that strict parsers would take them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from federation import emission, reader
from federation.registry import translators
from federation.translators.shapes import MOST_OPTIONS, Gathering, Poll, event, question
from federation.vocabulary import PUBLIC, addressed, with_context

from .test_tell_others import golden

HOUR = datetime(2026, 5, 1, 10, tzinfo=UTC)
TOWN = "https://ville.example"
POLL = Poll(
    address=f"{TOWN}/ap/poll/1",
    author=f"{TOWN}/ap/person/1",
    url=f"{TOWN}/sondages/1/",
    html="<p>Quel jour pour le marché ?</p>",
    options=[("samedi", 12), ("dimanche", 7)],
    voters=19,
    published=HOUR,
    ends=HOUR.replace(day=8),
)
MEAL = Gathering(
    address=f"{TOWN}/ap/event/1",
    uid="01970000-0000-7000-8000-000000000000",
    group=f"{TOWN}/ap/group/1",
    organisers=[f"{TOWN}/ap/person/1"],
    url=f"{TOWN}/agenda/1/",
    name="Repas de quartier",
    html="<p>Chacun apporte un plat.</p>",
    published=HOUR,
    updated=HOUR,
    starts=HOUR.replace(hour=18),
    ends=None,
    timezone="Europe/Paris",
    place="Place du marché",
    coming=3,
    capacity=40,
)


def told(document):
    return with_context(addressed(document, to=[PUBLIC]))


def test_a_question_and_what_its_reader_understands():
    document = told(question(POLL))
    golden("shape_question", document)
    read = reader.interpret(document)
    assert [(option.name, option.votes) for option in read.poll.options] == POLL.options
    assert (read.poll.multiple, read.poll.closed) == (False, None)
    closed = reader.interpret(told(question(replace(POLL, several=True, closed=HOUR))))
    assert (closed.poll.multiple, closed.poll.closed) == (True, HOUR)


@pytest.mark.parametrize("count", [1, MOST_OPTIONS + 1])
def test_a_question_with_too_few_or_too_many_answers_is_none(count):
    with pytest.raises(ValueError, match="options"):
        question(replace(POLL, options=[(str(n), 0) for n in range(count)]))


def test_an_event_and_what_its_reader_understands():
    document = told(event(MEAL))
    golden("shape_event", document)
    read = reader.interpret(document)
    assert (read.start_time, read.end_time, read.capacity) == (MEAL.starts, None, 40)
    assert (read.location.name, read.event_status) == ("Place du marché", "EventScheduled")
    assert document["remainingAttendeeCapacity"] == 37


def test_a_cancelled_event_says_so_in_every_dialect():
    document = told(event(replace(MEAL, is_cancelled=True)))
    said = {document[name] for name in ("eventStatus", "status", "ical:status")}
    assert said == {"EventCancelled", "CANCELLED"}


def test_the_rules_catch_an_event_or_a_question_that_lacks_something():
    for document, name in ((event(MEAL), "buyTicketsLink"), (event(MEAL), "organizers")):
        assert emission.broken_rules(told({k: v for k, v in document.items() if k != name}))
    assert emission.broken_rules(told({**question(POLL), "anyOf": []}))
    assert emission.broken_rules(told({**question(POLL), "oneOf": [{"type": "Note", "name": "sans compte"}]}))


def test_nothing_speaks_them_yet():
    assert not {verb for verb in translators.speakers if "poll" in verb or "event" in verb}
