"""POST with patience: one lane per host, state in the row, the same activity id at every try."""

import logging
import random
from datetime import timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.utils import timezone

from commons.base.failpoints import failpoint
from commons.base.leases import LostLease
from federation import own_keys
from federation.egress import BadAddress
from federation.fetch import CannotFetch, Fetched, post
from federation.models import Delivery, RemoteActor, Server
from federation.vocabulary import ACTIVITY_JSON

logger = logging.getLogger(__name__)

# Seconds before the next try; the last one repeats. A quarter of jitter keeps hosts from being knocked in step.
WAITS = [5, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600]
GIVE_UP_AFTER = timedelta(days=30)
FINAL = {405, 406, 413, 415, 501}


def deliver_due() -> int:
    """Claim one delivery and post it; several threads do so at once, each on another host."""
    claimed: list[Delivery] = Delivery.objects.claim(1, seconds=90)
    failpoint("after-delivery-claim")
    for delivery in claimed:
        deliver(delivery)
    return len(claimed)


def deliver(delivery: Delivery) -> None:
    server, _made = Server.objects.get_or_create(host=delivery.host)
    try:
        if delivery.asked_at < timezone.now() - GIVE_UP_AFTER:
            delivery.give_up("too-old")
            return
        try:
            answer = post_signed(delivery, server)
        except (CannotFetch, BadAddress) as error:
            _try_later(delivery, server, error.reason)
            return
        failpoint("after-post")
        _settle(delivery, server, answer)
    except LostLease:
        logger.info("%s was taken over", delivery)


def post_signed(delivery: Delivery, server: Server) -> Fetched:
    """Knock in the dialect that this host understood last; on 400 or 401 once more in the other one."""
    body = delivery.body.encode()
    headers = {"Content-Type": ACTIVITY_JSON}
    dialect = server.dialect
    other = Server.Dialect.CAVAGE if dialect == Server.Dialect.RFC9421 else Server.Dialect.RFC9421
    answer = post(delivery.inbox, body, headers, sign=own_keys.signer(delivery.signer, dialect))
    if answer.status not in (400, 401):
        return answer
    second = post(delivery.inbox, body, headers, sign=own_keys.signer(delivery.signer, other))
    if 200 <= second.status < 300:
        Server.objects.filter(pk=server.pk).update(dialect=other)
    return second


def _settle(delivery: Delivery, server: Server, answer: Fetched) -> None:
    if 200 <= answer.status < 300:
        with transaction.atomic():
            Server.objects.filter(pk=server.pk).update(answered_at=timezone.now(), failing_since=None)
            delivery.finish()
    elif answer.status in (404, 410):
        RemoteActor.objects.filter(inbox=delivery.inbox).update(gone_at=timezone.now())
        delivery.give_up(f"status-{answer.status}")
    elif answer.status in FINAL:
        logger.error("%s was refused as %s: a fault of ours", delivery, answer.status)
        delivery.give_up(f"status-{answer.status}")
    elif answer.status in (400, 401, 403) and delivery.tries >= 4:
        delivery.give_up(f"status-{answer.status}")
    else:
        _try_later(delivery, server, f"status-{answer.status}", wait=_retry_after(answer))


def _try_later(delivery: Delivery, server: Server, why: str, *, wait: float = 0) -> None:
    Server.objects.filter(pk=server.pk, failing_since=None).update(failing_since=timezone.now())
    patience = WAITS[min(delivery.tries, len(WAITS)) - 1]
    delivery.postpone(max(wait, patience * random.uniform(0.75, 1.25)), why)  # noqa: S311 (jitter)


def _retry_after(answer: Fetched) -> float:
    """Seconds that the other server asks us to wait, a day at most."""
    value = answer.headers.get("retry-after", "")
    if value.isdigit():
        return float(min(int(value), 86_400))
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return 0
    return min(max((moment - timezone.now()).total_seconds(), 0), 86_400) if moment else 0


def wake(host: str) -> int:
    """They have spoken to us, so they are up: what waits for them is due now."""
    return Delivery.objects.filter(host=host, state=Delivery.State.READY, due_at__gt=timezone.now()).update(
        due_at=timezone.now()
    )
