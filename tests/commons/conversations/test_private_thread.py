"""A private thread: what is absent and what is forbidden are the same bytes."""

import re
from typing import Any

import pytest
from django.test import Client

from commons.conversations.actions import open_private_thread, write_post
from commons.conversations.models import Post, Topic
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
    assert b"Porter un meuble" in signed_in(bob).get("/discussions/fils/").content


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
    post = thread.posts.get()
    asked = signed_in(bob)
    assert (
        b"able to read all of it" in asked.get(f"/moderation/signaler/conversations.post/{post.pk}/").content
    )
    asked.post(f"/moderation/signaler/conversations.post/{post.pk}/", {"reason": "danger"})
    assert b"rue des Pins" in signed_in(mona).get(f"/discussions/{thread.pk}/").content
    assert (
        b"A member let the moderators read it" in signed_in(alice).get(f"/discussions/{thread.pk}/").content
    )


def test_one_leaves_and_no_longer_reads(bob: Person, thread: Topic, signed_in: Any) -> None:
    browser = signed_in(bob)
    browser.post(f"/discussions/{thread.pk}/quitter/")
    assert browser.get(f"/discussions/{thread.pk}/").status_code == 404
    assert b"Porter un meuble" not in browser.get("/discussions/fils/").content
