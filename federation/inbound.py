"""What came in is acted upon, in the worker: believed (`belief`), then handed to its translator, once.

What an activity needs from the network is fetched before the transaction, so that no write waits for another
server; the effect and the end of the row commit together. What comes in great numbers is acted upon together.
"""

import logging
import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import takewhile
from time import monotonic, sleep

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commons.base.errors import Refused as SaidNo
from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from commons.journal.models import Errand
from federation import dispatch, identities, reader
from federation.belief import Letter, NotBelieved, NotForUs, believe, believe_at_once
from federation.fetch import budget
from federation.models import Delivery, ReceivedActivity, Server
from federation.proofs import BadProof
from federation.registry import Heard, ManyListener

logger = logging.getLogger(__name__)

TRIES = 8  # of a failing head, which its lane waits for: some four minutes
PARKED_TRIES = 12  # of what waits beside its lane: some six hours
MOST_PARKED = 50  # for one missing thing
MOST_ERRANDS = 300  # more than that waits: letters go slower
FEW = 10  # letters at a time then
MOST_LETTERS = 500  # to servers that answer
STEP_ASIDE = 0.5  # seconds
LATEST_START = 10.0  # seconds after the first that asked
MOST_ASKING = 4  # lanes of one claim that may ask other servers

# Letters of one sender, in order.
Lane = deque[Letter]


# What is fetched waits side by side; what is written, one by one: errands and deliveries must get their turns.
_turn = threading.Lock()


def handle_received(limit: int = 50) -> int:
    """Claim what came in from some senders, in the order of each, and act on it; returns how many were claimed.

    What comes in great numbers is acted upon together, in one transaction; the rest, and all of it when that does not
    end well, one by one. While people here wait for what they have done, letters go fewer at a time, with pauses.
    """
    if not ReceivedActivity.objects.anything_free():
        return 0
    if _is_behind():
        sleep(STEP_ASIDE)
        limit = FEW if _is_behind() else limit
    claimed: list[ReceivedActivity] = ReceivedActivity.objects.claim(limit, in_a_row=True)
    failpoint("after-inbound-claim")
    lanes: dict[str, Lane] = defaultdict(deque)
    for row in claimed:
        lanes[row.lane or f"beside {row.pk}"].append(Letter(row))
    _act_upon(list(lanes.values()))
    return len(claimed)


def _act_upon(lanes: list[Lane]) -> None:
    """First all that needs nobody's answer. Of what does, a few lanes: others of this claim would wait for it."""
    known = identities.actors_known(lane[0].row.actor for lane in lanes)
    together = sum(map(len, lanes)) > 1
    while quick := [lane for lane in lanes if lane and believe_at_once(lane[0], known)]:
        together = together and _act_together(quick)
        for lane in quick:
            if lane and believe_at_once(lane[0], known) and not handle(lane.popleft()):
                _give_back(lane)
    slow = [lane for lane in lanes if lane]
    for lane in slow[MOST_ASKING:]:
        _give_back(lane)
    _ask_and_act(slow[:MOST_ASKING])


def _ask_and_act(lanes: list[Lane]) -> None:
    """In turn. What they fetch takes up to a minute and a half, and a lease two: what would begin too late waits."""
    begun = monotonic()
    while any(lanes):
        for lane in filter(None, lanes):
            if monotonic() - begun > LATEST_START or not handle(lane.popleft()):
                _give_back(lane)


def _give_back(lane: Lane) -> None:
    """They wait for the one before them, or for another worker."""
    ReceivedActivity.give_back_all([letter.row for letter in lane])
    lane.clear()


def _act_together(lanes: list[Lane]) -> bool:
    """Take from the heads of lanes what can be acted upon together. False when it was tried in vain."""
    by_listener: dict[ManyListener, list[Letter]] = defaultdict(list)
    for lane in lanes:
        if listener := _who_hears_many(lane[0]):
            by_listener[listener] += takewhile(lambda one: _who_hears_many(one) is listener, lane)
    for listener, letters in by_listener.items():
        if len(letters) > 1:
            try:
                done = _heard_together(listener, letters)
            except Exception as error:
                logger.info("%s letters one by one: %r", len(letters), error)
                return False
            for lane in lanes:
                while lane and lane[0] in done:
                    lane.popleft()
    return True


def _who_hears_many(letter: Letter) -> ManyListener | None:
    return dispatch.who_hears_many(letter.activity) if letter.activity else None


def _heard_together(listener: ManyListener, letters: Sequence[Letter]) -> set[Letter]:
    """Act upon those of known senders that need nothing from the network, and settle them; which they were."""
    known = identities.actors_known(letter.row.actor for letter in letters)
    believed: dict[Letter, Heard] = {}
    left: set[str] = set()
    for letter in letters:
        heard = believe_at_once(letter, known) if letter.row.actor not in left else None
        if heard is None:
            left.add(letter.row.actor)  # what follows it waits for it
        else:
            believed[letter] = heard
    if not believed:
        return set()
    with _turn, transaction.atomic():
        outcomes = listener(list(believed.values()))
        done = [letter for number, letter in enumerate(believed) if number in outcomes]
        for outcome in set(outcomes.values()):
            rows = [letter.row for n, letter in enumerate(believed) if outcomes.get(n) == outcome]
            ReceivedActivity.finish_all(rows, outcome=outcome[:60])
        failpoint("in-inbound")
    return set(done)


def _is_behind() -> bool:
    """Each letter makes errands, and letters to all followers of a group: a flood of them must not keep back what
    people here have just done. What waits for a server that does not answer is not waited for.
    """
    now = timezone.now()
    errands = Errand.objects.filter(state=Errand.State.READY, due_at__lte=now)
    if errands[: MOST_ERRANDS + 1].count() > MOST_ERRANDS:
        return True
    moving = Server.objects.filter(failures=0, paused_at=None, dormant_at=None, next_at__lte=now)
    letters = Delivery.objects.filter(state=Delivery.State.READY, host__in=moving.values("host"))
    return letters[: MOST_LETTERS + 1].count() > MOST_LETTERS


def handle(letter: Letter) -> bool:
    """Act on one row and settle it: done, given up, to be tried again. False when its lane must wait for it."""
    row = letter.row
    try:
        return _settle(letter)
    except LostLease:
        logger.info("%s was taken over", row)
        return False


def _settle(letter: Letter) -> bool:
    row = letter.row
    try:
        with budget():
            activity, sender = believe(letter)
        with _turn, transaction.atomic():
            _done(row, dispatch.dispatch(activity, sender))
            failpoint("in-inbound")
    except LostLease:
        raise
    except NotForUs as error:
        _done(row, str(error))
    except (NotBelieved, BadProof, reader.Refused) as error:
        row.give_up(str(error))
    except (SaidNo, ValidationError) as error:
        row.give_up(f"{type(error).__name__}: {error}")
    except identities.Unknown as error:
        _wait_beside(row, error.reason, again=error.passing)
    except dispatch.NotYet as error:
        _wait_beside(row, f"waits for {error}", again=True)
    except Exception as error:
        logger.exception("%s failed", row)
        return _try_again(row, f"{type(error).__name__}: {error}")
    return True


def _done(received: ReceivedActivity, outcome: str) -> None:
    received.finish(outcome=outcome[:60])


def _try_again(received: ReceivedActivity, why: str) -> bool:
    """A fault of ours, perhaps for a moment only: the order is kept meanwhile, but not for long. False: it waits."""
    if received.tries < TRIES:
        received.postpone(2**received.tries, why)
        return False
    received.give_up(why)
    return True


def _wait_beside(received: ReceivedActivity, why: str, *, again: bool) -> None:
    """What this needs is not here; the lane goes on without it."""
    crowd = ReceivedActivity.objects.filter(state=ReceivedActivity.State.READY, last_error=why[:500])
    if again and received.tries < PARKED_TRIES and crowd.count() < MOST_PARKED:
        received.park(5 * 2**received.tries, why)
    else:
        received.give_up(why)
