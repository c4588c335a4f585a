"""The page store: finished bytes for readers without a session, and not one byte of anybody's own."""

import asyncio
import gzip
from typing import Any

import brotli
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.signals import request_started

from commons.conversations.actions import delete_post, write_post
from commons.conversations.models import Topic
from commons.live import page_store
from commons.live.page_store import store
from commons.people.models import Person
from tests.commons.live.conftest import ask, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)

writes = sync_to_async(write_post)


async def test_a_public_page_is_made_once(topic: Topic) -> None:
    address = topic.get_absolute_url()
    first = await ask(address)
    assert first.status == 200 and len(store.pages) == 1
    kept = next(iter(store.pages.values()))
    kept.encoded[""] = b"from the store"
    assert (await ask(address)).body == b"from the store"
    assert not first.header(b"x-page-store") and first.header(b"cache-control") == b"no-cache"


async def test_the_journal_drops_every_page_at_once(bob: Person, topic: Topic) -> None:
    await ask(topic.get_absolute_url())
    await writes(topic, by=bob, text="Du nouveau")
    assert "Du nouveau" in (await ask(topic.get_absolute_url())).body.decode()


async def test_while_many_write_their_words_are_seen_together_a_moment_later(
    alice: Person, bob: Person, topic: Topic, monkeypatch: Any
) -> None:
    clock = [page_store.monotonic() + 60]
    monkeypatch.setattr(page_store, "monotonic", lambda: clock[0])

    async def shown() -> str:
        return (await ask(topic.get_absolute_url())).body.decode()

    post = await writes(topic, by=bob, text="Le premier mot")
    assert "Le premier mot" in await shown()
    for number in range(page_store.AT_ONCE):
        await writes(topic, by=alice, text=f"Encore {number}")
    await shown()
    made = next(iter(store.pages.values()))
    await writes(topic, by=bob, text="Le dernier mot")
    assert "Le dernier mot" not in await shown() and next(iter(store.pages.values())) is made
    clock[0] += page_store.BURST
    assert "Le dernier mot" in await shown()
    for number in range(page_store.AT_ONCE + 1):
        await writes(topic, by=alice, text=f"Et encore {number}")
    await sync_to_async(delete_post)(post, by=bob)
    assert "Le premier mot" not in await shown(), "what is taken away is gone at once"


async def test_where_bursts_follow_each_other_pages_are_made_once_in_each(
    bob: Person, topic: Topic, monkeypatch: Any
) -> None:
    clock = [page_store.monotonic() + 60]
    monkeypatch.setattr(page_store, "monotonic", lambda: clock[0])

    async def is_seen(text: str) -> bool:
        return text in (await ask(topic.get_absolute_url())).body.decode()

    for number in range(page_store.AT_ONCE + 1):
        await writes(topic, by=bob, text=f"Mot {number}")
    clock[0] += page_store.BURST
    assert await is_seen(f"Mot {page_store.AT_ONCE}")
    await writes(topic, by=bob, text="La suite")
    assert not await is_seen("La suite")
    clock[0] += page_store.BURST
    assert await is_seen("La suite")
    clock[0] += 2 * page_store.BURST
    await writes(topic, by=bob, text="Bien plus tard")
    assert await is_seen("Bien plus tard")


async def test_of_many_who_ask_one_has_the_page_made(topic: Topic) -> None:
    made: list[str] = []

    def note(environ: dict[str, Any], **_more: Any) -> None:
        made.append(environ["PATH_INFO"])

    request_started.connect(note)
    try:
        await ask(topic.get_absolute_url())
        store.drop()
        answers = await asyncio.gather(*(ask(topic.get_absolute_url()) for _ in range(5)))
        await asyncio.gather(*(ask("/compte/login/") for _ in range(3)))
    finally:
        request_started.disconnect(note)
    assert {answer.body for answer in answers} == {answers[0].body}
    assert sorted(made) == [*["/compte/login/"] * 3, *[topic.get_absolute_url()] * 2]


async def test_nothing_of_a_signed_in_reader_enters_or_leaves(alice: Person, topic: Topic) -> None:
    address, cookie = topic.get_absolute_url(), await cookie_of(alice)
    mine = await ask(address, cookie=cookie)
    assert b"<textarea" in mine.body and not store.pages
    await ask(address)
    assert len(store.pages) == 1
    for kept in store.pages.values():
        assert b"csrf" not in kept.body and b"person:" not in kept.body
        assert b"set-cookie" not in dict(kept.headers)
    again = await ask(address, cookie=cookie)
    assert b"<textarea" in again.body and again.header(b"cache-control") == b"private, no-store"


async def test_a_session_that_is_no_longer_good_is_not_answered_from_the_store(topic: Topic) -> None:
    await ask(topic.get_absolute_url())
    before = dict(store.pages)
    answer = await ask(topic.get_absolute_url(), cookie=f"{settings.SESSION_COOKIE_NAME}=long-gone")
    assert answer.status == 200 and dict(store.pages) == before


async def test_an_answer_that_sets_a_cookie_is_never_kept(town: Any) -> None:
    page = await ask("/compte/login/")
    assert page.header(b"set-cookie") and not store.pages
    answer = await ask("/", cookie="messages=x")
    assert answer.status == 200 and not store.pages


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", "application/activity+json"),
        ("signature", "keyId=x"),
        ("authorization", "Bearer x"),
        ("x_fragment", "1"),
    ],
)
async def test_who_asks_for_something_else_goes_past_the_store(topic: Topic, name: str, value: str) -> None:
    await ask(topic.get_absolute_url(), **{name: value})
    assert not store.pages


async def test_pages_that_are_not_public_do_not_enter(alice: Person, topic: Topic) -> None:
    for address in ("/moi/", "/avis/", "/recherche/?q=quais", "/rien/", f"/discussions/{topic.pk}/ecrire/"):
        await ask(address)
    assert not store.pages


async def test_a_known_page_is_not_sent_again(topic: Topic) -> None:
    await ask(topic.get_absolute_url())
    known = (await ask(topic.get_absolute_url())).header(b"etag")
    assert known.startswith(b'W/"')
    same = await ask(topic.get_absolute_url(), if_none_match=known.decode())
    assert same.status == 304 and same.body == b"" and same.header(b"etag") == known
    assert (await ask(topic.get_absolute_url(), if_none_match='W/"other"')).status == 200


async def test_bytes_are_packed_as_the_reader_can_unpack_them(topic: Topic) -> None:
    address = topic.get_absolute_url()
    plain = await ask(address)
    small = await ask(address, accept_encoding="gzip, deflate, br")
    older = await ask(address, accept_encoding="gzip, br;q=0")
    assert small.header(b"content-encoding") == b"br" and brotli.decompress(small.body) == plain.body
    assert older.header(b"content-encoding") == b"gzip" and gzip.decompress(older.body) == plain.body
    assert len(small.body) < len(older.body) < len(plain.body)
    assert int(small.header(b"content-length")) == len(small.body)
    assert b"accept-encoding" in small.header(b"vary").lower()


async def test_each_language_and_light_has_its_own_page(topic: Topic) -> None:
    french = await ask("/", accept_language="fr-FR,fr;q=0.9")
    english = await ask("/", accept_language="en-GB")
    dark = await ask("/", cookie="theme=dark", accept_language="fr")
    assert b'lang="fr"' in french.body and b'lang="en"' in english.body and b'data-theme="dark"' in dark.body
    assert len(store.pages) == 3


async def test_a_page_made_while_something_changed_is_not_kept(topic: Topic) -> None:
    before = store.begin()
    await ask("/")
    ((key, page),) = store.pages.items()
    store.drop()
    store.keep(key, page, before)
    assert not store.pages


async def test_head_has_the_headers_of_get_and_no_body(topic: Topic) -> None:
    await ask("/")
    head = await ask("/", method="HEAD")
    assert head.status == 200 and head.body == b"" and int(head.header(b"content-length")) > 1000
