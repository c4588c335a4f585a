"""A conversation was opened by somebody of this town: who keeps it fresh is told, and the page does not wait."""

from collections.abc import Callable

from commons.conversations.models import Topic

_refreshers: list[Callable[[Topic], None]] = []


def register(refresh: Callable[[Topic], None]) -> None:
    """`refresh(topic)` is quick: it may ask the worker for a job, and nothing else."""
    _refreshers.append(refresh)


def opened(topic: Topic) -> None:
    for refresh in _refreshers:
        refresh(topic)
