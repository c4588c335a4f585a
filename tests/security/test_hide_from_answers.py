"""What was hidden comes back through nothing that leans on it: an answer, a quotation, a link."""

import pytest

from commons.communities.actions import open_community
from commons.conversations.actions import hide_post, start_topic, write_post

pytestmark = pytest.mark.django_db


def test_an_answer_shows_nothing_of_a_hidden_message(alice, bob, mona, visitor, signed_in):
    space = open_community(by=None, kind="space", handle="place", name="La place")
    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    said = write_post(topic, by=alice, text="canari caché")
    answer = write_post(topic, by=bob, text="je réponds", reply_to=said)
    assert b"canari" in visitor.get(f"/discussions/{topic.pk}/").content
    hide_post(said, by=mona, reason="test")
    for browser in (visitor, signed_in(bob)):
        for address in (
            f"/discussions/{topic.pk}/",
            f"/discussions/messages/{answer.pk}/",
            f"/discussions/{topic.pk}/flux.xml",
        ):
            assert b"canari" not in browser.get(address).content, address
