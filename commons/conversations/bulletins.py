"""What is new in the conversations of a neighbourhood, for those who are told by e-mail without an account."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.conversations.models import Topic
from commons.notices import bulletins

MOST = 20


def _begun(key: str, since: datetime, until: datetime) -> Sequence[bulletins.Line]:
    topics = Topic.objects.public().heard_by(None).filter(community__neighbourhood=natural(key) or 0)
    begun = topics.filter(created__gt=since, created__lte=until).order_by("pk")
    return [
        bulletins.Line(_("conversation"), one.title, one.get_absolute_url(), one.created)
        for one in begun[:MOST]
    ]


def register() -> None:
    bulletins.tells_news("neighbourhood", 30, _begun)
