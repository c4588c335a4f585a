"""The only way to change a conversation. Every act takes the topic's next number under its row lock."""

from .care import hide_post, lock_topic, reopen_topic, show_to_moderators
from .reactions import react
from .reading import leave_thread, mark_read
from .writing import (
    delete_post,
    open_private_thread,
    revise_post,
    start_topic,
    talk_about,
    write_post,
)

__all__ = [
    "delete_post",
    "hide_post",
    "leave_thread",
    "lock_topic",
    "mark_read",
    "open_private_thread",
    "react",
    "reopen_topic",
    "revise_post",
    "show_to_moderators",
    "start_topic",
    "talk_about",
    "write_post",
]
