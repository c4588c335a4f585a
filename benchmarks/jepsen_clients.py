"""The people and servers of the small Jepsen: what they want, and what they know of its end.

What a client does not know the end of, it sends again under the same key, as a browser's script and other servers do.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.journeys.towns import Town

from .driver import Answer, Connection
from .federation import Sender
from .live import TOKEN

PATIENCE, PAUSE = 5.0, 0.15  # seconds for an answer, and between two things that one client does
LOST = (OSError, EOFError, asyncio.IncompleteReadError, TimeoutError, ValueError, IndexError)
BASE, TEXT = re.compile(r'name="base" value="(\d+)"'), re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.S)


@dataclass
class Deed:
    """Something that a client wanted: `where` orders it, `asked` and `answered` by the clock of this process."""

    kind: str
    mark: str
    where: str
    asked: float
    answered: float = 0.0
    end: str = "unknown"  # or "ok", "fail"


@dataclass
class History:
    deeds: list[Deed] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def kept(self, kind: str) -> list[Deed]:
        return [deed for deed in self.deeds if deed.kind == kind and deed.end == "ok"]


class Clients:
    def __init__(self, town: Town, about: dict[str, Any], senders: list[Sender], until: float) -> None:
        self.town, self.about, self.senders, self.until = town, about, senders, until
        self.history, self.count = History(), 0

    async def all_of_them(self) -> None:
        writers, helpers = self.about["writers"], self.about["helpers"]
        lives: list[Coroutine[Any, Any, None]] = []
        for number, cookie in enumerate(writers):
            topic, page = self.about["topics"][number % 2], self.about["pages"][number % 2]
            lives += [self._writes(cookie, topic), self._edits(cookie, page, number)]
        lives.append(self._offers(helpers))
        lives += [self._is_elsewhere(one, self.about["posts"][n % 2]) for n, one in enumerate(self.senders)]
        await asyncio.gather(*lives)

    async def _writes(self, cookie: str, topic: int) -> None:
        while deed := self._next("post", f"topic {topic}"):
            said = {"body": deed.mark, "client_id": str(uuid4()), "confirmed": "on"}
            await self._until_known(deed, self.form(f"/discussions/{topic}/ecrire/", cookie, said), {303})

    async def _edits(self, cookie: str, page: str, number: int) -> None:
        """Each writes under a heading of their own; the town joins them."""
        while time.monotonic() < self.until:
            shown = await self._ask(self._get(f"{page}modifier/", cookie))
            if shown is None or shown.status != 200 or not (deed := self._next("edit", page)):
                await asyncio.sleep(PAUSE)
                continue
            await self._until_known(deed, self._revision(shown, page, cookie, number, deed.mark), {302})

    def editing(self, number: int) -> bytes:
        """What writer `number` asks for first."""
        return self._get(f"{self.about['pages'][number]}modifier/", self.about["writers"][number])

    def revision(self, shown: Answer | None, number: int, mark: str) -> Callable[[], bytes] | None:
        if shown is None:
            return None
        return self._revision(shown, self.about["pages"][number], self.about["writers"][number], 0, mark)

    def _revision(self, shown: Answer, page: str, cookie: str, number: int, mark: str) -> Callable[[], bytes]:
        base, text = BASE.search(shown.body.decode()), TEXT.search(shown.body.decode())
        assert base and text, shown.body[:2000]
        heading, lines = f"## Partie {number}\n", html.unescape(text[1]).replace("\r\n", "\n")
        lines = lines.replace(heading, f"{heading}\n{mark}\n", 1)
        said = {"text": lines, "summary": mark, "base": base[1], "client_key": str(uuid4())}
        return self.form(f"{page}modifier/", cookie, said)

    async def _offers(self, helpers: list[str]) -> None:
        for cookie in helpers:
            for listing in self.about["listings"]:
                if not (deed := self._next("offer", f"listing {listing}")):
                    return
                said = {"message": deed.mark, "client_key": str(uuid4()), "adult": "on"}
                await self._until_known(deed, self.form(f"/entraide/{listing}/aider/", cookie, said), {302})
                await asyncio.sleep(4 * PAUSE)

    async def _is_elsewhere(self, sender: Sender, post: str) -> None:
        while deed := self._next("letter", sender.uri):
            number = self.count
            deed.mark = f"{sender.uri}/n/{number}"
            await self._until_known(deed, lambda n=number: sender.letter(self.town, n, post), {202})

    # -- One request ---------------------------------------------------------------------------------------------

    def _next(self, kind: str, where: str) -> Deed | None:
        if time.monotonic() >= self.until:
            return None
        self.count += 1
        deed = Deed(kind, f"jepsen-{kind}-{self.count}", where, time.monotonic())
        self.history.deeds.append(deed)
        return deed

    async def _until_known(self, deed: Deed, request: Callable[[], bytes], good: set[int]) -> None:
        while True:
            answer = await self._ask(request())
            if answer is not None and answer.status not in (429, 503):
                deed.end = "ok" if answer.status in good else "fail"
                deed.answered = time.monotonic()
                break
            if time.monotonic() > self.until + 2 * PATIENCE:
                return
            await asyncio.sleep(2 * PAUSE)
        await asyncio.sleep(PAUSE)

    async def _ask(self, request: bytes) -> Answer | None:
        """None: nobody knows what came of it."""
        connection = None
        try:
            async with asyncio.timeout(PATIENCE):
                connection = await Connection.open(self.town.port)
                connection.writer.write(request)
                answer = await connection._answer()
        except LOST as lost:
            self.history.statuses[type(lost).__name__] += 1
            return None
        finally:
            if connection:
                connection.writer.close()
        self.history.statuses[f"{request[:4].decode().strip()} {answer.status}"] += 1
        return answer

    def _get(self, path: str, cookie: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: localhost:{self.town.port}\r\nCookie: {cookie}\r\n\r\n".encode()

    def form(self, path: str, cookie: str, said: dict[str, str]) -> Callable[[], bytes]:
        body = urlencode({**said, "csrfmiddlewaretoken": TOKEN})
        return lambda: (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{self.town.port}\r\nOrigin: {self.town.origin}\r\n"
            f"Cookie: {cookie}; {self.about['csrf']}={TOKEN}\r\nAccept-Language: fr\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
