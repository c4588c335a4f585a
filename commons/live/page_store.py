"""Finished public pages, for readers without a session: bytes that wait to be sent.

A plain ASGI layer in front of Django. Only what a view marked `public`, answered 200 and set no cookie may
enter; only a request that carries no session, no signature and no wish for ActivityPub may leave with it. The
journal drops everything at once; while many write at the same time, what they add is seen within a second (`BURST`).
Of several who ask for a page that is not there, one has it made and the others wait for it.
"""

import asyncio
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from time import monotonic
from typing import Any

import brotli
from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[Any, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

MOST_BYTES = 48_000_000
LARGEST = 400_000
MOST_PATHS = 10_000
BURST, AT_ONCE = 1.0, 5  # seconds; entries that drop at once in that time
VARY = b"Accept, Accept-Encoding, Accept-Language, Cookie"


@dataclass
class Kept:
    headers: Headers
    body: bytes
    etag: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)

    def in_encoding(self, encoding: str) -> bytes:
        if encoding not in self.encoded:
            packed: bytes = brotli.compress(self.body, quality=10) if encoding == "br" else self.body
            self.encoded[encoding] = gzip.compress(self.body, 6) if encoding == "gzip" else packed
        return self.encoded[encoding]


class PageStore:
    """Keyed by path, language and theme; the least recently read leaves first. Safe to drop from any thread.

    Everything goes with each entry of the journal. Entries of `patient` verbs are those that come in great numbers
    and only add words: the first few of them drop at once, the others of the same `BURST` together, at its end. Where
    bursts follow each other, pages are made once in each.
    """

    def __init__(self) -> None:
        self.pages: OrderedDict[tuple[str, str, str], Kept] = OrderedDict()
        self.size = 0
        self.patient: set[str] = set()
        self.ever_kept: set[str] = set()  # paths: whoever asks for one of these may wait for another's
        self._generation = 0
        self._burst_ends, self._in_burst, self._goes_on = 0.0, 0, False
        self._awaited = False  # something was added that the pages do not show yet
        self._guard = threading.Lock()

    def get(self, key: tuple[str, str, str]) -> Kept | None:
        with self._guard:
            self._end_burst()
            kept = self.pages.get(key)
            if kept:
                self.pages.move_to_end(key)
            return kept

    def begin(self) -> int:
        """Before a page is made: what to give to `keep`."""
        with self._guard:
            self._end_burst()
            return self._generation

    def keep(self, key: tuple[str, str, str], page: Kept, generation: int) -> None:
        """Refused when something was dropped since `generation`: the page may show what was before."""
        with self._guard:
            self._end_burst()
            if generation != self._generation:
                return
            self.pages[key] = page
            self.size += len(page.body)
            if len(self.ever_kept) >= MOST_PATHS:
                self.ever_kept.clear()
            self.ever_kept.add(key[0])
            while self.size > MOST_BYTES:
                _key, old = self.pages.popitem(last=False)
                self.size -= len(old.body)

    def drop(self, verb: str = "") -> None:
        """An entry with this verb was written; "": it is not known which."""
        with self._guard:
            if verb in self.patient:
                self._wait_or_drop(monotonic())
            else:
                self._drop()
                self._burst_ends, self._in_burst = 0.0, 0

    def waits_with(self, verbs: Iterable[str]) -> None:
        """What these say may be seen a moment later by who is not signed in, when there is much of it."""
        self.patient.update(verbs)

    def _wait_or_drop(self, now: float) -> None:
        if now >= self._burst_ends:
            self._goes_on = self._in_burst > AT_ONCE and now < self._burst_ends + BURST
            self._burst_ends, self._in_burst = now + BURST, 0
        self._in_burst += 1
        if self._goes_on or self._in_burst > AT_ONCE:
            self._awaited = True
        else:
            self._drop()

    def _end_burst(self) -> None:
        if self._awaited and monotonic() >= self._burst_ends:
            self._drop()

    def _drop(self) -> None:
        self.pages.clear()
        self.size, self._awaited = 0, False
        self._generation += 1


store = PageStore()


class StoredPages:
    """ASGI: answer from the store, or let `app` answer and keep what it marked as public."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._being_made: dict[tuple[str, str, str], asyncio.Event] = {}

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        key = _key(scope, headers)
        if key is None or not settings.CALADE_PAGE_STORE:
            await self.app(scope, receive, _without_mark(send))
            return
        encoding = _encoding(headers.get(b"accept-encoding", b""))
        kept = store.get(key)
        if kept is None and key[0] in store.ever_kept and (made := self._being_made.get(key)):
            await made.wait()
            kept = store.get(key)
        if kept:
            await _answer(send, kept, encoding, headers.get(b"if-none-match", b""), scope["method"])
            return
        if scope["method"] == "HEAD":
            await self.app(scope, receive, _without_mark(send))
            return
        made = self._being_made[key] = asyncio.Event()
        try:
            await self._ask(scope, receive, send, key, encoding)
        finally:
            made.set()
            if self._being_made.get(key) is made:
                del self._being_made[key]

    async def _ask(
        self, scope: Any, receive: Receive, send: Send, key: tuple[str, str, str], encoding: str
    ) -> None:
        generation = store.begin()
        start: dict[str, Any] = {}
        chunks: list[bytes] = []

        async def keep(message: dict[str, Any]) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if _may_be_kept(message):
                    start = message
                    return
                await _without_mark(send)(message)
            elif not start:
                await send(message)
            else:
                chunks.append(message.get("body", b""))

        await self.app(scope, receive, keep)
        if start:
            page = _kept(start, b"".join(chunks))
            if len(page.body) <= LARGEST:
                store.keep(key, page, generation)
            await _answer(send, page, encoding, b"", scope["method"])


def _key(scope: Any, headers: dict[bytes, bytes]) -> tuple[str, str, str] | None:
    """None when the answer may depend on who asks."""
    if scope["method"] not in {"GET", "HEAD"} or b"signature" in headers or b"authorization" in headers:
        return None
    if headers.get(b"host", b"").decode("latin-1") != settings.CALADE_HOST or b"x-fragment" in headers:
        return None
    accept = headers.get(b"accept", b"")
    if b"json" in accept:
        return None
    cookies = _cookies(headers.get(b"cookie", b""))
    if cookies is None or settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies:
        return None
    path = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
    if len(path) > 300:
        return None
    theme = cookies.get("theme", "")
    theme = theme if theme in {"light", "dark"} else ""
    return path, language_of(headers), theme


def _cookies(raw: bytes) -> dict[str, str] | None:
    if not raw:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(raw.decode("latin-1")).items()}
    except CookieError:
        return None


def language_of(headers: Mapping[bytes, bytes]) -> str:
    """The one that was chosen, else the first known one that the browser asks for, else the town's."""
    cookies = _cookies(headers.get(b"cookie", b"")) or {}
    cookie, accepted = cookies.get(settings.LANGUAGE_COOKIE_NAME, ""), headers.get(b"accept-language", b"")
    known = dict(settings.LANGUAGES)
    if cookie in known:
        return cookie
    for language, _quality in parse_accept_lang_header(accepted.decode("latin-1")[:200]):
        if (short := language.split("-")[0]) in known:
            return short
    return str(settings.LANGUAGE_CODE)


def _encoding(accepted: bytes) -> str:
    names = {
        part.split(b";")[0].strip()
        for part in accepted.split(b",")
        if b"q=0" not in part.replace(b"q=0.", b"")
    }
    return "br" if b"br" in names else "gzip" if b"gzip" in names else ""


def _may_be_kept(start: dict[str, Any]) -> bool:
    names = {name.lower() for name, _value in start["headers"]}
    return start["status"] == 200 and b"x-page-store" in names and b"set-cookie" not in names


def _kept(start: dict[str, Any], body: bytes) -> Kept:
    dropped = {b"x-page-store", b"content-length", b"vary", b"cache-control", b"etag", b"content-encoding"}
    headers = [(name.lower(), value) for name, value in start["headers"] if name.lower() not in dropped]
    headers += [(b"vary", VARY), (b"cache-control", b"no-cache")]
    return Kept(headers, body, b'W/"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"')


def _without_mark(send: Send) -> Send:
    """The mark is between the view and the store; readers never see it."""

    async def cleaned(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [(n, v) for n, v in message["headers"] if n.lower() != b"x-page-store"]
            if len(headers) != len(message["headers"]):
                headers.append((b"cache-control", b"no-cache"))
            message = {**message, "headers": headers}
        await send(message)

    return cleaned


async def _answer(send: Send, page: Kept, encoding: str, known: bytes, method: str) -> None:
    headers = [*page.headers, (b"etag", page.etag)]
    if known and page.etag in [tag.strip() for tag in known.split(b",")]:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = page.in_encoding(encoding)
    if encoding:
        headers.append((b"content-encoding", encoding.encode()))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
