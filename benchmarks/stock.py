"""The usual way, to compare with: a Channels group of one channel per socket, and nothing around it.

daphne benchmarks.stock:application    → /ws/ listens; POST /say/ sends its body to all, through group_send.
"""

from __future__ import annotations

import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

GROUP = "everybody"
LAYER = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 2_000}}

if not settings.configured:
    settings.configure(CHANNEL_LAYERS={"default": LAYER}, DATABASES={}, USE_TZ=True)


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(text_data=json.dumps({"t": "listening", "last": {}}))

    async def said(self, message: dict[str, Any]) -> None:
        await self.send(text_data=message["text"])


async def say(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive()).get("body", b"")
    await get_channel_layer().group_send(GROUP, {"type": "said", "text": body.decode()})
    await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


application = ProtocolTypeRouter({"http": say, "websocket": Socket.as_asgi()})
