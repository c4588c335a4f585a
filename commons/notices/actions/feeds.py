"""The secret address of one's own feeds. It is one's own business, so nothing is recorded."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot
from commons.notices.models import FeedAddress

RANDOM_BYTES = 24


@transaction.atomic
def renew_feed(*, by: Any) -> FeedAddress:
    """A new address; the one before, if there was one, answers nobody from now on."""
    if not (by.is_local and by.is_active):
        raise MayNot
    new = FeedAddress()
    new.token = secrets.token_urlsafe(RANDOM_BYTES)
    said = {"digest": new.digest, "sealed": new.sealed, "made_at": timezone.now()}
    return FeedAddress.objects.update_or_create(person=by, defaults=said)[0]


@transaction.atomic
def close_feed(*, by: Any) -> None:
    FeedAddress.objects.filter(person=by).delete()
