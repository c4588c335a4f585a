"""What passes through this process, counted; and its end: no request is cut off, every page comes back by itself."""

import asyncio
import os
import signal
import threading
from collections import Counter
from types import FrameType
from typing import Any

from django.conf import settings

from commons.live.hub import hub

PATIENCE = 15.0  # seconds for requests that are being answered; run and systemd wait a little longer
LOOK_EVERY = 0.05


class Traffic:
    """`answered` counts by class of status ("2xx"), `now` requests that are being answered."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.now = 0
        self.is_ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: Any = None
        self._task: asyncio.Task[None] | None = None

    def count(self, status: int) -> None:
        self.answered[f"{status // 100}xx"] += 1

    def watch_for_the_end(self) -> None:
        """Take SIGTERM over from the server, once, from its own loop: it closes everything at once, in the middle."""
        if self._loop is None and threading.current_thread() is threading.main_thread():
            self._loop = asyncio.get_running_loop()
            self._before = signal.signal(signal.SIGTERM, self._asked_to_end)

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        if self.is_ending or self._loop is None or self._loop.is_closed():
            self._end()  # asked twice: at once
            return
        self.is_ending = True
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        self._task = asyncio.ensure_future(self._drain())

    async def _drain(self) -> None:
        """First those in front hear that no new reader should come, then open pages go, then the last answers."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        await asyncio.sleep(settings.CALADE_DRAIN)
        hub.close_all()
        while (self.now or hub.listeners) and loop.time() < deadline:  # noqa: ASYNC110  (once in the life of a process)
            await asyncio.sleep(LOOK_EVERY)
        self._end()

    def _end(self) -> None:
        """As the server itself would have."""
        if callable(self._before):
            self._before(signal.SIGTERM, None)
        else:
            signal.signal(signal.SIGTERM, self._before or signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)


traffic = Traffic()
