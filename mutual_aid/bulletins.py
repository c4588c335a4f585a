"""What is new on the board of a neighbourhood, for those who are told by e-mail without an account."""

from collections.abc import Sequence
from datetime import datetime

from commons.base.numbers import natural
from commons.notices import bulletins
from mutual_aid.models import Listing

MOST = 30


def _posted(key: str, since: datetime, until: datetime) -> Sequence[bulletins.Line]:
    """What everybody may read and is on the board still."""
    listings = Listing.objects.public().filter(neighbourhood=natural(key) or 0)
    posted = listings.filter(created__gt=since, created__lte=until).order_by("pk")
    return [
        bulletins.Line(one.get_kind_display(), one.title, one.get_absolute_url(), one.created)
        for one in posted[:MOST]
    ]


def register() -> None:
    bulletins.tells_news("neighbourhood", 20, _posted)
