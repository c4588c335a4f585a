"""Somebody leaves the town."""

from typing import Any

from commons.notices.models import AnswerAddress, Attention, FeedAddress, Notice, PushDevice, Wishes


def forget_notices(person: Any, erase: bool) -> None:
    """Nobody is left whom all this would be for."""
    for rows in (Notice, Wishes, Attention, AnswerAddress, FeedAddress, PushDevice):
        rows._default_manager.filter(person=person).delete()
