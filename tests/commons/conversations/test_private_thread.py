"""A private thread: what is absent and what is forbidden are the same bytes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.conversations.models import Post, Topic
from commons.journal.models import Entry
from commons.moderation.models import Case
from commons.people.models import Person


@pytest.fixture
def thread(alice: Person, bob: Person) -> Topic:
    topic = open_private_thread(about=alice, title="Porter un meuble", members=[alice, bob])
    write_post(topic, by=alice, text="Rendez-vous au **12**, rue des Pins")
    return topic


def without(number: object, page: Any) -> bytes:
    """The bytes of a page, without what must differ: the number that was asked for, and the form tokens."""
    token = re.compile(rb'csrfmiddlewaretoken" value="\w+"')
    return token.sub(b"", page.content.replace(f"/{number}/".encode(), b"/N/"))


def test_members_read_and_the_words_are_sealed(
    alice: Person, bob: Person, thread: Topic, signed_in: Any
) -> None:
    page = signed_in(bob).get(f"/discussions/{thread.pk}/")
    assert "rue des Pins" in page.content.decode() and "<strong>12</strong>" in page.content.decode()
    assert "X-Page-Store" not in page.headers
    assert "Pins" not in Post.objects.get(topic=thread).source
    listed = signed_in(bob).get("/discussions/echanges/").content.decode()
    assert "Porter un meuble" in listed and "with Alice" in listed


def test_for_others_it_does_not_exist(
    charlie: Person, mona: Person, ada: Person, thread: Topic, signed_in: Any, visitor: Client
) -> None:
    never = 987_654
    for browser in (visitor, signed_in(charlie), signed_in(mona), signed_in(ada)):
        for address in ("/discussions/{}/", "/discussions/{}/?page=2"):
            forbidden, absent = browser.get(address.format(thread.pk)), browser.get(address.format(never))
            assert forbidden.status_code == absent.status_code == 404
            assert without(thread.pk, forbidden) == without(never, absent)
    post, browser = thread.posts.get(), signed_in(charlie)
    for act in ("", "modifier/", "supprimer/", "masquer/", "reagir/"):
        forbidden = browser.post(f"/discussions/messages/{post.pk}/{act}")
        absent = browser.post(f"/discussions/messages/{never}/{act}")
        assert forbidden.status_code == absent.status_code == 404
        assert without(post.pk, forbidden) == without(never, absent)
    assert browser.post(f"/discussions/{thread.pk}/ecrire/", {"body": "x"}).status_code == 404
    assert browser.get(f"/moderation/signaler/conversations.post/{post.pk}/").status_code == 404
    assert b"Porter un meuble" not in visitor.get("/journal/").content


def test_a_member_lets_the_moderators_read_and_the_others_see_it(
    alice: Person, bob: Person, mona: Person, thread: Topic, signed_in: Any
) -> None:
    asked, address = signed_in(bob), f"/moderation/signaler/conversations.topic/{thread.pk}/"
    assert b"able to read all of it" in asked.get(address).content
    asked.post(address, {"reason": "danger"})
    assert b"rue des Pins" in signed_in(mona).get(f"/discussions/{thread.pk}/").content
    assert (
        b"A member let the moderators read it" in signed_in(alice).get(f"/discussions/{thread.pk}/").content
    )


def test_of_a_flagged_message_moderators_read_its_neighbours_and_nothing_else(
    alice: Person, bob: Person, mona: Person, thread: Topic, signed_in: Any, worker: Any
) -> None:
    first = thread.posts.get()
    said = [write_post(thread, by=alice, text=f"Phrase numéro {n}") for n in range(1, 6)]
    write_post(said[-1].topic, by=alice, text="Le secret de la fin")
    address = f"/moderation/signaler/conversations.post/{first.pk}/"
    assert b"read this message and those next to it" in signed_in(bob).get(address).content
    signed_in(bob).post(address, {"reason": "danger"})
    moderator, where = signed_in(mona), f"/discussions/{thread.pk}/"
    case = Case.objects.get()
    assert where not in moderator.get("/moderation/").content.decode()
    assert "Mona read this" not in signed_in(alice).get(where).content.decode(), "not before it was opened"
    page = moderator.get(case.get_absolute_url()).content.decode()
    assert "rue des Pins" in page and "Phrase numéro 2" in page
    assert "Phrase numéro 3" not in page and "Le secret de la fin" not in page
    assert moderator.get(where).status_code == 404
    assert moderator.get(f"/discussions/messages/{first.pk}/").status_code == 404
    worker.run()
    for member in (alice, bob):
        seen = signed_in(member).get(where).content.decode()
        assert "let the moderators read one message" in seen and "Mona read this as a moderator" in seen
        kinds = [notice.kind for notice in member.notices.all()]
        assert kinds.count("conversations.topic_read") == 1
    told = alice.notices.get(kind="conversations.topic_opened_to_moderators")
    assert told.entry.by is None, "who flagged is not said"
    moderator.post(
        case.get_absolute_url(),
        {"kind": "hidden", "rule": "private", "words": "Une adresse.", "days": "7"},
    )
    assert "rue des Pins" not in signed_in(bob).get(where).content.decode()
    assert "rue des Pins" not in moderator.get(case.get_absolute_url()).content.decode(), (
        "settled, it is closed"
    )


def test_one_leaves_and_no_longer_reads(bob: Person, thread: Topic, signed_in: Any) -> None:
    browser = signed_in(bob)
    browser.post(f"/discussions/{thread.pk}/quitter/")
    assert browser.get(f"/discussions/{thread.pk}/").status_code == 404
    assert b"Porter un meuble" not in browser.get("/discussions/echanges/").content


def test_a_moderator_who_reads_is_seen_by_the_members(
    alice: Person, bob: Person, mona: Person, thread: Topic, signed_in: Any, worker: Any
) -> None:
    address = f"/discussions/{thread.pk}/"
    signed_in(bob).post(f"/moderation/signaler/conversations.topic/{thread.pk}/", {"reason": "danger"})
    for _twice in range(2):
        assert signed_in(mona).get(address).status_code == 200
    worker.run()
    read = "conversations.topic_read"
    for member in (alice, bob):
        assert [notice.kind for notice in member.notices.all()].count(read) == 1
        assert b"Mona read this as a moderator" in signed_in(member).get(address).content
    assert not Entry.objects.filter(verb=read, is_public=True).exists()


def test_words_of_a_swindler_are_asked_about_once_and_their_reader_is_warned(
    alice: Person, bob: Person, thread: Topic, signed_in: Any
) -> None:
    writes, reads = signed_in(bob), signed_in(alice)
    address, words = f"/discussions/{thread.pk}/", {"body": "Envoyez un virement, voici bit.ly/3abc"}
    asked = writes.post(f"{address}ecrire/", words)
    page = asked.content.decode()
    assert asked.status_code == 422 and "Help is free here" in page and "I mean it" in page
    assert "Envoyez un virement" in page and thread.posts.count() == 1
    assert writes.post(f"{address}ecrire/", {**words, "confirmed": "on"}).status_code == 303
    assert "Be careful" in reads.get(address).content.decode()
    assert not Entry.objects.filter(verb="moderation.text_screened").exists(), "nobody else may know of it"


def test_a_newcomer_is_told_which_rule_public_words_meet(alice: Person, town: Any, signed_in: Any) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    address = f"/discussions/{topic.pk}/ecrire/"
    stopped = signed_in(alice).post(address, {"body": "Écrivez-moi sur WhatsApp"})
    assert stopped.status_code == 422
    assert "a conversation elsewhere" in stopped.content.decode() and "WhatsApp" in stopped.content.decode()
    assert signed_in(alice).post(address, {"body": "À demain sur les quais"}).status_code == 303
    Person.objects.update(created=timezone.now() - timedelta(days=8))
    assert signed_in(alice).post(address, {"body": "Un groupe WhatsApp existe"}).status_code == 303
