"""In front of the front door: three questions of machines, and a count of who passes.

`/livez`: this process runs. `/readyz`: it can answer people; `/readyz/worker`: a worker lives. `/metrics`: figures.
Anybody hears yes or no; the reasons and the figures are for callers on this machine (or its private network), which
came through no proxy, and for whoever has CALADE_METRICS_TOKEN.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings

from commons.base.headers import in_front
from commons.base.proxies import as_seen_by_proxies
from commons.live.hub import RESTARTING
from commons.operation import health, metrics
from commons.operation.traffic import traffic

Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Send], Awaitable[None]]

PLAIN = b"text/plain; charset=utf-8"
PATIENCE = 5.0  # seconds
KEPT = 1.0  # seconds: asking costs nobody more than this often
# This machine, and the networks that nobody reaches from outside (RFC 1918, RFC 4193).
INSIDE = [ipaddress.ip_network(one) for one in
          ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")]  # fmt: skip
FORWARDED = {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"}


class Porch:
    """An ASGI application around `inside`."""

    def __init__(self, inside: Application) -> None:
        self.inside = inside
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")
        self.kept: dict[str, tuple[float, Any]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        traffic.watch_for_the_end()
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and traffic.is_ending:
            await send({"type": "websocket.close", "code": RESTARTING})
        else:
            await self.inside(as_seen_by_proxies(scope), receive, send)

    async def _http(self, scope: Any, receive: Any, send: Send) -> None:
        path = scope["path"]
        if path == "/livez":
            await _say(send, 200, "yes\n")
        elif path in ("/readyz", "/readyz/worker"):
            await self._ready(
                scope, send, health.worker_troubles if path.endswith("worker") else health.troubles
            )
        elif path == "/metrics":
            await self._figures(scope, send)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: Any, receive: Any, send: Send) -> None:
        async def counting(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                traffic.count(message["status"])
            await send(message)

        traffic.now += 1
        try:
            await self.inside(as_seen_by_proxies(scope), receive, counting)
        finally:
            traffic.now -= 1

    async def _ready(self, scope: Any, send: Send, ask: Callable[[], list[str]]) -> None:
        found = ["This process ends."] if traffic.is_ending else []
        if not found:
            found = await self._asked(ask, ["The database does not answer."])
        said = (
            "".join(f"{why}\n" for why in found)
            if found and is_inside(scope)
            else "no\n"
            if found
            else "yes\n"
        )
        await _say(send, 503 if found else 200, said)

    async def _figures(self, scope: Any, send: Send) -> None:
        if not is_inside(scope):
            await _say(send, 404, "not here\n")
            return
        said = await self._asked(metrics.text, "")
        await _say(send, 200 if said else 503, said or "The database does not answer.\n", metrics.TYPE)

    async def _asked(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        """Asked in a thread of its own, so that pages that are slow make nobody believe that the town is dead."""
        loop = asyncio.get_running_loop()
        moment, answer = self.kept.get(ask.__name__, (-KEPT, None))
        if loop.time() - moment < KEPT:
            return answer
        try:
            answer = await asyncio.wait_for(loop.run_in_executor(self.pool, ask), PATIENCE)
        except Exception:
            answer = otherwise
        self.kept[ask.__name__] = (loop.time(), answer)
        return answer


def is_inside(scope: Any) -> bool:
    """Whoever holds the token; or somebody on this machine or its private network whom no proxy brought here."""
    headers = dict(scope["headers"])
    if token := settings.CALADE_METRICS_TOKEN:
        said = headers.get(b"authorization", b"")
        return hmac.compare_digest(said, b"Bearer " + token.encode())
    if FORWARDED & headers.keys():
        return False
    client = scope.get("client")
    if not client:
        return True  # a Unix socket
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in INSIDE)


async def _say(send: Send, status: int, words: str, kind: bytes = PLAIN) -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), *in_front()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
