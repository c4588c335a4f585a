"""Asking the moderators to look, and being answered."""

from typing import Any

import pytest

from commons.conversations.actions import start_topic
from commons.conversations.models import Post
from commons.journal.models import Entry
from commons.moderation.models import Flag
from commons.people.models import Person


@pytest.fixture
def post(alice: Person, town: Any) -> Post:
    return start_topic(by=alice, title="Les quais", text="Une phrase de trop").posts.get()


def test_bob_flags_mona_answers_bob_reads(
    bob: Person, mona: Person, post: Post, signed_in: Any, worker: Any
) -> None:
    asks = signed_in(bob)
    where = f"/moderation/signaler/conversations.post/{post.pk}/"
    assert asks.post(where, {}).status_code == 422
    asks.post(where, {"reason": "hurtful", "note": "Cela blesse."})
    worker.run()
    decides = signed_in(mona)
    assert b"1 request to the moderators waits" in decides.get("/").content
    assert b"waits for an answer" not in asks.get("/").content
    assert b"/moderation/mes-signalements/" in asks.get("/moi/").content
    queue = decides.get("/moderation/").content.decode()
    assert "Cela blesse." in queue
    flag = Flag.objects.get()
    assert decides.post(f"/moderation/{flag.pk}/", {"upheld": "yes", "answer": ""}).status_code == 422
    decides.post(f"/moderation/{flag.pk}/", {"upheld": "yes", "answer": "Le message est caché."})
    worker.run()
    assert b"Le message est cach" in asks.get("/moderation/mes-signalements/").content
    assert b"Le message est cach" in decides.get("/moderation/?settled").content
    assert not any("blesse" in str(entry.detail) for entry in Entry.objects.all())


def test_the_queue_does_not_exist_for_others(
    charlie: Person, post: Post, signed_in: Any, visitor: Any
) -> None:
    assert signed_in(charlie).get("/moderation/").status_code == 404
    assert signed_in(charlie).post("/moderation/1/", {"upheld": "yes", "answer": "x"}).status_code == 404
    assert visitor.get("/moderation/").headers["Location"].startswith("/compte/login/")


def test_nobody_settles_what_concerns_them(alice: Person, mona: Person, post: Post, signed_in: Any) -> None:
    asks = signed_in(mona)
    asks.post(f"/moderation/signaler/conversations.post/{post.pk}/", {"reason": "other"})
    flag = Flag.objects.get()
    assert b"it concerns you" in asks.get("/moderation/").content
    assert asks.post(f"/moderation/{flag.pk}/", {"upheld": "no", "answer": "x"}).status_code == 403


@pytest.mark.parametrize(
    "label", ["conversations.post", "people.account", "auth.permission", "no.such", "nothing"]
)
def test_only_what_one_may_read_can_be_flagged(bob: Person, town: Any, signed_in: Any, label: str) -> None:
    assert signed_in(bob).get(f"/moderation/signaler/{label}/999/").status_code == 404
