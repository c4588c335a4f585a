"""Whom each permission of conversations lets, by name: nobody more, nobody less."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from commons.communities.models import Ban, Community, Membership
from commons.conversations import assembly_rights as there
from commons.conversations import permissions as may
from commons.conversations.models import (
    Assembly,
    AssemblyRole,
    Circle,
    HeldPost,
    OpinionRound,
    Participant,
    Poll,
    Post,
    Seat,
    Topic,
)
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.live import remembered
from commons.people.models import Block
from tests.cast import CITIZENS, MEMBERS, Cast

KEEPERS = "tess mona ada"  # tess is steward of the square


@pytest.fixture
def square(cast: Cast) -> Community:
    square = Community.objects.create(kind=Community.Kind.SPACE, handle="place", name="La place")
    Membership.objects.create(community=square, person=cast["tess"], role=Membership.Role.STEWARD)
    Ban.objects.create(community=square, person=cast["newt"])
    return square


@pytest.fixture
def other(cast: Cast) -> Community:
    return Community.objects.create(kind=Community.Kind.SPACE, handle="quais", name="Les quais")


@pytest.fixture
def far(cast: Cast) -> Community:
    return Community.objects.create(
        kind=Community.Kind.SPACE,
        handle="loin",
        name="Loin",
        home="nord.example",
        uri="https://nord.example/1",
    )


@pytest.fixture
def circle(cast: Cast) -> Circle:
    """bob keeps it, alice sits in it; odile has left it, zoe is suspended and kept it; ines keeps another one."""
    circle = Circle.objects.create(name="Nous")
    Seat.objects.create(circle=circle, person=cast["bob"], keeps=True)
    Seat.objects.create(circle=circle, person=cast["alice"])
    Seat.objects.create(circle=circle, person=cast["odile"], keeps=True, left_at=timezone.now())
    Seat.objects.create(circle=circle, person=cast["zoe"], keeps=True)
    Seat.objects.create(circle=Circle.objects.create(name="Eux"), person=cast["ines"], keeps=True)
    return circle


@pytest.fixture
def made(cast: Cast, square: Community) -> Any:
    """made(state="locked") is a conversation that alice began on the square."""

    def make(by: str = "alice", **facts: Any) -> Topic:
        return Topic.objects.create(**{"title": "Les quais", "author": cast[by], "community": square} | facts)

    return make


@pytest.fixture
def thread(cast: Cast, made: Any) -> Topic:
    """Between alice and bob; odile has left it."""
    thread: Topic = made(kind=Topic.Kind.PRIVATE, community=None)
    for name in ("alice", "bob", "odile"):
        gone = timezone.now() if name == "odile" else None
        Participant.objects.create(topic=thread, person=cast[name], left_at=gone)
    return thread


@pytest.fixture
def in_circle(made: Any, circle: Circle) -> Topic:
    topic: Topic = made(reach=Topic.Reach.CIRCLE, circle=circle, community=None)
    return topic


def said(cast: Cast, topic: Topic, by: str = "alice", **facts: Any) -> Post:
    number = topic.posts.count() + 1
    return Post.objects.create(
        **{"topic": topic, "author": cast[by], "source": "Bon.", "seq": number, "place": number} | facts
    )


def wrote_down(verb: str, topic: Topic, by: Any = None, **detail: Any) -> None:
    with transaction.atomic():
        record(verb, by=by, about=topic, **detail)


def test_who_reads_a_conversation(cast: Cast, made: Any, thread: Topic, in_circle: Topic) -> None:
    assert cast.whom(may.may_read_topic, made()) == f"nobody {MEMBERS} zoe"
    assert cast.whom(may.may_read_topic, made(reach=Topic.Reach.MEMBERS)) == CITIZENS
    assert cast.whom(may.may_read_topic, made(state=Topic.State.HIDDEN)) == "mona ada"
    assert (
        cast.whom(may.may_read_topic, made(shown_to_moderators_at=timezone.now(), reach="members"))
        == CITIZENS
    )
    for few in (in_circle, thread):
        assert cast.whom(may.may_read_topic, few) == "alice bob"
        few.shown_to_moderators_at = timezone.now()
        assert cast.whom(may.may_read_topic, few) == "alice bob mona ada"


def test_what_is_hidden_among_few_is_read_by_nobody_there(cast: Cast, in_circle: Topic) -> None:
    in_circle.state = Topic.State.HIDDEN
    assert cast.whom(may.may_read_topic, in_circle) == ""


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_a_block_ends_a_thread_for_both(cast: Cast, thread: Topic, blocker: str) -> None:
    blocked = "bob" if blocker == "alice" else "alice"
    Block.objects.create(blocker=cast[blocker], blocked=cast[blocked])
    Block.objects.create(blocker=cast["ines"], blocked=cast["helene"])
    remembered.forget()
    assert cast.whom(may.takes_part, thread) == ""


def test_a_block_of_somebody_else_ends_nothing(cast: Cast, thread: Topic) -> None:
    Block.objects.create(blocker=cast["alice"], blocked=cast["odile"])  # who has left
    Block.objects.create(blocker=cast["bob"], blocked=cast["ines"])
    remembered.forget()
    assert cast.whom(may.takes_part, thread) == "alice bob"


def test_who_begins_and_writes(cast: Cast, made: Any, thread: Topic, in_circle: Topic) -> None:
    unbanned = MEMBERS.replace(" newt", "")
    assert cast.whom(may.may_start_topic) == MEMBERS
    for lets in (may.may_write_post, may.may_react):
        assert cast.whom(lets, made()) == unbanned
        assert cast.whom(lets, made(reach=Topic.Reach.MEMBERS)) == CITIZENS.replace(" newt", "")
        assert cast.whom(lets, made(state=Topic.State.LOCKED)) == ""
        assert cast.whom(lets, thread) == cast.whom(lets, in_circle) == "alice bob"
    told = made(announcements=True)
    assert cast.whom(may.may_write_post, told) == f"alice {KEEPERS}"
    assert cast.whom(may.may_react, told) == unbanned
    assert cast.whom(may.may_announce, made(author=None)) == KEEPERS


def test_who_changes_a_message(cast: Cast, made: Any, thread: Topic) -> None:
    yesterday = timezone.now() - timedelta(hours=25)
    topic = made()
    for lets in (may.may_revise_post, may.may_delete_post):
        assert cast.whom(lets, said(cast, topic)) == "alice"
        assert cast.whom(lets, said(cast, topic, state=Post.State.HIDDEN)) == ""
        assert cast.whom(lets, said(cast, topic, by="zoe")) == ""
        assert cast.whom(lets, said(cast, topic, author=None)) == ""
    assert cast.whom(may.may_revise_post, said(cast, topic, created=yesterday)) == ""
    assert cast.whom(may.may_delete_post, said(cast, topic, created=yesterday)) == "alice"
    assert cast.whom(may.may_revise_post, said(cast, thread, created=yesterday)) == "alice"
    far = said(cast, topic, by="rosa", created=yesterday, home="nord.example")
    assert cast.whom(may.may_revise_post, far) == "rosa"


def test_who_hides(cast: Cast, made: Any, thread: Topic, in_circle: Topic) -> None:
    assert cast.whom(may.may_hide_post, said(cast, made())) == "mona ada"
    assert cast.whom(may.may_hide_topic, made()) == "mona ada"
    assert cast.whom(may.may_hide_topic, thread) == cast.whom(may.may_hide_topic, in_circle) == ""
    shown, kept, other = said(cast, thread), said(cast, thread), said(cast, thread)
    wrote_down(Verb.TOPIC_OPENED_TO_MODERATORS, thread, post=shown.pk)
    wrote_down(Verb.POST_HIDDEN, thread, post=other.pk)
    assert cast.whom(may.may_hide_post, shown) == "mona ada"
    assert cast.whom(may.may_hide_post, kept) == cast.whom(may.may_hide_post, other) == ""


def test_who_shows_again(cast: Cast, made: Any, far: Community) -> None:
    assert cast.whom(may.may_show_post, said(cast, made())) == ""
    here = said(cast, made(), state=Post.State.HIDDEN)
    wrote_down(Verb.POST_HIDDEN, here.topic, post=here.pk)
    assert cast.whom(may.may_show_post, here) == "mona ada"

    there = made(community=far, home="nord.example")
    one, two = (said(cast, there, state=Post.State.HIDDEN) for _ in range(2))
    assert cast.whom(may.may_show_post, one) == "mona ada"  # nobody wrote down who hid it
    wrote_down(Verb.POST_HIDDEN, there, post=one.pk)
    wrote_down(Verb.POST_HIDDEN, there, by=cast["mona"], post=two.pk)
    wrote_down(Verb.POST_SHOWN, there, by=cast["mona"], post=one.pk)
    assert cast.whom(may.may_show_post, one) == ""
    assert cast.whom(may.may_show_post, two) == "mona ada"


def test_who_closes_a_conversation(cast: Cast, made: Any, thread: Topic, in_circle: Topic) -> None:
    assert cast.whom(may.may_lock_topic, made()) == f"alice {KEEPERS}"
    assert cast.whom(may.may_lock_topic, made(state=Topic.State.ARCHIVED)) == KEEPERS
    for by in ("zoe", "rosa"):
        assert cast.whom(may.may_lock_topic, made(by=by)) == KEEPERS
    assert cast.whom(may.may_lock_topic, made(author=None)) == KEEPERS
    assert cast.whom(may.may_lock_topic, thread) == ""
    assert cast.whom(may.may_lock_topic, made(merged_into=made())) == ""
    assert cast.whom(may.may_lock_topic, in_circle) == "alice bob"


def test_who_puts_a_conversation_in_order(
    cast: Cast, made: Any, thread: Topic, in_circle: Topic, other: Community, far: Community
) -> None:
    Membership.objects.create(community=other, person=cast["bob"], role=Membership.Role.STEWARD)
    remembered.forget()
    public, talk, merged = made(), made(kind=Topic.Kind.TALK), made(merged_into=made())
    elsewhere = made(community=far, home="nord.example")
    for topic, pinned, arranged, posts, moved in (
        (public, KEEPERS, KEEPERS, KEEPERS, "mona ada"),
        (talk, "", KEEPERS, KEEPERS, ""),
        (merged, KEEPERS, "", "", ""),
        (thread, "", "", "", ""),
        (in_circle, "", "bob", "bob", ""),
        (elsewhere, "mona ada", "mona ada", "", ""),
        (made(community=None), "mona ada", "mona ada", "mona ada", "mona ada"),
    ):
        assert cast.whom(may.may_pin_topic, topic) == pinned
        assert cast.whom(may.may_arrange_topic, topic) == arranged
        assert cast.whom(may.may_move_posts, topic) == posts
        assert cast.whom(may.may_move_topic, topic, other) == moved
    assert cast.whom(may.may_move_topic, public, far) == ""


def test_who_takes_back_all_that_somebody_wrote(cast: Cast) -> None:
    assert cast.whom(may.may_undo_posts, cast["bob"]) == "mona ada"
    assert cast.whom(may.may_undo_posts, cast["mona"]) == ""


def test_who_decides_what_waits(cast: Cast, made: Any, square: Community, other: Community) -> None:
    def held(by: str, **facts: Any) -> HeldPost:
        return HeldPost(author=cast[by], text="Bon.", **facts)

    assert cast.whom(may.may_decide_held, held("bob", community=square)) == KEEPERS
    assert cast.whom(may.may_decide_held, held("tess", community=square)) == "mona ada"
    assert cast.whom(may.may_decide_held, held("mona", community=square)) == "tess ada"
    assert cast.whom(may.may_decide_held, held("bob", topic=made(), community=other)) == KEEPERS
    assert cast.whom(may.may_decide_held, held("bob", topic=made(community=None))) == "mona ada"


def test_who_asks_and_votes(cast: Cast, made: Any, thread: Topic) -> None:
    voters = CITIZENS.replace(" newt", "")

    def asked(**facts: Any) -> Poll:
        topic = facts.pop("topic", None) or made()
        post = said(cast, topic, state=facts.pop("state", Post.State.VISIBLE))
        return Poll(
            **{"post": post, "secret": False, "closes_at": timezone.now() + timedelta(days=1)} | facts
        )

    assert cast.whom(may.may_open_poll, made()) == voters
    assert cast.whom(may.may_open_poll, thread) == ""
    assert cast.whom(may.may_open_poll, made(state=Topic.State.LOCKED)) == ""
    assert cast.whom(may.may_vote, asked()) == voters
    assert cast.whom(may.may_vote, asked(state=Post.State.HIDDEN)) == ""
    assert cast.whom(may.may_vote, asked(topic=made(state=Topic.State.LOCKED))) == ""
    assert cast.whom(may.may_vote, asked(closed_at=timezone.now())) == ""
    assert cast.whom(may.may_close_poll, asked()) == f"alice {KEEPERS}"
    assert cast.whom(may.may_close_poll, asked(closed_at=timezone.now())) == ""
    assert cast.whom(may.may_close_poll, asked(secret=True)) == ""


def test_who_sits_in_a_circle(cast: Cast, circle: Circle) -> None:
    assert cast.whom(may.sits_in, circle) == "alice bob"
    assert cast.whom(may.keeps_circle, circle) == "bob"


def test_who_calls_an_assembly(cast: Cast, made: Any, thread: Topic, far: Community) -> None:
    assert cast.whom(there.may_call_assembly, made()) == f"alice {KEEPERS}"
    for by in ("zoe", "rosa"):
        assert cast.whom(there.may_call_assembly, made(by=by)) == KEEPERS
    assert cast.whom(there.may_call_assembly, made(author=None)) == KEEPERS
    for closed in (thread, made(state=Topic.State.LOCKED), made(community=far, home="nord.example")):
        assert cast.whom(there.may_call_assembly, closed) == ""


@pytest.fixture
def called(cast: Cast, made: Any) -> Any:
    """called("open") is an assembly that bob looks after and where ines types; zoe was to do both, newt to type."""

    def make(step: str, **facts: Any) -> Assembly:
        now = timezone.now()
        assembly = Assembly.objects.create(
            topic=made(**facts), state=step, starts_at=now, ends_at=now + timedelta(hours=1)
        )
        for name, role in (
            ("bob", AssemblyRole.Name.HOST),
            ("zoe", AssemblyRole.Name.HOST),
            ("ines", AssemblyRole.Name.CAPTIONER),
            ("newt", AssemblyRole.Name.CAPTIONER),
            ("zoe", AssemblyRole.Name.CAPTIONER),
        ):
            AssemblyRole.objects.create(assembly=assembly, person=cast[name], name=role)
        return assembly

    return make


@pytest.mark.parametrize("state", Assembly.State.values)
def test_who_does_what_in_an_assembly(cast: Cast, called: Any, state: str) -> None:
    assembly = called(state)
    is_open, hosts = state == Assembly.State.OPEN, f"bob {KEEPERS}"
    assert cast.whom(there.hosts, assembly) == cast.whom(there.may_open_assembly, assembly) == hosts
    assert cast.whom(there.may_open_assembly, called(state, state=Topic.State.LOCKED)) == ""
    assert cast.whom(there.takes_part_in, assembly) == (CITIZENS.replace(" newt", "") if is_open else "")
    assert cast.whom(there.may_type_captions, assembly) == ("ines" if is_open else "")
    assert cast.whom(there.may_write_minutes, assembly) == (
        hosts if state != Assembly.State.CALLED_OFF else ""
    )


def test_who_answers_in_a_round(cast: Cast, called: Any) -> None:
    voters = CITIZENS.replace(" newt", "")
    taking = OpinionRound(assembly=called("open"), takes_suggestions=True)
    plain, closed = (
        OpinionRound(assembly=called("open")),
        OpinionRound(assembly=called("open"), closed_at=timezone.now()),
    )
    closed.takes_suggestions = True
    assert cast.whom(there.may_answer_round, taking) == cast.whom(there.may_answer_round, plain) == voters
    assert cast.whom(there.may_suggest_statement, taking) == voters
    assert cast.whom(there.may_suggest_statement, plain) == ""
    assert cast.whom(there.may_answer_round, closed) == cast.whom(there.may_suggest_statement, closed) == ""
    assert cast.whom(there.may_answer_round, OpinionRound(assembly=called("closed"))) == ""


def test_who_ends_a_charge_in_an_assembly(cast: Cast, called: Any) -> None:
    assembly = called("called")
    assert cast.whom(there.may_end_role, assembly.roles.get(person=cast["ines"])) == "bob tess mona ada ines"
    assert (
        cast.whom(there.may_end_role, assembly.roles.filter(person=cast["zoe"]).first())
        == f"bob {KEEPERS} zoe"
    )
