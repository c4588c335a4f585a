"""GET from other servers: the only module that may import an HTTP client. POST: `posting.py`, by the same rules.

Safe against inner addresses (the name is resolved once, all answers are checked, the checked one is
connected to), against servers that never end (one deadline for everything, a cap on bytes, no
decompression), against redirects that lead elsewhere, and against being used as an amplifier (a budget per
inbound activity).
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal
from urllib.parse import urljoin

import httpcore2
import httpx2
from django.conf import settings

from federation import egress
from federation.egress import Address, BadAddress
from federation.reader import Refused, parse
from federation.vocabulary import ACCEPT_ACTIVITY, Json, is_activity_type

TOTAL_SECONDS = 30.0
READ_SECONDS = 10.0
CONNECT_SECONDS = 5.0
REDIRECTS: Final = 3
DOCUMENT_BYTES: Final = 1024 * 1024
ERROR_BYTES: Final = 16 * 1024
FETCHES_PER_ACTIVITY: Final = 20
SECONDS_PER_ACTIVITY: Final = 60.0

Kind = Literal["actor", "key", "object", "collection", "webfinger", "nodeinfo", "media"]
# A key or an actor speaks for its own origin: another origin is asked by its own address or not at all.
_SAME_ORIGIN_ONLY: Final = frozenset({"actor", "key"})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

# (method, url, body) → headers, among them Signature and what it covers.
Signer = Callable[[str, str, bytes], Mapping[str, str]]


class CannotFetch(Exception):
    """No usable answer.

    `reason` is a reason of `BadAddress`, or one of: no-budget, too-many-redirects, redirect-loop,
    bad-redirect, other-origin, timeout, unreachable, too-large, compressed, wrong-status, wrong-type,
    wrong-id, or a reason of the reader. `status` is the HTTP status when there was one.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from in the end, `headers` have lower-case names."""

    url: str
    status: int
    content_type: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Budget:
    left: int
    deadline: float


_budget: ContextVar[_Budget | None] = ContextVar("fetch_budget", default=None)


@contextmanager
def budget(fetches: int = FETCHES_PER_ACTIVITY, *, seconds: float = SECONDS_PER_ACTIVITY) -> Iterator[None]:
    """Allow at most so many requests inside, begun within `seconds`; wrap the work on one inbound activity
    in it. Inner budgets share.
    """
    if _budget.get() is not None:
        yield
        return
    token = _budget.set(_Budget(fetches, time.monotonic() + seconds))
    try:
        yield
    finally:
        _budget.reset(token)


def fetch(
    url: str,
    *,
    kind: Kind,
    accept: str,
    max_bytes: int = DOCUMENT_BYTES,
    sign: Signer | None = None,
) -> Fetched:
    """GET a URL, following at most three redirects, each of them checked like the first.

    `sign` makes the headers of each hop on the first host; another host never receives a signature. Any final
    status is returned, with at most 16 kB of body unless it is 200. Raises `CannotFetch`.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    seen: set[str] = set()
    start = at = _allowed(url)
    while True:
        seen.add(at.url)
        headers = {"Accept": accept}
        if sign is not None and at.origin == start.origin:
            headers |= sign("GET", at.url, b"")
        answer = _exchange("GET", at, headers, b"", max_bytes=max_bytes, deadline=deadline)
        if answer.status not in _REDIRECTS:
            return answer
        at = _next_hop(at, answer, seen)
        if kind in _SAME_ORIGIN_ONLY and at.origin != start.origin:
            raise CannotFetch("other-origin", answer.status)


def fetch_document(url: str, *, kind: Kind = "object", sign: Signer | None = None) -> Json:
    """GET an ActivityPub document that is true at its own address (FED-2), or raise `CannotFetch`.

    The status is 200, the type is one of ActivityPub's, and `id` is where it was found in the end. When `id`
    names another address of the same origin, that one is asked, once.
    """
    document, found_at = _document(url, kind, sign)
    claimed = document.get("id")
    if claimed == found_at:
        return document
    if not isinstance(claimed, str) or not egress.same_origin(claimed, found_at):
        raise CannotFetch("wrong-id")
    document, found_at = _document(claimed, kind, sign)
    if document.get("id") != found_at or found_at != claimed:
        raise CannotFetch("wrong-id")
    return document


def _document(url: str, kind: Kind, sign: Signer | None) -> tuple[Json, str]:
    answer = fetch(url, kind=kind, accept=ACCEPT_ACTIVITY, sign=sign)
    if answer.status != 200:
        raise CannotFetch("wrong-status", answer.status)
    if not is_activity_type(answer.content_type):
        raise CannotFetch("wrong-type", answer.status)
    try:
        return parse(answer.body), answer.url
    except Refused as error:
        raise CannotFetch(error.reason, answer.status) from error


def _allowed(url: str) -> Address:
    try:
        return egress.may_connect(url)
    except BadAddress as error:
        raise CannotFetch(error.reason) from error


def _next_hop(at: Address, answer: Fetched, seen: set[str]) -> Address:
    location = answer.headers.get("location", "")
    if len(seen) > REDIRECTS:
        raise CannotFetch("too-many-redirects", answer.status)
    try:
        following = _allowed(urljoin(at.url, location)) if location else None
    except ValueError as error:
        raise CannotFetch("bad-redirect", answer.status) from error
    if following is None or (at.origin.scheme == "https" and following.origin.scheme != "https"):
        raise CannotFetch("bad-redirect", answer.status)
    if following.url in seen:
        raise CannotFetch("redirect-loop", answer.status)
    return following


def _exchange(
    method: str, at: Address, headers: dict[str, str], body: bytes, *, max_bytes: int, deadline: float
) -> Fetched:
    """One request on one new connection."""
    _spend()
    headers = {
        "Host": at.authority,
        "User-Agent": str(getattr(settings, "CALADE_USER_AGENT", "Calade")),
        "Accept-Encoding": "identity",
        "Connection": "close",
    } | headers
    try:
        with (
            _client(deadline) as client,
            client.stream(
                method,
                at.url,
                content=body or None,
                headers=headers,
                # The target byte for byte as it was signed; the client would normalise it.
                extensions={"target": at.target.encode("ascii")},
            ) as response,
        ):
            return _read(response, at, max_bytes)
    except BadAddress as error:
        raise CannotFetch(error.reason) from error
    except httpx2.TimeoutException as error:
        raise CannotFetch("timeout") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
        raise CannotFetch("unreachable") from error


def _read(response: httpx2.Response, at: Address, max_bytes: int) -> Fetched:
    """The answer with its body, never decompressed, never longer than allowed, whatever Content-Length
    says.
    """
    names = {name.lower(): value for name, value in response.headers.items()}
    wanted = response.status_code == 200
    if names.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise CannotFetch("compressed", response.status_code)
    limit = max_bytes if wanted else min(max_bytes, ERROR_BYTES)
    chunks: list[bytes] = []
    room = limit
    for chunk in () if response.status_code in _REDIRECTS else response.iter_raw():
        if len(chunk) > room and wanted and response.request.method == "GET":
            raise CannotFetch("too-large", response.status_code)
        chunks.append(chunk[:room])
        room -= len(chunk)
        if room < 0:
            break
    return Fetched(at.url, response.status_code, names.get("content-type", ""), b"".join(chunks), names)


def _spend() -> None:
    allowance = _budget.get()
    if allowance is None:
        return
    if allowance.left <= 0 or time.monotonic() > allowance.deadline:
        raise CannotFetch("no-budget")
    allowance.left -= 1


@cache
def tls_context() -> ssl.SSLContext:
    """The certificates that are trusted; made once, since reading them costs tens of milliseconds."""
    return httpx2.create_ssl_context(trust_env=False)


def _client(deadline: float) -> httpx2.Client:
    transport = httpx2.HTTPTransport(verify=tls_context(), trust_env=False)
    # The transport has no argument for its network backend; its pool has.
    transport._pool = httpcore2.ConnectionPool(
        ssl_context=tls_context(), network_backend=_CheckedBackend(deadline), max_connections=1, http2=False
    )
    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return httpx2.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=timeout)


def connect(ip: str, port: int, timeout: float) -> httpcore2.NetworkStream:
    """Open a socket to an address that has been checked."""
    return httpcore2.SyncBackend().connect_tcp(ip, port, timeout=timeout)


class _CheckedBackend(httpcore2.NetworkBackend):
    """Resolves once, checks every answer, connects to a checked one. TLS still asks for the name."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("no address")
        for ip in egress.checked_answers(host, port):
            try:
                return _TimedStream(connect(ip, port, _left(self.deadline, timeout)), self.deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("no local sockets")


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends at one moment, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _left(self.deadline, timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secure = self.stream.start_tls(ssl_context, server_hostname, _left(self.deadline, timeout))
        return _TimedStream(secure, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("deadline")
    return left if timeout is None else min(left, timeout)
