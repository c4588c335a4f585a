"""Talking: opening, writing, retrying, quoting, changing, closing; what a visitor sees of it."""

import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import lock_topic, start_topic, write_post
from commons.conversations.models import Post, PostRevision, ReadMark, Topic
from commons.live.remembered import forget
from commons.people.models import Person


def typed(text: str, **more: Any) -> dict[str, Any]:
    return {"body": text, "client_id": str(uuid.uuid4()), **more}


def test_alice_opens_a_conversation_and_everybody_reads_it(
    alice: Person, square: Community, signed_in: Any, visitor: Client
) -> None:
    browser = signed_in(alice)
    said = typed("Faut-il des bancs ?", title="Des bancs")
    answer = browser.post("/discussions/espaces/place-publique/nouvelle/", said)
    assert answer.status_code == 303
    assert (
        browser.post("/discussions/espaces/place-publique/nouvelle/", said).headers["Location"]
        == (answer.headers["Location"])
    )
    assert Topic.objects.count() == 1
    page = visitor.get(answer.headers["Location"])
    assert page.headers["X-Page-Store"] == "public"
    assert b"Faut-il des bancs" in page.content
    assert b"<textarea" not in page.content and b"/compte/login/?next=" in page.content
    assert b"csrfmiddlewaretoken" not in page.content
    assert b"Des bancs" in visitor.get("/discussions/").content


def test_a_message_sent_twice_is_written_once(bob: Person, topic: Topic, signed_in: Any) -> None:
    browser, said = signed_in(bob), typed("Oui.")
    first = browser.post(f"/discussions/{topic.pk}/ecrire/", said)
    second = browser.post(f"/discussions/{topic.pk}/ecrire/", said)
    post = Post.objects.get(author=bob)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"] == post.get_absolute_url()
    assert post.get_absolute_url().endswith(f"#m{post.seq}")


def test_a_script_receives_the_message_alone(bob: Person, topic: Topic, signed_in: Any) -> None:
    browser, said = signed_in(bob), typed("<b>Oui</b> <script>alert(1)</script>")
    made = browser.post(f"/discussions/{topic.pk}/ecrire/", said, headers={"X-Fragment": "1"})
    again = browser.post(f"/discussions/{topic.pk}/ecrire/", said, headers={"X-Requested-With": "fetch"})
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.content == again.content
    assert made.content.strip().startswith(b"<li data-seq=")
    assert b"<script" not in made.content
    assert b"csrf" not in made.content


def test_an_empty_message_says_so_at_its_place(bob: Person, topic: Topic, signed_in: Any) -> None:
    answer = signed_in(bob).post(f"/discussions/{topic.pk}/ecrire/", typed("  "))
    assert answer.status_code == 422
    assert b"id_body_error" in answer.content
    assert not Post.objects.filter(author=bob).exists()


def test_a_visitor_who_writes_is_led_to_the_login_and_back_to_the_topic(
    topic: Topic, visitor: Client
) -> None:
    origin = f"http://testserver/discussions/{topic.pk}/"
    answer = visitor.post(f"/discussions/{topic.pk}/ecrire/", typed("x"), headers={"Referer": origin})
    assert answer.headers["Location"] == f"/compte/login/?next=%2Fdiscussions%2F{topic.pk}%2F"
    assert Post.objects.count() == 1


def test_bob_answers_alice_and_quotes_her(bob: Person, topic: Topic, signed_in: Any) -> None:
    browser = signed_in(bob)
    first = topic.posts.get()
    page = browser.get(f"/discussions/{topic.pk}/?reply={first.seq}").content.decode()
    assert "&gt; Qu’en **pensez-vous**" in page
    browser.post(f"/discussions/{topic.pk}/ecrire/", typed("D’accord.", reply_to=first.seq))
    assert Post.objects.get(author=bob).reply_to == first
    assert "answers Alice" in browser.get(f"/discussions/{topic.pk}/").content.decode()


def test_alice_changes_then_deletes_her_message(
    alice: Person, bob: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    post, browser = topic.posts.get(), signed_in(alice)
    assert signed_in(bob).post(f"/discussions/messages/{post.pk}/modifier/", typed("hi")).status_code == 403
    assert signed_in(bob).post(f"/discussions/messages/{post.pk}/supprimer/").status_code == 403
    browser.post(f"/discussions/messages/{post.pk}/modifier/", typed("Mieux dit."))
    assert PostRevision.objects.get(post=post).source.startswith("Qu’en")
    browser.post(f"/discussions/messages/{post.pk}/supprimer/")
    page = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "This message was deleted." in page and "Mieux dit" not in page


def test_reactions_are_given_and_taken_back(bob: Person, topic: Topic, signed_in: Any) -> None:
    post, browser = topic.posts.get(), signed_in(bob)
    where = f"/discussions/messages/{post.pk}/reagir/"
    assert b"\xf0\x9f\x99\x8f 1" in browser.post(where, {"emoji": "🙏"}, headers={"X-Fragment": "1"}).content
    browser.post(where, {"emoji": "🙏"})
    assert not post.reactions.exists()
    assert browser.post(where, {"emoji": "💩"}).status_code == 404


def test_a_moderator_hides_a_message_with_a_reason(
    mona: Person, bob: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    post = topic.posts.get()
    assert (
        signed_in(bob).post(f"/discussions/messages/{post.pk}/masquer/", {"reason": "no"}).status_code == 403
    )
    signed_in(mona).post(f"/discussions/messages/{post.pk}/masquer/", {"reason": "insulte"})
    page = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "hidden by a moderator" in page and "pensez-vous" not in page
    where = f"/discussions/messages/{post.pk}/"
    assert f"{where}montrer/" not in signed_in(bob).get(where).content.decode()
    assert signed_in(bob).post(f"{where}montrer/").status_code == 403
    assert f"{where}montrer/" in signed_in(mona).get(where).content.decode()
    assert signed_in(mona).post(f"{where}montrer/").status_code == 303
    assert "pensez-vous" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert signed_in(mona).post(f"{where}montrer/").status_code == 403  # nothing is hidden any more


def test_the_author_closes_with_an_outcome_and_may_open_again(
    alice: Person, bob: Person, topic: Topic, signed_in: Any
) -> None:
    assert signed_in(bob).get(f"/discussions/{topic.pk}/fermer/").status_code == 403
    browser = signed_in(alice)
    browser.post(f"/discussions/{topic.pk}/fermer/", {"outcome": "On pose six bancs."})
    page = browser.get(f"/discussions/{topic.pk}/")
    assert b"six bancs" in page.content and b"<textarea" not in page.content
    assert signed_in(bob).post(f"/discussions/{topic.pk}/ecrire/", typed("Trop tard")).status_code == 409
    browser.post(f"/discussions/{topic.pk}/rouvrir/")
    assert b"<textarea" in browser.get(f"/discussions/{topic.pk}/").content


def test_what_is_new_is_marked_and_then_read(
    alice: Person, bob: Person, topic: Topic, signed_in: Any
) -> None:
    browser = signed_in(alice)
    browser.get(f"/discussions/{topic.pk}/")
    write_post(topic, by=bob, text="Du nouveau")
    assert 'class="unread"' in browser.get("/discussions/").content.decode()
    page = browser.get(f"/discussions/{topic.pk}/").content.decode()
    assert page.index('id="new"') < page.index("Du nouveau")
    assert 'id="new"' not in browser.get(f"/discussions/{topic.pk}/").content.decode()
    assert 'class="unread"' not in browser.get("/discussions/").content.decode()


def test_a_guess_of_the_browser_reads_nothing(
    alice: Person, bob: Person, topic: Topic, signed_in: Any
) -> None:
    browser = signed_in(alice)
    write_post(topic, by=bob, text="Du nouveau")
    before = ReadMark.objects.get(person=alice).last_seq
    browser.get(f"/discussions/{topic.pk}/", headers={"Sec-Purpose": "prefetch;anonymous-client-ip"})
    assert ReadMark.objects.get(person=alice).last_seq == before
    browser.get(f"/discussions/{topic.pk}/")
    assert ReadMark.objects.get(person=alice).last_seq == before + 1


def test_without_script_one_asks_for_what_came_after(topic: Topic, bob: Person, visitor: Client) -> None:
    page = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "?after=1#new" in page
    write_post(topic, by=bob, text="Du nouveau")
    page = visitor.get(f"/discussions/{topic.pk}/?after=1").content.decode()
    assert page.index('id="new"') < page.index("Du nouveau")


def test_long_topics_come_twenty_at_a_time_and_links_find_the_right_page(
    topic: Topic, bob: Person, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        write_post(topic, by=bob, text=f"Message {number}")
    first = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert first.count("<article") == 20 and "?page=2#composer" in first
    assert "data-live" not in first  # only the last page grows
    with django_assert_max_num_queries(6):
        last = visitor.get(f"/discussions/{topic.pk}/?page=2").content.decode()
    assert last.count("<article") == 11 and f'data-events="/live/events/?thing=topic:{topic.pk}"' in last
    far = Post.objects.get(source="Message 25")
    assert f'id="m{far.seq}"' in visitor.get(far.get_absolute_url()).content.decode()
    assert visitor.get(f"/discussions/{topic.pk}/?page=99").content.decode().count("<article") == 11


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/discussions/", "/discussions/espaces/place-publique/"])
def test_lists_ask_as_many_questions_for_one_topic_as_for_twenty(
    address: str, alice: Person, square: Community, visitor: Client, django_assert_num_queries: Any
) -> None:
    def questions() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        forget()  # what is remembered would hide a question
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address)
        return len(asked)

    start_topic(by=alice, title="Un", text="x", community=square)
    visitor.get(address)
    one = questions()
    for number in range(20):
        start_topic(by=alice, title=f"Sujet {number}", text="x", community=square)
    assert questions() == one <= 6


def test_pinned_comes_first_then_the_most_recent(
    alice: Person, square: Community, topic: Topic, visitor: Client
) -> None:
    start_topic(by=alice, title="Plus récent", text="x", community=square)
    Topic.objects.filter(pk=topic.pk).update(pinned=True)
    page = visitor.get("/discussions/espaces/place-publique/").content.decode()
    assert page.index("Les quais") < page.index("Plus récent")


def test_nobody_opens_a_conversation_in_a_space_that_lives_elsewhere(
    alice: Person, town: Any, signed_in: Any
) -> None:
    Community.objects.create(
        kind="space", handle="agora", home="nord.example", name="Agora", uri="https://nord.example/ap/group/1"
    )
    browser = signed_in(alice)
    assert browser.get("/discussions/espaces/agora@nord.example/").status_code == 200
    assert browser.get("/discussions/espaces/agora@nord.example/nouvelle/").status_code == 404


def test_a_closed_topic_keeps_its_words(alice: Person, topic: Topic, visitor: Client) -> None:
    lock_topic(topic, by=alice, outcome="Fini")
    assert b"pensez-vous" in visitor.get(f"/discussions/{topic.pk}/").content


def test_too_many_messages_in_a_minute_are_slowed_down(
    bob: Person, topic: Topic, signed_in: Any, settings: Any
) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    browser = signed_in(bob)
    # The clock stands still: a minute that ended in between would begin to count anew.
    with time_machine.travel(timezone.now(), tick=False):
        answers = [
            browser.post(f"/discussions/{topic.pk}/ecrire/", typed(f"n° {n}")).status_code for n in range(22)
        ]
    assert 429 in answers
    assert Post.objects.filter(author=bob).count() <= 21
