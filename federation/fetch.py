"""GET from other servers, through `commons.base.outgoing`. POST: `posting.py`, by the same rules.

Safe against inner addresses (the name is resolved once, all answers are checked, the checked one is
connected to), against servers that never end (one deadline for everything, a cap on bytes, no
decompression), against redirects that lead elsewhere, and against being used as an amplifier (a budget per
inbound activity, turns at each host, and a rest for hosts that let us wait).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

from commons.base import egress
from commons.base.egress import Address, BadAddress
from commons.base.outgoing import REDIRECTS as REDIRECTING
from commons.base.outgoing import CannotFetch, Fetched, exchange
from federation import resting, turns
from federation.reader import Refused, parse
from federation.vocabulary import ACCEPT_ACTIVITY, Json, is_activity_type

TOTAL_SECONDS = 30.0
REDIRECTS: Final = 3
DOCUMENT_BYTES: Final = 1024 * 1024
FETCHES_PER_ACTIVITY: Final = 20
SECONDS_PER_ACTIVITY: Final = 60.0

Kind = Literal["actor", "key", "object", "collection", "webfinger", "nodeinfo", "media"]
# A key or an actor speaks for its own origin: another origin is asked by its own address or not at all.
_SAME_ORIGIN_ONLY: Final = frozenset({"actor", "key"})

# (method, url, body) → headers, among them Signature and what it covers.
Signer = Callable[[str, str, bytes], Mapping[str, str]]


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
        answer = _unless_it_rests(at, headers, max_bytes=max_bytes, deadline=deadline)
        if answer.status not in REDIRECTING:
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
        following = _allowed(urljoin(at.url, location))
    except ValueError as error:
        raise CannotFetch("bad-redirect", answer.status) from error
    if at.origin.scheme == "https" and following.origin.scheme != "https":
        raise CannotFetch("bad-redirect", answer.status)
    if following.url in seen:
        raise CannotFetch("redirect-loop", answer.status)
    return following


def _unless_it_rests(at: Address, headers: dict[str, str], *, max_bytes: int, deadline: float) -> Fetched:
    _ask_of_rest(at)
    _spend()
    try:
        with turns.turn(at.authority, deadline) as allowed:
            if not allowed:
                raise CannotFetch("host-busy")
            _ask_of_rest(at)  # those before us may have waited in vain
            answer = exchange("GET", at, headers, b"", max_bytes=max_bytes, deadline=deadline)
    except CannotFetch as error:
        if error.reason in ("timeout", "dns-timeout"):
            resting.waited_in_vain(at.authority)
        raise
    resting.answered(at.authority)
    return answer


def _ask_of_rest(at: Address) -> None:
    if resting.rests(at.authority):
        raise CannotFetch("host-rests")


def _spend() -> None:
    allowance = _budget.get()
    if allowance is None:
        return
    if allowance.left <= 0 or time.monotonic() > allowance.deadline:
        raise CannotFetch("no-budget")
    allowance.left -= 1
