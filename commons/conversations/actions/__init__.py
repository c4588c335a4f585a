"""The only way to change a conversation. Every act takes the topic's next number under its row lock."""

from .access import note_reading
from .care import hide_post, lock_topic, pin_topic, reopen_topic, show_post, show_to_moderators, unpin_topic
from .closing import close_thread
from .leaving import leave_conversations
from .reactions import react, set_reaction
from .reading import bring_into_thread, leave_thread, mark_read
from .writing import (
    Words,
    delete_post,
    mentioned_elsewhere,
    open_private_thread,
    revise_post,
    start_topic,
    talk_about,
    write_post,
    write_posts,
)

__all__ = [
    "Words",
    "bring_into_thread",
    "close_thread",
    "delete_post",
    "hide_post",
    "leave_conversations",
    "leave_thread",
    "lock_topic",
    "mark_read",
    "mentioned_elsewhere",
    "note_reading",
    "open_private_thread",
    "pin_topic",
    "react",
    "reopen_topic",
    "revise_post",
    "set_reaction",
    "show_post",
    "show_to_moderators",
    "start_topic",
    "talk_about",
    "unpin_topic",
    "write_post",
    "write_posts",
]
