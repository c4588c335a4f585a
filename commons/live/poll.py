"""What was missed: `GET /live/events/?thing=topic:12&after=870&wait=25`.

The same address serves catching up (wait=0) and long polling. Asynchronous, so that waiting holds no thread.
"""

import json
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.http import AsyncHttpConsumer

from commons.base.headers import in_front
from commons.base.numbers import natural
from commons.live import things
from commons.live.consumers import person_of
from commons.live.hub import hub

LONGEST = 25.0


class EventsConsumer(AsyncHttpConsumer):  # type: ignore[misc]
    channel_layer_alias = "nothing is sent to it: it needs no channel, and no Redis"

    async def handle(self, body: bytes) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        found = things.kind_of(query.get("thing", [""])[0])
        after = natural(query.get("after", ["0"])[0])
        wait = natural(query.get("wait", ["0"])[0])
        person = await database_sync_to_async(person_of)(self.scope.get("user"))
        kind, key = found or (None, "")
        if kind is None or kind.events_after is None or after is None or wait is None:
            await self._say(404, {"error": "nothing here"})
            return
        if await database_sync_to_async(kind.may_listen)(person, key) is None:
            await self._say(404, {"error": "nothing here"})
            return
        events = await database_sync_to_async(kind.events_after)(person, key, after)
        if wait > 0 and not events.get("events") and not events.get("reset"):
            await hub.wait_for(f"{kind.name}:{key}", min(float(wait), LONGEST))
            events = await database_sync_to_async(kind.events_after)(person, key, after)
        await self._say(200, events)

    async def _say(self, status: int, answer: dict[str, Any]) -> None:
        await self.send_response(
            status,
            json.dumps(answer).encode(),
            headers=[
                (b"Content-Type", b"application/json"),
                (b"Cache-Control", b"private, no-store"),
                *in_front(),
            ],
        )
