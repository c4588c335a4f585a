"""An assembly from the announcement to its end, through the pages: who calls it, who speaks, what is noted, who may."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations import actions
from commons.conversations.models import (
    Assembly,
    CaptionLine,
    Hand,
    MinutesRevision,
    Topic,
    TopicEvent,
)
from commons.journal.models import Entry, Errand
from commons.notices.models import Attention, Notice
from commons.people.models import Person
from tests.hands import at_the_same_time


def announced(topic: Topic, by: Person, **facts: Any) -> Assembly:
    begins = timezone.now() + timedelta(days=2)
    given: dict[str, Any] = {
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "agenda": [("Les bancs", 15), ("L’ombre", 20)],
    }
    return actions.call_assembly(topic, by=by, **{**given, **facts})


@pytest.fixture
def assembly(topic: Topic, alice: Person) -> Assembly:
    return announced(topic, alice)


@pytest.fixture
def going_on(assembly: Assembly, alice: Person) -> Assembly:
    actions.open_assembly(assembly, by=alice)
    return Assembly.objects.select_related("topic").get(pk=assembly.pk)


def said(**more: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "day": day.isoformat(),
        "begins": "18:30",
        "ends": "20:00",
        "place": "Salle des fêtes",
        "agenda": "Les bancs; 15\n\nL’ombre ; et le vent; 20 min\nLes bancs",
        **more,
    }


def test_alice_calls_an_assembly_and_everybody_sees_when_it_is(
    alice: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    address = f"/discussions/{topic.pk}/"
    browser = signed_in(alice)
    assert f"{address}assemblee/" in browser.get(address).content.decode()
    assert browser.post(f"{address}assemblee/", said()).status_code == 303
    assembly = Assembly.objects.get()
    there = timezone.localtime(assembly.starts_at)
    assert (there.hour, there.minute) == (18, 30) and assembly.ends_at > assembly.starts_at
    assert [(item.title, item.minutes) for item in assembly.agenda] == [
        ("Les bancs", 15),
        ("L’ombre ; et le vent", 20),
    ]
    page = visitor.get(address).content.decode()
    assert "Salle des fêtes" in page and "Alice" in page and "L’ombre ; et le vent" in page
    assert "Raise my hand" not in page and 'data-now="called"' in page
    assert Entry.objects.get(verb="conversations.assembly_called").is_public


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2020-01-01"),
        ("day", "9999-12-31"),
        ("begins", "25:00"),
        ("agenda", "\n".join(f"Point {n}" for n in range(21))),
        ("agenda", "x" * 141),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    alice: Person, topic: Topic, signed_in: Any, field: str, value: str
) -> None:
    answer = signed_in(alice).post(f"/discussions/{topic.pk}/assemblee/", said(**{field: value}))
    assert answer.status_code == 422 and f"id_{field}_error" in answer.content.decode()
    assert not Assembly.objects.exists()


def test_it_can_be_put_into_a_calendar_on_the_clocks_of_the_town(
    alice: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    address = f"/discussions/{topic.pk}/assemblee/"
    signed_in(alice).post(address, said(ends="01:00"))
    answer = visitor.get(f"{address}calendrier.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    event = next(iter(Calendar.from_ical(answer.content).walk("VEVENT")))
    assert event["summary"] == topic.title and event["location"] == "Salle des fêtes"
    starts, ends = event["dtstart"].dt, event["dtend"].dt
    assert (starts.hour, starts.minute) == (18, 30) and ends - starts == timedelta(hours=6, minutes=30)
    assert "Alice" not in answer.content.decode()
    actions.call_off_assembly(Assembly.objects.get(), by=alice)
    event = next(iter(Calendar.from_ical(visitor.get(f"{address}calendrier.ics").content).walk("VEVENT")))
    assert event["status"] == "CANCELLED"


def test_only_who_began_the_conversation_or_keeps_order_calls_one(
    topic: Topic, bob: Person, mona: Person, rosa: Person, signed_in: Any, visitor: Client
) -> None:
    address = f"/discussions/{topic.pk}/assemblee/"
    assert signed_in(bob).post(address, said()).status_code == 403
    assert visitor.post(address, said()).status_code == 302
    for person in (bob, rosa):
        with pytest.raises(MayNot):
            announced(topic, person)
    announced(topic, mona)
    assert Assembly.objects.get().hosts == [mona]


def test_hands_are_taken_in_order_and_a_host_gives_the_floor(
    going_on: Assembly, alice: Person, bob: Person, charlie: Person, signed_in: Any, visitor: Client
) -> None:
    address = going_on.get_absolute_url()
    bobs, charlies, alices = signed_in(bob), signed_in(charlie), signed_in(alice)
    for browser in (charlies, bobs, charlies):
        assert browser.post(f"{address}assemblee/main/").status_code == 303
    first, second = Hand.objects.order_by("pk")
    assert (first.person, second.person) == (charlie, bob)
    page = visitor.get(address).content.decode()
    assert page.index(">Charlie<") < page.index(">Bob<")
    assert bobs.post(f"{address}assemblee/parole/", {"give": first.pk}).status_code == 403
    assert alices.post(f"{address}assemblee/parole/", {"give": first.pk}).status_code == 303
    assert "<b>Charlie</b> has the floor" in visitor.get(address).content.decode()
    alices.post(f"{address}assemblee/parole/", {"give": second.pk})
    assert list(Hand.objects.values_list("person", "has_floor")) == [(bob.pk, True)]
    bobs.post(f"{address}assemblee/main/", {"do": "lower"})
    assert "Nobody has the floor" in visitor.get(address).content.decode()
    verbs = Entry.objects.filter(verb__contains="hand_")
    assert not verbs.filter(is_public=True).exists()


def test_a_hand_is_raised_while_it_goes_on_and_by_people_of_this_town(
    assembly: Assembly, alice: Person, bob: Person, rosa: Person, signed_in: Any, visitor: Client
) -> None:
    address = f"{assembly.get_absolute_url()}assemblee/main/"
    assert signed_in(bob).post(address).status_code == 409  # not begun
    actions.open_assembly(assembly, by=alice)
    assert visitor.post(address).status_code == 302
    with pytest.raises(MayNot):
        actions.raise_hand(assembly, by=rosa)
    actions.raise_hand(assembly, by=bob)
    actions.close_assembly(assembly, by=alice)
    assert not Hand.objects.exists()
    with pytest.raises(WrongMoment):
        actions.raise_hand(assembly, by=bob)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_pressed_twice_and_by_two_hosts_at_once_it_happens_once(
    going_on: Assembly, alice: Person, bob: Person, charlie: Person
) -> None:
    actions.give_role(going_on, bob, by=alice, name="host")
    assembly = Assembly.objects.get(pk=going_on.pk)
    at_the_same_time([lambda: actions.raise_hand(assembly, by=charlie)] * 3)
    hand = Hand.objects.get()
    at_the_same_time([lambda by=by: actions.give_floor(assembly, hand.pk, by=by) for by in (alice, bob)])
    assert Entry.objects.filter(verb="conversations.hand_raised").count() == 1
    assert Entry.objects.filter(verb="conversations.floor_given").count() == 1
    at_the_same_time([lambda by=by: actions.close_assembly(assembly, by=by) for by in (alice, bob)])
    assert Entry.objects.filter(verb="conversations.assembly_closed").count() == 1
    topic = Topic.objects.get()
    assert list(TopicEvent.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, topic.last_seq + 1)
    )


def test_the_agenda_goes_on_one_subject_at_a_time_with_what_came_of_it(
    going_on: Assembly, alice: Person, bob: Person, signed_in: Any, visitor: Client
) -> None:
    benches, shade = going_on.items.order_by("place")
    address = f"{going_on.get_absolute_url()}assemblee/sujets/"
    browser = signed_in(alice)
    browser.post(f"{address}{benches.pk}/", {"do": "current"})
    browser.post(f"{address}{benches.pk}/", {"outcome": "Trois bancs de plus."})
    browser.post(f"{address}{shade.pk}/", {"do": "current"})
    assert signed_in(bob).post(f"{address}{benches.pk}/", {"do": "current"}).status_code == 403
    states = dict(going_on.items.values_list("title", "state"))
    assert states == {"Les bancs": "done", "L’ombre": "current"}
    page = visitor.get(going_on.get_absolute_url()).content.decode()
    assert "Trois bancs de plus." in page and 'aria-current="step"' in page
    actions.arrange_assembly(
        going_on, by=alice, starts_at=going_on.starts_at, ends_at=going_on.ends_at, place="", keeps_captions=False,
        agenda=[("L’ombre", 5), ("Les bancs", 10), ("Divers", 0)],
    )  # fmt: skip
    kept = list(going_on.items.order_by("place").values_list("title", "state", "outcome"))
    assert kept[1] == ("Les bancs", "done", "Trois bancs de plus.") and len(kept) == 3


def test_two_hosts_write_the_minutes_and_neither_text_is_lost(
    going_on: Assembly, alice: Person, bob: Person, charlie: Person, signed_in: Any, visitor: Client
) -> None:
    actions.give_role(going_on, bob, by=alice, name="host")
    address = f"{going_on.get_absolute_url()}assemblee/compte-rendu/"
    alices, bobs = signed_in(alice), signed_in(bob)
    answer = alices.post(address, {"text": "## Ouvert à 18 h", "base": 0})
    assert answer.status_code == 303
    answer = bobs.post(address, {"text": "Bonsoir <script>", "base": 0})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Ouvert à 18 h" in page and "Bonsoir &lt;script&gt;" in page
    assert 'name="base" value="1"' in page
    assert bobs.post(address, {"text": "## Ouvert à 18 h\n\nBonsoir", "base": 1}).status_code == 303
    assert [revision.by for revision in MinutesRevision.objects.order_by("number")] == [alice, bob]
    page = visitor.get(going_on.get_absolute_url()).content.decode()
    assert "Bonsoir" in page and "<script>Bon" not in page
    by_script = {"HTTP_X_REQUESTED_WITH": "fetch"}
    answer = bobs.post(address, {"text": "Encore", "base": 2}, **by_script)
    assert answer.status_code == 204 and answer["X-Version"] == "3"
    assert MinutesRevision.objects.count() == 2, "what one writes on within minutes is one version"
    actions.close_assembly(going_on, by=alice)
    assert alices.post(address, {"text": "Fini", "base": 3}).status_code == 303
    with pytest.raises(MayNot):
        actions.revise_minutes(going_on, by=charlie, text="x", base=4)


def test_what_is_typed_for_others_is_shown_and_gone_at_the_end(
    going_on: Assembly, alice: Person, bob: Person, charlie: Person, signed_in: Any, visitor: Client
) -> None:
    address = f"{going_on.get_absolute_url()}assemblee/paroles/"
    line = {"text": "Bonsoir  à toutes et à tous", "client_id": str(uuid.uuid4())}
    bobs = signed_in(bob)
    assert bobs.post(address, line).status_code == 403
    actions.give_role(going_on, bob, by=alice, name="captioner")
    for _ in range(2):  # sent again by a bad network
        assert bobs.post(address, line).status_code == 303
    assert CaptionLine.objects.get().text == "Bonsoir à toutes et à tous"
    assert bobs.post(address, {"text": "x" * 201, "client_id": str(uuid.uuid4())}).status_code == 422
    page = visitor.get(going_on.get_absolute_url()).content.decode()
    assert "Bonsoir à toutes et à tous" in page and 'role="log"' in page
    assert Entry.objects.get(verb="conversations.caption_typed").by is None
    actions.close_assembly(going_on, by=alice)
    assert not CaptionLine.objects.exists()
    answer = bobs.post(address, {"text": "Au revoir", "client_id": str(uuid.uuid4())})
    assert answer.status_code == 409 and 'value="Au revoir"' in answer.content.decode()


def test_hosts_may_keep_what_was_typed_with_the_record_and_erase_it_before(
    going_on: Assembly, alice: Person, signed_in: Any, visitor: Client
) -> None:
    actions.give_role(going_on, alice, by=alice, name="captioner")
    Assembly.objects.update(keeps_captions=True)
    actions.type_caption(going_on, by=alice, text="Une sottise", client_id=uuid.uuid4())
    signed_in(alice).post(f"{going_on.get_absolute_url()}assemblee/paroles/", {"erase": "1"})
    assert not CaptionLine.objects.exists()
    actions.type_caption(going_on, by=alice, text="Une phrase juste", client_id=uuid.uuid4())
    actions.close_assembly(going_on, by=alice)
    assert (
        "Une phrase juste" in visitor.get(f"{going_on.get_absolute_url()}assemblee/actes/").content.decode()
    )


def test_the_record_is_a_page_and_a_file_of_what_its_reader_may_read(
    going_on: Assembly, topic: Topic, alice: Person, bob: Person, visitor: Client, mona: Person
) -> None:
    actions.write_post(topic, by=bob, text="Et les **vélos** ?")
    hidden = actions.write_post(topic, by=bob, text="Des mots à cacher")
    actions.hide_post(hidden, by=mona, reason="x")
    actions.advance_agenda(going_on.items.get(place=1), by=alice, current=False, outcome="Trois bancs.")
    actions.revise_minutes(going_on, by=alice, text="On a parlé des *bancs*.", base=0)
    actions.close_assembly(going_on, by=alice)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        actions.write_post(topic, by=bob, text="Après coup")
    address = f"{going_on.get_absolute_url()}assemblee/actes"
    page = visitor.get(f"{address}/").content.decode()
    assert "<strong>vélos</strong>" in page and "<em>bancs</em>" in page and "Trois bancs." in page
    assert "Des mots à cacher" not in page and "Après coup" not in page
    file = visitor.get(f"{address}.md")
    text = file.content.decode()
    assert file["Content-Type"].startswith("text/markdown")
    assert f"# {topic.title}" in text and "> Et les **vélos** ?" in text and "On a parlé des *bancs*." in text
    assert "Written by Alice." in text and "cacher" not in text


def test_there_is_no_record_of_what_did_not_begin(assembly: Assembly, visitor: Client) -> None:
    assert visitor.get(f"{assembly.get_absolute_url()}assemblee/actes/").status_code == 404


def test_who_may_not_read_the_conversation_finds_nothing_of_its_assembly(
    alice: Person, bob: Person, visitor: Client, signed_in: Any
) -> None:
    circle = actions.found_circle(by=alice, name="Les voisins")
    topic = actions.start_in_circle(circle, by=alice, title="Entre nous", text="x")
    assembly = announced(topic, alice)
    actions.open_assembly(assembly, by=alice)
    bobs = signed_in(bob)
    for where in ("calendrier.ics", "actes/", "actes.md", ""):
        assert bobs.get(f"/discussions/{topic.pk}/assemblee/{where}").status_code == 404
    for where in ("main/", "parole/", "paroles/", "etat/"):
        assert bobs.post(f"/discussions/{topic.pk}/assemblee/{where}").status_code == 404
    with pytest.raises(NotHere):
        actions.raise_hand(assembly, by=bob)
    assert not Entry.objects.filter(verb__contains="assembly", is_public=True).exists()


def test_those_concerned_are_told_reminded_and_led_to_the_record(
    topic: Topic, alice: Person, bob: Person, charlie: Person, resident: Any, worker: Any
) -> None:
    actions.write_post(topic, by=bob, text="J’y serai")
    Attention.objects.create(person=charlie, kind="topic", key=str(topic.pk), level="followed")
    resident("dora")  # neither wrote nor follows
    worker.run()
    Notice.objects.all().delete()
    assembly = announced(topic, alice)
    worker.run()
    assert {notice.person for notice in Notice.objects.all()} == {bob, charlie}
    with time_machine.travel(assembly.starts_at - timedelta(minutes=50)):
        actions.keep_time()
        actions.keep_time()
        worker.run()
    reminded = Notice.objects.filter(kind="conversations.assembly_reminded")
    assert {notice.person for notice in reminded} == {alice, bob, charlie} and reminded.count() == 3
    actions.open_assembly(assembly, by=alice)
    actions.close_assembly(assembly, by=alice)
    worker.run()
    over = Notice.objects.filter(kind="conversations.assembly_closed")
    assert {notice.href for notice in over} == {f"/discussions/{topic.pk}/assemblee/actes/"}


def test_what_was_forgotten_is_closed_by_the_clock_and_what_never_began_is_called_off(
    topic: Topic, alice: Person, bob: Person, square: Any
) -> None:
    other = actions.start_topic(by=bob, title="Autre", text="x", community=square)
    begun, _waiting = announced(topic, alice), announced(other, bob)
    actions.open_assembly(begun, by=alice)
    with time_machine.travel(begun.ends_at + timedelta(minutes=90)):
        actions.keep_time()
    assert Assembly.objects.get(pk=begun.pk).state == "open", "the hosts have two hours more"
    with time_machine.travel(begun.ends_at + timedelta(minutes=130)):
        actions.keep_time()
        assert actions.keep_time() == 0
    states = dict(Assembly.objects.values_list("topic", "state"))
    assert states == {topic.pk: "closed", other.pk: "called_off"}


def test_the_last_host_stays_and_a_moderator_can_close_for_them(
    going_on: Assembly, alice: Person, bob: Person, mona: Person, signed_in: Any
) -> None:
    role = going_on.roles.get()
    address = f"{going_on.get_absolute_url()}assemblee/taches/"
    assert signed_in(alice).post(f"{address}{role.pk}/finir/").status_code == 409
    assert signed_in(alice).post(address, {"person": "bob", "name": "host"}).status_code == 303
    assert signed_in(alice).post(f"{address}{role.pk}/finir/").status_code == 303
    assert signed_in(alice).get(address).status_code == 403
    actions.close_assembly(going_on, by=mona)
    with pytest.raises(MayNot):
        actions.close_assembly(going_on, by=alice)


def test_whoever_leaves_the_town_leaves_no_hand_and_no_task(
    going_on: Assembly, alice: Person, bob: Person
) -> None:
    actions.raise_hand(going_on, by=bob)
    actions.give_role(going_on, bob, by=alice, name="captioner")
    actions.leave_conversations(bob, False)
    assert not Hand.objects.exists() and not going_on.roles.filter(person=bob).exists()


def test_the_database_holds_one_speaker_and_no_end_before_the_beginning(
    going_on: Assembly, alice: Person, bob: Person
) -> None:
    Hand.objects.create(assembly=going_on, person=alice, has_floor=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.create(assembly=going_on, person=bob, has_floor=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assembly.objects.update(ends_at=going_on.starts_at)


def test_lists_say_when_it_is_without_asking_for_each(
    assembly: Assembly, alice: Person, square: Any, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    address = f"/discussions/espaces/{square.acct}/"
    assert "Assembly " in visitor.get(address).content.decode()
    with CaptureQueriesContext(connection) as asked:
        visitor.get(address)
    for_one = len(asked)
    for n in range(3):
        announced(actions.start_topic(by=alice, title=f"Autre {n}", text="x", community=square), alice)
    visitor.get(address)
    with django_assert_max_num_queries(for_one):
        assert visitor.get(address).content.decode().count("Assembly ") == 4


def test_what_holds_a_record_is_not_merged_away(
    assembly: Assembly, topic: Topic, mona: Person, square: Any
) -> None:
    other = actions.start_topic(by=mona, title="Autre", text="x", community=square)
    with pytest.raises(WrongMoment):
        actions.merge_topic(topic, by=mona, into=other)
    actions.merge_topic(other, by=mona, into=topic)


def test_minutes_are_found_and_a_hand_makes_no_work_for_search(
    going_on: Assembly, alice: Person, bob: Person, visitor: Client, worker: Any
) -> None:
    actions.revise_minutes(going_on, by=alice, text="Le micocoulier est retenu.", base=0)
    worker.run()
    assert "Les quais du Rhône" in visitor.get("/recherche/?q=micocoulier").content.decode()
    actions.raise_hand(going_on, by=bob)
    assert not Errand.objects.filter(entry=Entry.objects.latest("pk"), reader="search").exists()
