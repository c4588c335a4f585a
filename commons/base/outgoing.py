"""One request to another server: the only module that may import an HTTP client.

Safe against inner addresses (the name is resolved once, all answers are checked, the checked one is connected to),
and against servers that never end (one deadline for everything, a cap on bytes, no decompression).
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final

import httpcore2
import httpx2
from django.conf import settings
from django.utils import timezone

from commons.base import egress
from commons.base.egress import Address, BadAddress
from commons.base.numbers import natural

READ_SECONDS = 10.0
CONNECT_SECONDS = 5.0
ERROR_BYTES: Final = 16 * 1024
A_DAY: Final = 86_400  # seconds
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class CannotFetch(Exception):
    """No usable answer.

    `reason` is a reason of `BadAddress`, or one of: timeout, unreachable, too-large, compressed; of those who fetch
    documents also: no-budget, host-rests, host-busy, too-many-redirects, redirect-loop, bad-redirect, other-origin,
    wrong-status, wrong-type, wrong-id, or a reason of the reader. `status` is the HTTP status when there was one.
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


def exchange(
    method: str, at: Address, headers: dict[str, str], body: bytes, *, max_bytes: int, deadline: float
) -> Fetched:
    """One request on one new connection; no redirect is followed. `deadline` is of `time.monotonic`.

    Raises `CannotFetch`.
    """
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
                content=body,
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
    for chunk in () if response.status_code in REDIRECTS else response.iter_raw():
        if len(chunk) > room and wanted and response.request.method == "GET":
            raise CannotFetch("too-large", response.status_code)
        chunks.append(chunk[:room])
        room -= len(chunk)
        if room < 0:
            break
    return Fetched(at.url, response.status_code, names.get("content-type", ""), b"".join(chunks), names)


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


def asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds for which an answer asks to be left alone (Retry-After, RFC 9110 10.2.3), a day at most."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        seconds = natural(value, most=A_DAY)
        return float(A_DAY if seconds is None else seconds)
    try:
        moment = parsedate_to_datetime(value).replace(tzinfo=UTC) if value else None
    except (ValueError, TypeError):
        return 0
    return min(max((moment - timezone.now()).total_seconds(), 0), A_DAY) if moment else 0
