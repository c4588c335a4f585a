"""The demonstration has a past: its acts are done as if it were the day they happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, `timezone.now()` is `moment`, for our actions and for Django's own date fields."""
    with patch("django.utils.timezone.now", lambda: moment):
        yield
