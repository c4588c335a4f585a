"""The files of pictures, in front of Django: bytes as they lie on the disk, in pieces, nothing asked of the database.

Whoever asks, however they ask, is answered with a picture or with 404: never with a page, nor with what another
server could take for a document.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import IO, Any

from commons.base.headers import as_lines, strict_transport
from commons.images import files

PIECE = 65_536  # bytes
PATH = re.compile(r"/media/(?P<shard>[0-9a-f]{2})/(?P<name>(?P=shard)[0-9a-f]{10})/(?P<file>[a-z]+\.[a-z]+)")
SAFETY = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    # Pages of other servers may show it, as the licence lets them.
    (b"cross-origin-resource-policy", b"cross-origin"),
]
NOT_KEPT = [(b"cache-control", b"no-store")]
FOR_EVER = [(b"cache-control", b"public, max-age=31536000, immutable")]  # another picture is another name

Send = Callable[[dict[str, Any]], Awaitable[None]]


class PictureFiles:
    """ASGI, for paths that begin with /media/."""

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        found = PATH.fullmatch(scope["path"])
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, [(b"allow", b"GET, HEAD"), *NOT_KEPT])
        elif found is None or found["file"] not in files.NAMES:
            await _answer(send, 404, NOT_KEPT)
        else:
            await _serve(scope, send, found["name"], found["file"])


async def _serve(scope: Any, send: Send, name: str, file: str) -> None:
    try:
        content = await asyncio.to_thread((files.served(name) / file).open, "rb")
    except OSError:
        await _answer(send, 404, NOT_KEPT)
        return
    with content:
        etag = f'"{name}-{file}"'.encode()
        known = dict(scope["headers"]).get(b"if-none-match", b"")
        if etag in (tag.strip().removeprefix(b"W/") for tag in known.split(b",")):
            await _answer(send, 304, [(b"etag", etag), *FOR_EVER])
            return
        size = await asyncio.to_thread(content.seek, 0, 2)
        headers = [
            (b"etag", etag),
            *FOR_EVER,
            (b"content-type", files.NAMES[file].encode()),
            (b"content-length", str(size).encode()),
            (b"content-disposition", f'inline; filename="{name}-{file}"'.encode()),
        ]
        content.seek(0)
        await _answer(send, 200, headers, content if scope["method"] == "GET" else None)


async def _answer(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], content: IO[bytes] | None = None
) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*SAFETY, *as_lines(strict_transport()), *headers],
        }
    )
    while content and (piece := await asyncio.to_thread(content.read, PIECE)):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
