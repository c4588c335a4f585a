"""POST with patience: one lane per host, state in the row, the same activity id at every try."""

import logging
import random
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.utils import timezone

from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from federation import own_keys
from federation.egress import BadAddress
from federation.fetch import CannotFetch, Fetched, post
from federation.models import Delivery, RemoteActor, Server
from federation.policy import may_talk
from federation.vocabulary import ACTIVITY_JSON

logger = logging.getLogger(__name__)

# Seconds before the next try; the last one repeats. A quarter of jitter keeps hosts from being knocked in step.
WAITS = [5, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600]
GIVE_UP_AFTER = timedelta(days=30)
LATER = {408, 425, 429}
GATEWAYS = {502, 503, 504}  # they are away: the whole host waits
REFUSALS = {400, 401, 403}
MOST_REFUSALS = 4
MOST_FAULTS = 7  # of a 500: some seven hours, then the lane goes on without this one


def deliver_due() -> int:
    """Claim one delivery and post it; several threads do so at once, each on another host."""
    claimed: list[Delivery] = Delivery.objects.claim(1)
    failpoint("after-delivery-claim")
    for delivery in claimed:
        deliver(delivery)
    return len(claimed)


def deliver(delivery: Delivery) -> None:
    """Post one delivery and settle it; whatever happens, its lane does not stand still for ever."""
    server, _made = Server.objects.get_or_create(host=delivery.host)
    try:
        if delivery.asked_at < timezone.now() - GIVE_UP_AFTER:
            delivery.give_up("too-old")
        elif not may_talk(delivery.host):
            delivery.give_up("not-allowed")  # decided after it was written
        else:
            _knock_and_settle(delivery, server)
    except LostLease:
        logger.info("%s was taken over", delivery)


def _knock_and_settle(delivery: Delivery, server: Server) -> None:
    try:
        answer = post_signed(delivery, server)
    except (CannotFetch, BadAddress) as error:
        _try_later(delivery, server, error.reason)
        return
    except Exception as error:  # a key that cannot be opened: ours to repair, theirs not to suffer from
        logger.exception("%s failed", delivery)
        _try_later(delivery, server, f"{type(error).__name__}: {error}", most=MOST_REFUSALS)
        return
    failpoint("after-post")
    _settle(delivery, server, answer)


def post_signed(delivery: Delivery, server: Server) -> Fetched:
    """Knock in the dialect that this host understood last; on 400 or 401 once more in the other one."""
    body = delivery.body.encode()
    headers = {"Content-Type": ACTIVITY_JSON}
    dialect, key = server.dialect, own_keys.for_try(delivery.signer, delivery.tries)
    other = Server.Dialect.CAVAGE if dialect == Server.Dialect.RFC9421 else Server.Dialect.RFC9421
    answer = post(delivery.inbox, body, headers, sign=own_keys.signer(key, dialect))
    if answer.status not in (400, 401):
        return answer
    second = post(delivery.inbox, body, headers, sign=own_keys.signer(key, other))
    if 200 <= second.status < 300:
        Server.objects.filter(pk=server.pk).update(dialect=other)
    return second


def _settle(delivery: Delivery, server: Server, answer: Fetched) -> None:
    """What an answer means. In doubt later, but one activity that they never digest does not hold all others."""
    status, why = answer.status, f"status-{answer.status}"
    if 200 <= status < 300:
        with transaction.atomic():
            Server.objects.filter(pk=server.pk).update(answered_at=timezone.now(), failing_since=None)
            delivery.finish()
    elif status in (404, 410):
        _forget_inbox(delivery.inbox)
        delivery.give_up(why)
    elif status in LATER or status in GATEWAYS:
        _try_later(delivery, server, why, wait=_retry_after(answer))
    elif status >= 500 and status != 501:
        _try_later(delivery, server, why, wait=_retry_after(answer), most=MOST_FAULTS)
    elif status in REFUSALS:
        _try_later(delivery, server, why, most=MOST_REFUSALS)
    else:
        logger.error("%s was refused as %s: a fault of ours", delivery, status)
        delivery.give_up(why)


def _forget_inbox(inbox: str) -> None:
    """An inbox that is gone. Behind a shared one that is gone, people may still have their own."""
    RemoteActor.objects.filter(shared_inbox=inbox).update(shared_inbox="")
    RemoteActor.objects.filter(inbox=inbox).update(gone_at=timezone.now())


def _try_later(delivery: Delivery, server: Server, why: str, *, wait: float = 0, most: int = 0) -> None:
    """Put it off, unless it was tried `most` times."""
    if most and delivery.tries >= most:
        delivery.give_up(why)
        return
    Server.objects.filter(pk=server.pk, failing_since=None).update(failing_since=timezone.now())
    patience = WAITS[min(delivery.tries, len(WAITS)) - 1]
    delivery.postpone(max(wait, patience * random.uniform(0.75, 1.25)), why)  # noqa: S311 (jitter)


def _retry_after(answer: Fetched) -> float:
    """Seconds that the other server asks us to wait, a day at most."""
    value = answer.headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), 86_400))
    try:
        moment = parsedate_to_datetime(value).replace(tzinfo=UTC) if value else None
    except (ValueError, TypeError):
        return 0
    return min(max((moment - timezone.now()).total_seconds(), 0), 86_400) if moment else 0


def wake(host: str) -> int:
    """They have spoken to us, so they are up: what waits for them is due now."""
    return Delivery.objects.filter(host=host, state=Delivery.State.READY, due_at__gt=timezone.now()).update(
        due_at=timezone.now()
    )
