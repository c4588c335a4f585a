"""POST with patience: many lanes at once, one letter at a time in each, the same activity id at every try.

The network runs in one event loop of its own; the worker's thread takes lanes and writes down what became of
their letters. A host that hangs holds nothing but a socket, and after a moment no longer counts among those
that are under way.
"""

import asyncio
import logging
import threading
from collections import deque
from time import monotonic

from django.utils import timezone

from commons.base.failpoints import failpoint
from commons.base.outgoing import CannotFetch, asked_to_wait
from federation import lanes, own_keys
from federation.lanes import Fate, Lane, Outcome, Settled
from federation.models import Delivery, LocalKey, RemoteActor, Server
from federation.policy import who_may_talk
from federation.posting import Postbox, Posted
from federation.vocabulary import ACTIVITY_JSON

logger = logging.getLogger(__name__)

LATER = {408, 425, 429}
GATEWAYS = {502, 503, 504}  # they are away: their lane waits, however long
REFUSALS = {400, 401, 403}
# Seconds until a letter that was refused is tried again, beside its lane: three more times within a day.
SECOND_THOUGHTS = [3600.0, 6 * 3600.0, 16 * 3600.0]
MOST_FAULTS = 7  # of a 500: some ten hours, then the lane goes on without this letter
MOST_OWN_FAULTS = 4

SLOTS = 48  # lanes under way that have not shown to be slow
SLOW_AFTER = 3.0  # seconds
MOST_AILING = 100  # lanes under way that failed last time
MOST_UNDER_WAY = 400
HANDFUL = 12  # free slots that are worth asking the database
BATCH_SECONDS = 20.0  # a lane begins no letter after that: with the last one it stays within its lease
GATHER = 0.01  # seconds in which outcomes come together, for one commit
LOOK_AGAIN = 0.2  # seconds, while something is under way
FINISH_SECONDS = 8.0  # twice that at most, and the worker waits 20


class Postman:
    """Lanes under way in this process. `step` belongs to one thread, everything async to the loop's."""

    def __init__(self) -> None:
        self.under_way: dict[Lane, float] = {}
        self.news: deque[Settled] = deque()
        self.rang = threading.Event()
        self.stopping = False
        self.loop: asyncio.AbstractEventLoop | None = None

    def step(self) -> int:
        """Take what is due, wait a moment for outcomes, write them down; 0 when there is nothing to do."""
        if not self.under_way or self._free() >= HANDFUL:
            self._take()
        if not self.under_way:
            return 0
        if self.rang.wait(LOOK_AGAIN):
            self.rang.clear()
            if len(self.under_way) > 1:
                threading.Event().wait(GATHER)
        return self._write_down() + len(self.under_way)

    def finish(self) -> None:
        """Let letters that are under way arrive, and give their lanes back."""
        self.stopping = True
        deadline = monotonic() + FINISH_SECONDS
        while self.under_way and monotonic() < deadline:
            self.rang.wait(LOOK_AGAIN)
            self.rang.clear()
            self._write_down()
        if self.loop:
            asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(FINISH_SECONDS)
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.loop = None
        self._write_down()

    async def _end(self) -> None:
        """Whoever still waits for a host stops waiting; each lane says that it is given back."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self.postbox.close()
        await asyncio.sleep(0)  # connections close in the loop's next round

    def _free(self) -> int:
        slow = monotonic() - SLOW_AFTER
        quick = sum(1 for lane, began in self.under_way.items() if began > slow and not lane.server.failures)
        return min(SLOTS - quick, MOST_UNDER_WAY - len(self.under_way))

    def _take(self) -> None:
        """Claim lanes and send them off; what needs the database is asked here, in the thread that has it."""
        ailing = MOST_AILING - sum(1 for lane in self.under_way if lane.server.failures)
        taken = lanes.claim(well=self._free(), ailing=ailing, besides=self.under_way)
        if not taken:
            return
        allowed = who_may_talk(lane.server.host for lane in taken)
        keys = LocalKey.objects.select_related(*own_keys.OWNERS)
        signers = keys.in_bulk({letter.signer_id for lane in taken for letter in lane.letters})
        for lane in taken:
            self.under_way[lane] = monotonic()
            self._send_off(lane, lane.server.host in allowed, signers)

    def _send_off(self, lane: Lane, may_talk: bool, signers: dict[int, LocalKey]) -> None:
        too_old = timezone.now() - lanes.RARELY_AFTER
        walk = []
        for letter in lane.letters:
            if not may_talk:
                self.news.append(Settled(lane, letter, Outcome(Fate.DROPPED, "not-allowed")))
            elif letter.asked_at < too_old and not letter.lasting:
                self.news.append(Settled(lane, letter, Outcome(Fate.DROPPED, "too-old")))
            else:
                walk.append(letter)
        asyncio.run_coroutine_threadsafe(self._walk(lane, walk, signers), self._running_loop())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            threading.Thread(target=_run, args=[self.loop], name="postman", daemon=True).start()
            self.postbox = Postbox()
        return self.loop

    async def _walk(self, lane: Lane, letters: list[Delivery], signers: dict[int, LocalKey]) -> None:
        """Post the letters of a lane, until one must wait; in the end the lane is given back, whatever happens."""
        until = monotonic() + BATCH_SECONDS
        dialect = lane.server.dialect
        try:
            for letter in letters:
                if self.stopping or monotonic() > until:
                    break
                key = own_keys.for_try(signers[letter.signer_id], letter.tries + 1)
                outcome = await attempt(self.postbox, letter, key, dialect)
                failpoint("after-post")
                dialect = outcome.dialect or dialect
                self._tell(Settled(lane, letter, outcome))
                if outcome.fate == Fate.WAIT:
                    break
        finally:
            self._tell(Settled(lane))

    def _tell(self, news: Settled) -> None:
        self.news.append(news)
        self.rang.set()

    def _write_down(self) -> int:
        """Settle what has come in; on trouble with the database it is kept for the next step."""
        news = [self.news.popleft() for _ in range(len(self.news))]
        try:
            for one in news:
                if one.letter and one.outcome.why in ("status-404", "status-410"):
                    _forget_inbox(one.letter.inbox)
            lanes.settle(news)
        except Exception:
            self.news.extendleft(reversed(news))
            raise
        for one in news:
            if one.letter is None:
                self.under_way.pop(one.lane, None)
        return len(news)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


postman = Postman()


def deliver_due() -> int:
    """The worker's chore: one step of this process's postman."""
    return postman.step()


def finish() -> None:
    """The worker stops."""
    postman.finish()


# -- One letter ---------------------------------------------------------------------------------------------


async def attempt(postbox: Postbox, letter: Delivery, key: LocalKey, dialect: str) -> Outcome:
    """Post one letter; what became of it. Raises nothing: no letter ends the walk of its lane by surprise."""
    try:
        answer, worked = await post_signed(postbox, letter, key, dialect)
    except CannotFetch as error:
        return Outcome(Fate.WAIT, error.reason)
    except Exception as error:  # a key that cannot be opened: ours to repair, theirs not to suffer from
        logger.exception("%s failed", letter)
        why = f"{type(error).__name__}: {error}"
        return Outcome(Fate.DROPPED if letter.tries + 1 >= MOST_OWN_FAULTS else Fate.ASIDE, why, 60)
    return judge(answer, letter, dialect=worked if worked != dialect else "")


async def post_signed(postbox: Postbox, letter: Delivery, key: LocalKey, dialect: str) -> tuple[Posted, str]:
    """Knock in the dialect that this host understood last; on 400 or 401 once more in the other one.

    Returns the answer, and the dialect that is worth remembering.
    """
    body, headers = letter.body.encode(), {"Content-Type": ACTIVITY_JSON}
    answer = await postbox.post(letter.inbox, body, headers, sign=own_keys.signer(key, dialect))
    if answer.status not in (400, 401):
        return answer, dialect
    other = Server.Dialect.CAVAGE if dialect == Server.Dialect.RFC9421 else Server.Dialect.RFC9421
    second = await postbox.post(letter.inbox, body, headers, sign=own_keys.signer(key, other))
    return second, other if 200 <= second.status < 300 else dialect


def judge(answer: Posted, letter: Delivery, *, dialect: str = "") -> Outcome:
    """What an answer means. In doubt later, but one letter that they never digest does not hold all others."""
    status, why = answer.status, f"status-{answer.status}"
    if 200 <= status < 300:
        return Outcome(Fate.SENT, dialect=dialect)
    if status in (404, 410):
        return Outcome(Fate.DROPPED, why)
    if status in LATER or status in GATEWAYS:
        return Outcome(Fate.WAIT, why, asked_to_wait(answer.headers))
    if status >= 500 and status != 501:
        fate = Fate.DROPPED if letter.tries + 1 >= MOST_FAULTS else Fate.WAIT
        return Outcome(fate, why, asked_to_wait(answer.headers))
    if status in REFUSALS and letter.tries < len(SECOND_THOUGHTS):
        return Outcome(Fate.ASIDE, why, SECOND_THOUGHTS[letter.tries])
    if status not in REFUSALS:
        logger.error("%s was refused as %s: a fault of ours", letter, status)
    return Outcome(Fate.DROPPED, why)


def _forget_inbox(inbox: str) -> None:
    """An inbox that is gone. Behind a shared one that is gone, people may still have their own."""
    RemoteActor.objects.filter(shared_inbox=inbox).update(shared_inbox="")
    RemoteActor.objects.filter(inbox=inbox).update(gone_at=timezone.now())
