"""One hub per process: who listens to what here, and a bounded queue for each socket.

A frame is encoded once and offered to every local queue. What waits in a queue leaves together, as a list: what is
said at one moment costs one message per page. A queue that is full closes its socket: that page catches up by HTTP
instead of holding the others back.
"""

import asyncio
import contextlib
import json
import logging
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from importlib import import_module
from typing import Any

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.utils import timezone

from commons.live import things
from commons.live.things import Frame

logger = logging.getLogger(__name__)

GROUP = "hub"
QUEUE = 256  # frames that wait for one page
LONGEST = 15_000  # bytes of a message: Daphne is started with 16,384, and breaks what is longer
LOOK_AGAIN = 300.0  # seconds between two looks at the sessions of open pages
MOST_PAGES = 20  # of one person in one process
# 4012 and 4013 mean what 1012 and 1013 do; autobahn sends no code of the protocol itself but 1000.
LOGGED_OUT, TOO_SLOW, TOO_MANY, COME_LATER, RESTARTING = 4401, 4008, 4029, 4013, 4012


def packed(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()


class Listener:
    """One open page: a queue, the task that empties it, and what the page is allowed to hear."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        *,
        session: str = "",
        person_id: int | None = None,
    ) -> None:
        self.send, self.close = send, close
        self.session, self.person_id = session, person_id
        self.queue: asyncio.Queue[bytes | int] = asyncio.Queue(maxsize=QUEUE)
        self.hears: dict[str, str] = {}
        self.writer = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        with contextlib.suppress(Exception):  # a socket that is gone cannot be closed
            try:
                await self._write_on()
            except Exception:
                await self.close(
                    TOO_SLOW
                )  # else it would stay open and say nothing: the page comes back and asks
                raise

    async def _write_on(self) -> None:
        item = await self.queue.get()
        while isinstance(item, bytes):
            together, length = [item], len(item)
            following: bytes | int | None = None
            while following is None and not self.queue.empty():
                following = self.queue.get_nowait()
                if isinstance(following, bytes) and length + len(following) + 3 <= LONGEST:
                    together.append(following)
                    length, following = length + 1 + len(following), None
            await self.send((b"[%b]" % b",".join(together) if len(together) > 1 else item).decode())
            item = await self.queue.get() if following is None else following
        await self.close(item)

    def offer(self, frame: dict[str, Any]) -> bool:
        return self.offer_packed(packed(frame))

    def offer_packed(self, text: bytes) -> bool:
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.cut(TOO_SLOW)
            return False
        return True

    def cut(self, code: int) -> None:
        """Close soon: what still waits is dropped, the page catches up when it comes back."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(code)


class Hub:
    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.by_thing: dict[str, set[Listener]] = defaultdict(set)
        self.waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._guard = threading.Lock()
        self.is_closing = False

    # -- called from the event loop -----------------------------------------------------------------------
    def start(self) -> None:
        """Begin to hear of frames and to beat; again after the loop of the process was replaced (tests)."""
        loop = asyncio.get_running_loop()
        if self.loop is loop and all(not task.done() for task in self._tasks):
            return
        self.loop = loop
        works = (self._receive, self._beat, self._look)
        self._tasks = [loop.create_task(self._keep(work)) for work in works]

    def refuses(self, person_id: int | None) -> int:
        """The code to close with when one page more is too many, for this process or for one person; else 0.

        Networks are not counted: a hall where an assembly meets is one.
        """
        if len(self.listeners) >= settings.CALADE_MOST_PAGES:
            return COME_LATER
        if person_id and sum(one.person_id == person_id for one in self.listeners) >= MOST_PAGES:
            return TOO_MANY
        return 0

    def enter(self, listener: Listener) -> None:
        self.start()
        self.listeners.add(listener)

    def listen(self, listener: Listener, thing: str, audience: str) -> None:
        listener.hears[thing] = audience
        self.by_thing[thing].add(listener)

    def leave(self, listener: Listener) -> None:
        listener.writer.cancel()
        self.listeners.discard(listener)
        for thing in listener.hears:
            self.by_thing[thing].discard(listener)
            if not self.by_thing[thing]:
                del self.by_thing[thing]

    async def wait_for(self, thing: str, seconds: float) -> None:
        """Return when something is said of `thing` in this process, or after `seconds` (long polling)."""
        self.start()
        if self.is_closing:
            return
        event = asyncio.Event()
        self.waiting[thing].add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            self.waiting[thing].discard(event)
            if not self.waiting[thing]:
                del self.waiting[thing]

    def close_all(self) -> None:
        """This process ends: pages come back to the next one, and those that ask and wait are answered now."""
        self.is_closing = True
        for listener in tuple(self.listeners):
            listener.cut(RESTARTING)
        for event in [event for events in self.waiting.values() for event in events]:
            event.set()

    def deliver(self, message: dict[str, Any]) -> None:
        """Hand one message of the carrier to whom it concerns here."""
        if message["do"] == "kick":
            self._kick(message)
        elif message["do"] == "frames":
            for frame in message["frames"]:
                self._hand_over(frame)
        elif message["do"] == "drop":
            for forget in on_drop:
                forget(message.get("verb", ""))

    def _hand_over(self, frame: dict[str, Any]) -> None:
        text = packed({"t": "e", **{k: v for k, v in frame.items() if k != "audience"}})
        for listener in tuple(self.by_thing.get(frame["thing"], ())):
            if frame["audience"] in ("", listener.hears.get(frame["thing"])):
                listener.offer_packed(text)
        for event in tuple(self.waiting.get(frame["thing"], ())):
            event.set()

    def _kick(self, message: dict[str, Any]) -> None:
        for listener in tuple(self.listeners):
            by_session = message.get("session") and listener.session == message["session"]
            by_person = message.get("person") and listener.person_id == message["person"]
            if by_session or by_person:
                listener.cut(LOGGED_OUT)

    # -- tasks --------------------------------------------------------------------------------------------
    async def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("the hub stumbled; every page is asked to catch up")
                self._missed()
                await asyncio.sleep(1)

    async def _receive(self) -> None:
        """One member of the channel layer per process, joined anew each hour (memberships expire)."""
        layer = get_channel_layer()
        if isinstance(layer, InMemoryChannelLayer):
            await asyncio.Event().wait()  # one process: publish() hands frames over directly
        channel = await layer.new_channel("hub")
        await layer.group_add(GROUP, channel)
        self._missed()  # whatever was said before this moment did not reach this process
        while True:
            await layer.group_add(GROUP, channel)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3600):
                    while True:
                        message = await layer.receive(channel)
                        if message["type"] == "hub":
                            self.deliver(message["message"])
                        else:
                            self._missed()  # Redis was away: see CHANNEL_LAYERS

    def _missed(self) -> None:
        """Nobody knows what was said meanwhile: stored pages go, open pages are asked to catch up."""
        for forget in on_drop:
            forget("")
        for listener in tuple(self.listeners):
            listener.offer({"t": "resync"})

    async def _beat(self) -> None:
        """Say where everything stands, so that the loss of the very last frame is noticed too."""
        while True:
            await asyncio.sleep(settings.CALADE_HEARTBEAT)
            await self.beat()

    async def beat(self) -> None:
        last = await database_sync_to_async(last_seqs)(list(self.by_thing))
        for listener in tuple(self.listeners):
            heard = {thing: last[thing] for thing in listener.hears if thing in last}
            listener.offer({"t": "hb", "last": heard})

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            await self.look()

    async def look(self) -> None:
        """Cut the pages whose session has ended by itself; nobody said so."""
        keys = {one.session for one in self.listeners if one.person_id}
        alive = await database_sync_to_async(sessions_alive)(keys)
        for listener in tuple(self.listeners):
            if listener.person_id and listener.session in keys - alive:
                listener.cut(LOGGED_OUT)

    # -- called from any thread ---------------------------------------------------------------------------
    def publish(self, message: dict[str, Any]) -> None:
        """Tell every process. A hint, never a promise: the database is the truth and pages catch up from it."""
        layer = get_channel_layer()
        if isinstance(layer, InMemoryChannelLayer):
            if self.loop and self.loop.is_running():
                self.loop.call_soon_threadsafe(self.deliver, message)
            else:
                self.deliver(message if message["do"] == "drop" else {**message, "do": "nothing"})
            return
        packed = {"type": "hub", "message": message}
        if self.loop and self.loop.is_running():
            asyncio.run_coroutine_threadsafe(layer.group_send(GROUP, packed), self.loop)
        else:
            async_to_sync(layer.group_send)(GROUP, packed)

    def is_heard(self, thing: str = "") -> bool:
        """Can anybody hear what is published here, of `thing`: an open page of this process, or others through Redis?

        Who begins to listen a moment later asks where it stands by themselves.
        """
        if not isinstance(get_channel_layer(), InMemoryChannelLayer):
            return True
        return self.loop is not None and (not thing or thing in self.by_thing or thing in self.waiting)

    def publish_frames(self, frames: Iterable[Frame]) -> None:
        """What is said at one moment, in this order."""
        if packed := [vars(frame) for frame in frames]:
            self.publish({"do": "frames", "frames": packed})


on_drop: list[Callable[[str], None]] = []  # given the verb of what happened; "": it is not known
hub = Hub()


def last_seqs(listened: list[str]) -> dict[str, int]:
    """Where things stand now: one query per kind of thing."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for thing in listened:
        name, _, key = thing.partition(":")
        by_kind[name].append(key)
    found: dict[str, int] = {}
    for name, kind in things.kinds().items():
        if keys := by_kind.get(name):
            found |= {f"{name}:{key}": seq for key, seq in kind.last_seqs(keys).items()}
    return found


def sessions_alive(keys: set[str]) -> set[str]:
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    alive: set[str] = set()
    asked = sorted(keys)
    for at in range(0, len(asked), 500):  # SQLite takes so many values at once
        found = model.objects.filter(session_key__in=asked[at : at + 500], expire_date__gt=timezone.now())
        alive |= set(found.values_list("session_key", flat=True))
    return alive


def kick_session(session_key: str) -> None:
    """Close the open pages of one signed-in browser, in every process."""
    hub.publish({"do": "kick", "session": session_key})


def kick_person(person_id: int) -> None:
    """Close every open page of somebody: suspended, removed, or whose rights have changed."""
    hub.publish({"do": "kick", "person": person_id})
