"""An assembly reaches open pages as events of its topic: numbered, caught up with, the same for every reader."""

import uuid
from typing import Any

import pytest
from django.test import Client

from commons.conversations import actions, live
from commons.conversations.models import Assembly, Topic
from commons.journal.models import Entry
from commons.live import things
from commons.people.models import Person

from .test_hold_assembly import announced


@pytest.fixture
def assembly(topic: Topic, alice: Person) -> Assembly:
    assembly = announced(topic, alice)
    actions.open_assembly(assembly, by=alice)
    actions.give_role(assembly, alice, by=alice, name="captioner")
    return Assembly.objects.select_related("topic").get(pk=assembly.pk)


def frame() -> things.Frame:
    """What the last act says to open pages."""
    (found,) = live.frames(Entry.objects.latest("pk"))
    return found


def test_each_act_is_the_next_number_with_what_is_to_be_shown(
    assembly: Assembly, topic: Topic, alice: Person, bob: Person
) -> None:
    actions.raise_hand(assembly, by=bob)
    shown = frame()
    assert (shown.thing, shown.kind, shown.ref) == (topic.thing, "assembly", "hands")
    assert 'data-panel="hands"' in shown.html and "Bob" in shown.html
    line = actions.type_caption(assembly, by=alice, text="<b>Bonsoir", client_id=uuid.uuid4())
    assert (
        frame().html == f'<li data-caption="{line.pk}">&lt;b&gt;Bonsoir</li>' and frame().seq == shown.seq + 1
    )
    actions.close_assembly(assembly, by=alice)
    assert 'data-now="closed"' in frame().html and len(frame().html.encode()) <= live.LARGEST


def test_who_was_away_catches_up_with_each_panel_once_as_it_is_now(
    assembly: Assembly, topic: Topic, alice: Person, bob: Person, charlie: Person
) -> None:
    topic.refresh_from_db()
    after = topic.last_seq
    actions.raise_hand(assembly, by=bob)
    typed = actions.type_caption(assembly, by=alice, text="Bonsoir", client_id=uuid.uuid4())
    actions.raise_hand(assembly, by=charlie)
    news = things.kinds()["topic"].events_after(None, str(topic.pk), after)  # type: ignore[misc]
    assert [event["seq"] for event in news["events"]] == [after + 1, after + 2, after + 3]
    first, caption, last = (event["html"] for event in news["events"])
    assert first == "" and "Bonsoir" in caption and "Bob" in last and "Charlie" in last
    typed.delete()
    news = things.kinds()["topic"].events_after(None, str(topic.pk), after)  # type: ignore[misc]
    assert [bool(event["html"]) for event in news["events"]] == [False, False, True]


def test_what_not_everybody_reads_never_travels_in_a_frame(alice: Person, square: Any, bob: Person) -> None:
    inside = actions.start_topic(by=alice, title="Ici", text="x", community=square, reach=Topic.Reach.MEMBERS)
    assembly = announced(inside, alice)
    actions.open_assembly(assembly, by=alice)
    actions.raise_hand(assembly, by=bob)
    assert frame().kind == "assembly" and frame().html == ""


def test_hundreds_of_hands_fit_into_a_frame(assembly: Assembly, resident: Any) -> None:
    from commons.conversations.models import Hand

    people = Person.objects.bulk_create(
        Person(handle=f"p{n}", name=f"Une personne au nom plutôt long {n}", uri=f"https://x.example/{n}")
        for n in range(300)
    )
    Hand.objects.bulk_create(Hand(assembly=assembly, person=person) for person in people)
    actions.raise_hand(assembly, by=resident("zoe"))
    html = frame().html
    assert "271" in html and len(html.encode()) <= live.LARGEST


def test_a_page_of_an_assembly_costs_few_queries(
    assembly: Assembly, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    visitor.get(assembly.get_absolute_url())
    with django_assert_max_num_queries(14):
        assert visitor.get(assembly.get_absolute_url()).status_code == 200
