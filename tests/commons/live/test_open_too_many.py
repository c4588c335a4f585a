"""How many pages a process keeps fresh, for one person and in all; and pages whose session has ended by itself."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from commons.accounts.models import Device
from commons.conversations.models import Topic
from commons.live import hub as hubs
from commons.live.hub import hub
from commons.people.models import Person
from tests.commons.live.conftest import cookie_of
from tests.commons.live.test_listen_topic import listening

pytestmark = pytest.mark.django_db(transaction=True)


async def test_one_page_more_of_one_person_asks_instead(
    alice: Person, bob: Person, topic: Topic, page: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(hubs, "MOST_PAGES", 2)
    for _ in range(2):
        await listening(await page(await cookie_of(alice)), topic.thing)
    third = await page(await cookie_of(alice))
    await third.connect()
    assert await third.receive_output(timeout=10) == {"type": "websocket.close", "code": 4029}
    for cookie in (await cookie_of(bob), "", ""):
        await listening(await page(cookie), topic.thing)


async def test_a_process_that_is_full_says_come_later(town: Any, page: Any, settings: Any) -> None:
    first = await page()
    await listening(first)
    settings.CALADE_MOST_PAGES = len(hub.listeners)
    second = await page()
    await second.connect()
    assert await second.receive_output(timeout=10) == {"type": "websocket.close", "code": 4013}
    settings.CALADE_MOST_PAGES += 1
    await listening(await page())


async def test_a_session_that_ended_by_itself_closes_its_pages(
    alice: Person, bob: Person, topic: Topic, page: Any
) -> None:
    hers, his, visitor = await page(await cookie_of(alice)), await page(await cookie_of(bob)), await page()
    for socket in (hers, his, visitor):
        await listening(socket, topic.thing)
    await sync_to_async(end_the_session_of)(alice)
    await hub.look()
    assert await hers.receive_output(timeout=10) == {"type": "websocket.close", "code": 4401}
    for socket in (his, visitor):
        assert await socket.receive_nothing(timeout=0.3)


def end_the_session_of(person: Person) -> None:
    for session in Device.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(person.account.pk):
            Device.objects.filter(pk=session.pk).update(expire_date=timezone.now())
