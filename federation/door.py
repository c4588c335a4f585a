"""The inbox door, plain ASGI in front of Django: is it really from whom it says? Then one row, and 202.

Order (cheap first): size, type, shape of the signature, date and digest, JSON, host policy, key, signature,
signer is the actor, seen before. What the sender may do is asked later, by the action (the second lock).
"""

import json
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings

from commons.base.addresses import split_local
from commons.base.egress import same_origin
from commons.base.numbers import natural
from federation import identities, reader, signatures, their_keys
from federation.acquaintances import Memory
from federation.keys import BadKey, load_public_key
from federation.models import HeldLetter, RemoteActor
from federation.policy import host_of, is_open, lives_here, may_talk, must_wait
from federation.problems import PROBLEMS
from federation.registry import translators
from federation.shelf import Answer, Letter, Room, Shelf, in_thread, shelve
from federation.signatures import BadSignature, Request
from federation.vocabulary import is_activity_type

LARGEST = 1024 * 1024
LARGEST_AT_ONCE = 64 * 1024  # judged where all connections wait; more than that in a thread
MOST_STRANGERS = 40
MOST_HELD = 5_000
MOST_HELD_OF_HOST = 100
LONGEST_IDS = 2_000  # of id and actor together: what an index of PostgreSQL can hold
NOT_UNDERSTOOD = {"malformed", "unsupported-component"}

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class TooLarge(Exception):
    pass


class MustFetch(Exception):
    """The sender's key is not known yet, or may have changed: judging needs the network."""


class InboxDoor:
    """Who was here a moment ago is recognised without a question to anybody. Others are judged in two pools of
    threads: who is known at once; for a stranger a key is fetched first, and a stranger's slow server never keeps
    the known ones waiting. What is believed goes to the shelf.
    """

    def __init__(self) -> None:
        self.memory = Memory()
        self.shelf = Shelf()
        self.known = ThreadPoolExecutor(4, thread_name_prefix="inbox")
        self.strangers = ThreadPoolExecutor(2, thread_name_prefix="inbox-stranger")
        self.waiting = 0

    def is_for(self, path: str) -> bool:
        return path == "/ap/inbox" or (
            path.startswith("/ap/") and path.endswith("/inbox") and path.count("/") == 4
        )

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        try:
            body = await _body(scope, receive)
        except TooLarge:
            await _say(send, Answer(413, "too-large"))
            return
        target = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("latin-1")
        request = Request.received("POST", target, scope["headers"], body)
        try:
            answer = await self._answer(request)
        except Exception:  # a full disk, a lost database: ours, so that they come again
            logger.exception("the inbox is in trouble")
            answer = Answer(503, "trouble")
        await _say(send, answer)

    async def _answer(self, request: Request) -> Answer:
        found = recognise(request, self.memory) or await self._judge(request)
        return await self.shelf.keep(found) if isinstance(found, Letter) else found

    async def _judge(self, request: Request) -> "Answer | Letter":
        try:
            return await in_thread(self.known, partial(judge, request, may_fetch=False, memory=self.memory))
        except MustFetch:
            if self.waiting >= MOST_STRANGERS:
                return Answer(503, "busy")
            self.waiting += 1
            try:
                return await in_thread(self.strangers, partial(judge, request, memory=self.memory))
            finally:
                self.waiting -= 1


async def _body(scope: Any, receive: Receive) -> bytes:
    """The body, counted while it is read: a length may be missing or a lie."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if length.isdigit() and natural(length, most=LARGEST) is None:
        raise TooLarge
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


async def _say(send: Send, answer: Answer) -> None:
    headers = [(b"cache-control", b"private, no-store"), (b"vary", b"Accept, Signature")]
    body = b""
    if answer.reason:
        headers += [(b"content-type", b"application/problem+json"), (b"x-content-type-options", b"nosniff")]
        known = answer.reason if answer.reason in PROBLEMS else "unreadable"
        kind = f"{settings.CALADE_ORIGIN}/ap/problems#{known}"
        body = json.dumps({"type": kind, "title": answer.reason, "status": answer.status}).encode()
    if answer.status == 401:
        headers.append((b"accept-signature", signatures.ACCEPT_SIGNATURE.encode()))
    if answer.status in {429, 503}:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def knock(request: Request, *, may_fetch: bool = True) -> Answer:
    """Judge one POST and write it down; a 202 means that the row is committed."""
    found = judge(request, may_fetch=may_fetch)
    return shelve([found], Room())[0] if isinstance(found, Letter) else found


def recognise(request: Request, memory: Memory) -> Answer | Letter | None:
    """The judgement about somebody who was here a moment ago, from memory alone; None when others must be asked."""
    if request.target != "/ap/inbox" or not is_open() or len(request.body) > LARGEST_AT_ONCE:
        return None
    read = _read(request)
    if isinstance(read, Answer):
        return read
    activity, claim = read
    known = memory.who(claim.key_id)
    if known is None or known.actor != activity.actor:
        return None
    if problem := _verified(claim, request, known.public):
        return problem if memory.is_sure(known) else None
    return Letter(activity.id, activity.actor, known.host, request.body.decode())


def judge(request: Request, *, may_fetch: bool = True, memory: Memory | None = None) -> Answer | Letter:
    """The whole judgement. The only network here is fetching a key.

    Raises MustFetch when that is needed and `may_fetch` is False.
    """
    if not is_open() or not _lives_here(request.target):
        return Answer(404)
    read = _read(request)
    if isinstance(read, Answer):
        return read
    activity, claim = read
    host = host_of(activity.actor)
    if lives_here(activity.actor) or not may_talk(host):
        return Answer(403, "not-allowed")
    if _is_idle(activity):
        return Answer(202)
    waits = must_wait(host)
    problem = _signed_by_actor(
        claim,
        request,
        activity.actor,
        may_fetch=may_fetch,
        memory=None if waits else memory,  # who must wait is asked about each time
        says_goodbye=activity.type == "Delete" and activity.object_id == activity.actor,
    )
    letter = Letter(activity.id, activity.actor, host, request.body.decode())
    return problem or (_hold(letter) if waits else letter)


def _read(request: Request) -> tuple[reader.Activity, signatures.Claim] | Answer:
    """What it says and claims, or why it is no letter; nobody is asked."""
    kinds = request.all_of("content-type")
    if not kinds or not all(is_activity_type(kind) for kind in kinds):
        return Answer(415, "wrong-type")
    try:
        claim = signatures.parse_signature(request)
        signatures.check_request(claim, request, our_origin=settings.CALADE_ORIGIN, now=datetime.now(UTC))
        activity = reader.interpret(reader.parse(request.body))
    except BadSignature as error:
        return Answer(400 if error.reason in NOT_UNDERSTOOD else 401, error.reason)
    except reader.Refused as error:
        return Answer(400, error.reason)
    if not isinstance(activity, reader.Activity) or not activity.actor:
        return Answer(400, "not-an-activity")
    if not activity.id or not same_origin(activity.id, activity.actor):
        return Answer(400, "wrong-origin")
    if len(activity.id) + len(activity.actor) > LONGEST_IDS:
        return Answer(400, "bad-id")
    return activity, claim


def _lives_here(target: str) -> bool:
    """Is there somebody behind this inbox? The shared one is always there."""
    path = target.partition("?")[0]
    if path == "/ap/inbox":
        return True
    local = split_local(settings.CALADE_ORIGIN + path.removesuffix("/inbox"))
    serving = translators.served.get(local[0]) if local else None
    return bool(local and serving and serving.visible().filter(uid=local[1]).exists())


def _is_idle(activity: reader.Activity) -> bool:
    """Somebody whom this town never knew deletes or changes themselves: nothing to do, nothing to fetch."""
    about_self = activity.object_id == activity.actor
    unknown = not RemoteActor.objects.filter(uri=activity.actor).exists()
    return activity.type in {"Delete", "Update"} and about_self and unknown


def _signed_by_actor(
    claim: signatures.Claim,
    request: Request,
    actor: str,
    *,
    may_fetch: bool,
    memory: Memory | None,
    says_goodbye: bool = False,
) -> Answer | None:
    """None when the signature holds by a key that `actor` itself lists; asks for the key anew once."""
    problem: Answer | None = None
    for refresh in (False, True):
        if not may_fetch and (refresh or their_keys.known_key(claim.key_id) is None):
            raise MustFetch
        try:
            key = their_keys.key_at(claim.key_id, refresh=refresh)
        except identities.Unknown as error:
            if RemoteActor.objects.filter(uri=actor, gone_at__isnull=False).exists():
                # Their home says 410: that they are gone is true without a key, what else they send changes nothing.
                return None if says_goodbye else Answer(202)
            return Answer(503, "key-unreachable") if error.passing else Answer(401, _named(error.reason))
        if key.actor.uri != actor:
            return Answer(401, "key-owner-mismatch")
        if memory is not None:
            memory.learn(claim.key_id, key)
        problem = _verified(claim, request, key.public)
        if problem is None:
            return None
    return problem


def _verified(claim: signatures.Claim, request: Request, pem: str) -> Answer | None:
    try:
        public = load_public_key(pem)
        signatures.verify(claim, request, public, our_origin=settings.CALADE_ORIGIN, now=datetime.now(UTC))
    except BadKey:
        return Answer(401, "bad-key")
    except BadSignature as error:
        return Answer(401, error.reason)
    return None


def _named(reason: str) -> str:
    return reason if reason in {"key-owner-mismatch", "not-allowed"} else "key-not-found"


def _hold(letter: Letter) -> Answer:
    """Kept until a moderator decides of the server; nothing is done about it before."""
    if HeldLetter.objects.filter(host=letter.host).count() >= MOST_HELD_OF_HOST:
        return Answer(429, "too-many")
    if HeldLetter.objects.count() >= MOST_HELD:
        return Answer(503, "busy")
    HeldLetter.objects.bulk_create(
        [HeldLetter(activity_id=letter.id, actor=letter.actor, host=letter.host, body=letter.body)],
        ignore_conflicts=True,
    )
    return Answer(202)
