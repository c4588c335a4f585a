"""Finished public pages, for readers without a session: bytes that wait to be sent.

A plain ASGI layer in front of Django. Only what a view marked `public`, answered 200 and set no cookie may
enter; only a request that carries no session, no signature and no wish for ActivityPub may leave with it. The
journal drops everything at once: a page is never kept by the clock.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
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
    """Keyed by path, language and theme; the least recently read leaves first. Safe to drop from any thread."""

    def __init__(self) -> None:
        self.pages: OrderedDict[tuple[str, str, str], Kept] = OrderedDict()
        self.size = 0
        self.generation = 0
        self._guard = threading.Lock()

    def get(self, key: tuple[str, str, str]) -> Kept | None:
        with self._guard:
            kept = self.pages.get(key)
            if kept:
                self.pages.move_to_end(key)
            return kept

    def keep(self, key: tuple[str, str, str], page: Kept, generation: int) -> None:
        """Refused when something was dropped since `generation`: the page may show what was before."""
        with self._guard:
            if generation != self.generation:
                return
            self.pages[key] = page
            self.size += len(page.body)
            while self.size > MOST_BYTES:
                _key, old = self.pages.popitem(last=False)
                self.size -= len(old.body)

    def drop(self) -> None:
        with self._guard:
            self.pages.clear()
            self.size = 0
            self.generation += 1


store = PageStore()


class StoredPages:
    """ASGI: answer from the store, or let `app` answer and keep what it marked as public."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        key = _key(scope, headers)
        if key is None or not settings.CALADE_PAGE_STORE:
            await self.app(scope, receive, _without_mark(send))
            return
        encoding = _encoding(headers.get(b"accept-encoding", b""))
        if kept := store.get(key):
            await _answer(send, kept, encoding, headers.get(b"if-none-match", b""), scope["method"])
            return
        if scope["method"] == "HEAD":
            await self.app(scope, receive, _without_mark(send))
            return
        await self._ask(scope, receive, send, key, encoding)

    async def _ask(
        self, scope: Any, receive: Receive, send: Send, key: tuple[str, str, str], encoding: str
    ) -> None:
        generation = store.generation
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
