"""Open pages of a topic: the same news in the same order, nothing that is not for them, nothing lost."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from commons.accounts.actions import close_devices
from commons.accounts.models import Device
from commons.base.errors import MayNot
from commons.conversations.actions import delete_post, hide_topic, open_private_thread, react, write_post
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.live import hub as hubs
from commons.live.hub import hub
from commons.live.push import push
from commons.notices.live import publish
from commons.notices.models import Notice
from commons.people.actions import suspend_person, take_role
from commons.people.models import Person
from tests.commons.live.conftest import ORIGIN, ask, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 5  # seconds in which whoever may no longer listen must hear nothing more

writes, deletes, reacts, opens = map(sync_to_async, (write_post, delete_post, react, open_private_thread))


async def listening(socket: Any, *things: str) -> dict[str, int]:
    connected, _protocol = await socket.connect()
    assert connected
    await socket.send_json_to({"listen": list(things)})
    answer = await socket.receive_json_from(timeout=10)
    assert answer["t"] == "listening"
    return answer["last"]


async def closed_with(socket: Any, *things: str) -> int:
    await socket.connect()
    await socket.send_json_to({"listen": list(things)})
    code: int = (await socket.receive_output(timeout=10))["code"]
    return code


async def test_two_pages_hear_the_same_in_the_same_order(
    alice: Person, bob: Person, topic: Topic, page: Any
) -> None:
    visitor, member = await page(), await page(await cookie_of(bob))
    for socket in (visitor, member):
        assert await listening(socket, topic.thing) == {topic.thing: 1}
    post = await writes(topic, by=alice, text="Un **banc**")
    await writes(topic, by=bob, text="Deux bancs")
    await reacts(post, by=bob, emoji="👍")
    await deletes(post, by=alice)
    heard = [[await socket.receive_json_from(timeout=10) for _ in range(4)] for socket in (visitor, member)]
    assert heard[0] == heard[1]
    assert [(frame["seq"], frame["kind"], frame["ref"]) for frame in heard[0]] == [
        (2, "post", "2"), (3, "post", "3"), (4, "react", "2"), (5, "delete", "2"),
    ]  # fmt: skip
    assert "<strong>banc</strong>" in heard[0][0]["html"] and "banc" not in heard[0][3]["html"]


async def test_a_private_thread_is_not_heard_by_others(
    alice: Person, bob: Person, charlie: Person, ada: Person, topic: Topic, page: Any
) -> None:
    thread = await opens(about=alice, title="Secret", members=[alice, bob])
    inside, outside = await page(await cookie_of(bob)), []
    assert thread.thing in await listening(inside, thread.thing)
    for cookie in ("", await cookie_of(charlie), await cookie_of(ada)):
        for absent in ((thread.thing,), ("topic:999999",), ("nothing:1", "topic:x")):
            assert await closed_with(await page(cookie), *absent) == 4404, (
                "what is not there and what is not theirs"
            )
        outside.append(await page(cookie))
        assert await listening(outside[-1], thread.thing, topic.thing) == {topic.thing: 1}
    await writes(thread, by=alice, text="Le code est 4512")
    frame = await inside.receive_json_from(timeout=10)
    assert frame["html"] == "" and "4512" not in json.dumps(frame)  # private words never travel in a frame
    for socket in outside:
        assert await socket.receive_nothing(timeout=0.3)


@pytest.mark.parametrize("origin", [None, b"https://evil.example", b"null", ORIGIN + b".evil.example", b"x"])
async def test_another_site_opens_no_socket(town: Any, page: Any, origin: bytes | None) -> None:
    socket = await page(origin=origin)
    connected, _code = await socket.connect()
    assert not connected


async def test_logging_out_closes_the_pages_of_that_browser_only(
    alice: Person, topic: Topic, page: Any
) -> None:
    here, elsewhere = await cookie_of(alice), await cookie_of(alice)
    mine, other = await page(here), await page(elsewhere)
    for socket in (mine, other):
        await listening(socket, topic.thing)
    out = await ask("/compte/logout/", method="POST", cookie=here)
    assert out.status == 403  # no token: nothing happens
    await sync_to_async(hubs.kick_session)(here.partition("=")[2])
    closed = await mine.receive_output(timeout=AT_ONCE)
    assert closed == {"type": "websocket.close", "code": 4401}
    assert await other.receive_nothing(timeout=0.3)


async def test_the_logout_page_itself_closes_them(alice: Person, topic: Topic, page: Any) -> None:
    from django.test import Client

    browser = Client()
    await sync_to_async(lambda: browser.force_login(alice.account))()
    name = settings.SESSION_COOKIE_NAME
    socket = await page(f"{name}={browser.cookies[name].value}")
    await listening(socket, topic.thing)
    await sync_to_async(browser.post)("/compte/logout/")
    assert await socket.receive_output(timeout=AT_ONCE) == {"type": "websocket.close", "code": 4401}


async def test_a_suspended_person_is_shown_out(alice: Person, mona: Person, topic: Topic, page: Any) -> None:
    socket = await page(await cookie_of(alice))
    await listening(socket, topic.thing)
    with pytest.raises(MayNot):
        await sync_to_async(suspend_person)(mona, by=alice)
    await sync_to_async(suspend_person)(alice, by=mona)
    assert await socket.receive_output(timeout=AT_ONCE) == {"type": "websocket.close", "code": 4401}


async def test_a_browser_that_is_closed_from_elsewhere_is_shown_out(
    alice: Person, topic: Topic, page: Any
) -> None:
    here, lost = await cookie_of(alice), await cookie_of(alice)
    mine, socket = await page(here), await page(lost)
    for one in (mine, socket):
        await listening(one, topic.thing)
    device = await Device.objects.aget(session_key=lost.partition("=")[2])
    await sync_to_async(close_devices)([device], by=alice.account)
    assert await socket.receive_output(timeout=AT_ONCE) == {"type": "websocket.close", "code": 4401}
    assert await mine.receive_nothing(timeout=0.3)


async def test_who_loses_a_charge_is_shown_out_of_what_it_opened(
    alice: Person, mona: Person, ada: Person, topic: Topic, page: Any
) -> None:
    """The page comes back by itself, and hears what it may hear now."""
    await sync_to_async(hide_topic)(topic, by=mona)
    socket = await page(await cookie_of(mona))
    assert topic.thing in await listening(socket, topic.thing)
    role = await mona.role_set.aget()
    await sync_to_async(take_role)(role, by=ada)
    assert await socket.receive_output(timeout=AT_ONCE) == {"type": "websocket.close", "code": 4401}
    assert await closed_with(await page(await cookie_of(mona)), topic.thing) == 4404


async def test_of_what_was_hidden_meanwhile_no_word_reaches_who_still_listens(
    bob: Person, mona: Person, topic: Topic, page: Any
) -> None:
    socket = await page()
    await listening(socket, topic.thing)
    await writes(topic, by=bob, text="Un mot")
    assert "Un mot" in (await socket.receive_json_from(timeout=10))["html"]
    written = await sync_to_async(Entry.objects.filter(verb="conversations.post_written").latest)("pk")
    await sync_to_async(hide_topic)(topic, by=mona)
    while await socket.receive_nothing(timeout=0.3) is False:
        await socket.receive_json_from(timeout=10)
    await sync_to_async(push)([await Entry.objects.aget(pk=written.pk)])
    frame = await socket.receive_json_from(timeout=10)
    assert (frame["kind"], frame["html"]) == ("post", ""), "the page asks, and is refused"


async def test_what_was_missed_is_asked_for_by_number(
    alice: Person, bob: Person, topic: Topic, town: Any
) -> None:
    for number in range(3):
        await writes(topic, by=bob, text=f"Message {number}")
    answer = json.loads((await ask(f"/live/events/?thing={topic.thing}&after=2")).body)
    assert [event["seq"] for event in answer["events"]] == [3, 4] and answer["last"] == 4
    assert "Message 2" in answer["events"][1]["html"]
    assert json.loads((await ask(f"/live/events/?thing={topic.thing}&after=4")).body) == {
        "events": [],
        "last": 4,
    }


async def test_nobody_catches_up_on_what_they_may_not_read(
    alice: Person, bob: Person, charlie: Person
) -> None:
    thread = await opens(about=alice, title="Secret", members=[alice, bob])
    await writes(thread, by=alice, text="Le code est 4512")
    inside = await ask(f"/live/events/?thing={thread.thing}&after=0", cookie=await cookie_of(bob))
    assert "4512" in json.loads(inside.body)["events"][0]["html"]
    forbidden = await ask(f"/live/events/?thing={thread.thing}&after=0", cookie=await cookie_of(charlie))
    absent = await ask("/live/events/?thing=topic:999999&after=0", cookie=await cookie_of(charlie))
    assert forbidden == absent and absent.status == 404


@pytest.mark.parametrize("odd", ["²", "9" * 30, "-1", "x", "%00", ""])
async def test_what_is_no_number_is_not_there(alice: Person, topic: Topic, town: Any, odd: str) -> None:
    for kind in ("topic", "page", "listing", "board", "person"):
        assert (await ask(f"/live/events/?thing={kind}:{odd}&after=0")).status == 404
    for name in ("after", "wait"):
        assert (await ask(f"/live/events/?thing={topic.thing}&{name}={odd or 'nan'}")).status == 404


@pytest.mark.parametrize("length", [b"\xb2", b"9" * 5000, b"-1"])
async def test_a_length_that_is_none_is_too_large(town: Any, length: bytes) -> None:
    answer = await ask("/recherche/", method="POST", content_length=length.decode("latin-1"))
    assert answer.status == 413


async def test_who_waits_is_answered_as_soon_as_something_is_said(
    bob: Person, topic: Topic, page: Any
) -> None:
    waiting = asyncio.create_task(ask(f"/live/events/?thing={topic.thing}&after=1&wait=20"))
    while topic.thing not in hub.waiting:  # noqa: ASYNC110 (the hub tells nobody that somebody waits)
        await asyncio.sleep(0.01)
    await writes(topic, by=bob, text="Me voici")
    answer = json.loads((await asyncio.wait_for(waiting, 10)).body)
    assert [event["seq"] for event in answer["events"]] == [2]


async def test_a_page_that_is_too_slow_is_cut_and_the_others_are_not() -> None:
    sent: list[str] = []
    closed: list[int] = []
    stuck = asyncio.Event()

    async def never(text: str) -> None:
        await stuck.wait()

    async def fast(text: str) -> None:
        sent.append(text)

    async def close(code: int) -> None:
        closed.append(code)

    slow, quick = hubs.Listener(never, close), hubs.Listener(fast, close)
    for listener in (slow, quick):
        hub.enter(listener)
        hub.listen(listener, "topic:1", "")
    frame = {"thing": "topic:1", "seq": 1, "kind": "post", "html": "", "ref": "", "audience": ""}
    for number in range(hubs.QUEUE + 2):
        hub.deliver({"do": "frames", "frames": [{**frame, "seq": number}]})
        await asyncio.sleep(0)
    stuck.set()
    await asyncio.wait_for(slow.writer, 10)
    assert closed == [hubs.TOO_SLOW] == [4008]
    assert len(sent) == hubs.QUEUE + 2
    for listener in (slow, quick):
        hub.leave(listener)
    assert "topic:1" not in hub.by_thing


async def test_what_is_said_at_one_moment_leaves_together_and_no_message_is_too_long() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    async def close(_code: int) -> None: ...

    listener = hubs.Listener(send, close)
    hub.enter(listener)
    hub.listen(listener, "topic:1", "")
    frame = {"thing": "topic:1", "kind": "post", "html": "«\u202fé,]»" * 300, "ref": "", "audience": ""}
    many = list(range(6, 30))
    for some in ([1], [2, 3], [4, 5], many):
        hub.deliver({"do": "frames", "frames": [{**frame, "seq": seq} for seq in some]})
        for _turn in range(20):
            await asyncio.sleep(0)
    hub.leave(listener)
    heard = [json.loads(text) for text in sent]
    assert heard[0]["seq"] == 1, "one alone comes as it is"
    assert [[one["seq"] for one in some] for some in heard[1:3]] == [[2, 3], [4, 5]]
    assert [one["seq"] for some in heard[3:] for one in some] == many and len(heard) > 4
    assert max(len(text.encode()) for text in sent) <= hubs.LONGEST


async def test_a_page_that_cannot_be_told_is_closed_so_that_it_asks() -> None:
    closed: list[int] = []

    async def send(_text: str) -> None:
        raise ValueError("too long for this socket")

    async def close(code: int) -> None:
        closed.append(code)

    listener = hubs.Listener(send, close)
    listener.offer({"t": "resync"})
    await asyncio.wait_for(listener.writer, 10)
    assert closed == [hubs.TOO_SLOW]


async def test_the_heartbeat_says_where_things_stand(bob: Person, topic: Topic, page: Any) -> None:
    socket = await page()
    await listening(socket, topic.thing)
    await writes(topic, by=bob, text="x")
    await socket.receive_json_from(timeout=10)
    await hub.beat()
    assert await socket.receive_json_from(timeout=10) == {"t": "hb", "last": {topic.thing: 2}}


@pytest.mark.parametrize("said", ["{", "[]", '{"listen": "topic:1"}', '{"listen": [1]}', "null"])
async def test_nonsense_closes_the_socket(town: Any, page: Any, said: str) -> None:
    socket = await page()
    await socket.connect()
    await socket.send_to(text_data=said)
    assert (await socket.receive_output(timeout=10))["code"] == 4400


async def test_the_badge_is_for_its_owner(alice: Person, bob: Person, topic: Topic, page: Any) -> None:
    thing = f"person:{alice.pk}"
    mine, other = await page(await cookie_of(alice)), await page(await cookie_of(bob))
    await mine.connect()
    await mine.send_json_to({"listen": [thing]})
    assert "last" in await mine.receive_json_from(timeout=10)
    assert thing not in await listening(other, thing, f"person:{bob.pk}", topic.thing)
    entry = await sync_to_async(Entry.objects.latest)("pk")
    notice = await sync_to_async(Notice.objects.create)(person=alice, entry=entry, kind="x", href="/")
    await sync_to_async(publish)([notice])
    frame = await mine.receive_json_from(timeout=10)
    assert (frame["kind"], frame["ref"], frame["html"]) == ("notice", "1", "")
    assert await other.receive_nothing(timeout=0.3)
