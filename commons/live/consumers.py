"""The one socket of a page: it listens, it never writes. What a person says goes through HTTP."""

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from commons.live import things
from commons.live.hub import Listener, hub, last_seqs

MOST_THINGS = 20
MOST_FRAMES = 60
NOT_HERE = 4404  # there is nothing to hear, or not for this reader: the same answer for both


class PageConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """{"listen": ["topic:12"]} → {"t": "listening", "last": {"topic:12": 871}}, then frames as they come."""

    channel_layer_alias = "the hub fans out: no channel per socket"
    listener: Listener | None = None
    frames_heard = 0

    async def connect(self) -> None:
        user: Any = self.scope.get("user")
        session = self.scope.get("session")
        self.person = await database_sync_to_async(person_of)(user)
        await self.accept()
        if code := hub.refuses(self.person and self.person.pk):
            await self.close(code)
            return
        self.listener = Listener(
            self._send,
            self.close,
            session=getattr(session, "session_key", "") or "",
            person_id=self.person.pk if self.person else None,
        )
        hub.enter(self.listener)

    async def _send(self, text: str) -> None:
        await self.send(text_data=text)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self.frames_heard += 1
        asked = _asked(text_data)
        if asked is None or self.frames_heard > MOST_FRAMES or self.listener is None:
            await self.close(4400)
            return
        for thing in asked:
            found = things.kind_of(thing)
            may_listen = database_sync_to_async(found[0].may_listen) if found else None
            audience = await may_listen(self.person, found[1]) if may_listen and found else None
            if audience is not None and len(self.listener.hears) < MOST_THINGS:
                hub.listen(self.listener, thing, audience)
        if asked and not self.listener.hears:
            await self.close(NOT_HERE)
            return
        # Listened first, then told where things stand: whatever falls in between comes as a frame.
        last = await database_sync_to_async(last_seqs)(list(self.listener.hears))
        self.listener.offer({"t": "listening", "last": last})

    async def disconnect(self, code: int) -> None:
        if self.listener:
            hub.leave(self.listener)


def _asked(text: str | None) -> list[str] | None:
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    asked = frame.get("listen") if isinstance(frame, dict) else None
    if not isinstance(asked, list) or not all(isinstance(thing, str) and len(thing) < 80 for thing in asked):
        return None
    return asked[:MOST_THINGS]


def person_of(user: Any) -> Any:
    if user is None or not user.is_authenticated:
        return None
    person = user.person
    return person if person and person.is_active else None
