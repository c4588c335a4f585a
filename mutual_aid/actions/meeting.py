"""What an answer opens and closes: where to meet, and the private thread. Called in the transaction of the step."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from commons.conversations.actions import close_thread
from commons.conversations.models import Topic
from mutual_aid.deadlines import UMBRELLA, days_after
from mutual_aid.models import PlaceGrant, Response
from mutual_aid.states import ACTIVE, CLOSED, ListingState, ResponseState

ENDED = frozenset(ResponseState) - ACTIVE - {ResponseState.DONE}
BATCH = 50


def follow_answer(response: Response, before: str, after: str) -> None:
    """Let the helper in when they are accepted, and out with the same step that ends it."""
    if after == ResponseState.ACCEPTED:
        let_in(response)
    elif before == ResponseState.ACCEPTED:
        PlaceGrant.objects.filter(response=response, revoked_at=None).update(revoked_at=timezone.now())
    if after in ENDED and response.thread:
        close_thread(response.thread)


def let_in(response: Response) -> None:
    """Somebody from elsewhere never reads where to meet: their town's pages do not show it."""
    if response.listing.is_local and response.helper and response.helper.is_local:
        PlaceGrant.objects.get_or_create(response=response, revoked_at=None)


def let_everybody_out(listings: Iterable[int]) -> None:
    """These listings have closed."""
    grants = PlaceGrant.objects.filter(response__listing__in=listings, revoked_at=None)
    grants.update(revoked_at=timezone.now())


def close_threads_due() -> int:
    """Threads of help that was given stay open a week after the end, for a forgotten umbrella. How many closed."""
    limit = days_after(timezone.now(), -UMBRELLA)
    over = Q(help_response__listing__state__in=CLOSED, help_response__listing__closed_at__lte=limit)
    over |= Q(help_response__listing__state=ListingState.ARCHIVED)
    threads = Topic.objects.filter(over, kind=Topic.Kind.PRIVATE, state=Topic.State.OPEN)
    due = list(threads[:BATCH])
    for thread in due:
        close_thread(thread)
    return len(due)
