"""What is hidden on a room's own page is a decision too: its author reads why, and may ask for another look."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.conversations.actions import (
    delete_post,
    give_back,
    hide_post,
    hold_post,
    start_topic,
    undo_posts,
    write_post,
)
from commons.images.actions import hide_image
from commons.moderation import actions
from commons.moderation.models import Case, Decision
from commons.people.models import Person
from mutual_aid.actions import change_item
from tests.commons.moderation.test_flag_anything import Things, things
from wiki.actions import hide_revision, revise_page
from wiki.models import Revision

__all__ = ["things"]


def test_every_room_that_hides_tells_the_author(
    alice: Person, ada: Person, mona: Person, things: Things, worker: Any
) -> None:
    post, image, item, page = (
        things.conversations_post(), things.images_image(), things.mutual_aid_item(), things.wiki_page(),
    )  # fmt: skip
    first = page.text_now
    revise_page(page, by=ada, text="Une fois par mois", based_on=first)
    hide_post(post, by=mona, reason="Une insulte.")
    hide_image(image, by=mona, reason="privacy")
    change_item(item, "hide", by=mona, reason="Trop dangereux.")
    hide_revision(page, by=mona, revision=first, parts=[Revision.Part.TEXT], reason="insult")
    worker.run()
    found = {decision.about for decision in Decision.objects.filter(concerned=alice, by=mona, kind="hidden")}
    assert found == {post, image, item, first}
    assert Decision.objects.get(about_id=image.pk, about_type__model="image").rules == "private"
    assert alice.notices.filter(kind="moderation.decision_taken", read_at=None).count() == 1, "bundled"


def test_its_author_contests_it_and_it_is_shown_again(
    alice: Person, mona: Person, maud: Person, post: Any, signed_in: Any, worker: Any
) -> None:
    hide_post(post, by=mona, reason="Une insulte.")
    worker.run()
    decision = Decision.objects.get()
    page = signed_in(alice).get("/moderation/mes-decisions/").content.decode()
    assert "Une insulte." in page and decision.get_absolute_url() in page
    made = actions.appeal(decision, by=alice, words="C’est un poème.")
    actions.answer_appeal(made, by=maud, reverse=True, answer="En effet.")
    post.refresh_from_db()
    assert post.state == "visible"


def test_a_message_that_was_given_back_is_contested_and_appears(
    alice: Person, mona: Person, maud: Person, post: Any, signed_in: Any, worker: Any
) -> None:
    held = hold_post(by=alice, topic=post.topic, text="Un deuxième mot", rule="first")
    give_back(held, by=mona, reason="Hors sujet.")
    worker.run()
    assert "/moderation/mes-decisions/" in signed_in(alice).get("/discussions/en-attente/").content.decode()
    decision = Decision.objects.get()
    assert (decision.kind, decision.words, decision.concerned) == ("refused", "Hors sujet.", alice)
    assert not alice.notices.filter(kind="moderation.decision_taken").exists(), "the room has told it"
    made = actions.appeal(decision, by=alice, words="Si, le sujet.")
    actions.answer_appeal(made, by=maud, reverse=True, answer="D’accord.")
    assert post.topic.posts.filter(author=alice, state="visible").count() == 2


def test_what_a_case_decided_is_told_once(
    alice: Person, mona: Person, flagged: Case, signed_in: Any, worker: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged)
    worker.run()
    assert Decision.objects.count() == 1
    assert alice.notices.filter(kind="moderation.decision_taken").count() == 1


def test_all_that_is_hidden_at_once_is_one_notice(
    alice: Person, mona: Person, signed_in: Any, worker: Any
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Achetez")
    for number in range(4):
        write_post(topic, by=alice, text=f"Achetez {number}")
    now = timezone.now()
    undo_posts(
        alice, by=mona, since=now - timedelta(hours=1), until=now + timedelta(minutes=1), reason="Pub."
    )
    worker.run()
    assert Decision.objects.filter(concerned=alice).count() == 5
    assert alice.notices.filter(kind="moderation.decision_taken").count() == 1


def test_what_somebody_takes_back_themselves_is_no_decision(alice: Person, post: Any, worker: Any) -> None:
    delete_post(post, by=alice)
    worker.run()
    assert not Decision.objects.exists()


def test_somebody_limited_reads_on_their_home_page_until_when(
    alice: Person, mona: Person, flagged: Case, signed_in: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged, kind="limited")
    home = signed_in(alice).get("/").content.decode()
    assert "You may only read until" in home and Decision.objects.get().get_absolute_url() in home
